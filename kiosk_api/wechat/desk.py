"""Answers what citizens write, within the platform's five seconds or honestly later.

The platform cuts a delivery off after five seconds and repeats the message twice (被动回复用户消息). The first delivery
starts the answer, the others join it; what is not there at the end of the third is sent later or fetched by 「继续」.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

import structlog

from kiosk_api.services import Services
from kiosk_api.storage.wechat_inbox import WechatInbox
from kiosk_api.wechat.answering import PersonAnswers
from kiosk_api.wechat.incoming import Incoming
from kiosk_api.wechat.outbox import ContentCheck, Outbox
from kiosk_api.wechat.text import MOST_BYTES, shortened, words

T = TypeVar("T")

DELIVERIES = 3
ANSWER_WITHIN = 4.5
"""Seconds: half of one is left for the way."""

HELD = 6.0
"""Seconds that a delivery is held which the platform will cut and repeat."""

POLL = 0.5
RENEW = 2.0
GO_ON = frozenset({"继续", "“继续”", "「继续」"})


class Desk:
    """One for each process; what has to be known to all of them is in the database."""

    def __init__(self, services: Services, answers: PersonAnswers, outbox: Outbox, check: ContentCheck) -> None:
        self._services = services
        self._answers = answers
        self._outbox = outbox
        self._check = check
        self.answer_within, self.held = ANSWER_WITHIN, HELD
        self._running: dict[str, asyncio.Task[None]] = {}

    async def reply(self, message: Incoming) -> str | None:
        """The text to show now, or None; the same for every delivery of a message. Never raises for a question."""
        started = time.monotonic()
        person = self._answers.person_of(message.openid)
        claim = await self._inbox(lambda inbox: inbox.claim(message.key, person))
        if claim.state == "done":
            return claim.reply
        if claim.state == "mine" and message.key not in self._running:
            # A lease can run out on a process that was only slow: what it runs is not begun again.
            task = asyncio.create_task(self._answer(message, person))
            self._running[message.key] = task
            task.add_done_callback(lambda _: self._running.pop(message.key, None))
        is_last = claim.deliveries >= DELIVERIES
        reply = await self._wait(message.key, started + (self.answer_within if is_last else self.held))
        if reply is not None or not is_last:
            return reply
        reply = await self._inbox(lambda inbox: inbox.give_up_waiting(message.key))
        return words()["waiting"] if reply is None else reply

    async def close(self) -> None:
        """Lets what is being answered come to its end: its citizens have been told to wait."""
        if self._running:
            await asyncio.wait([*self._running.values()], timeout=self.answer_within)

    async def _wait(self, key: str, until: float) -> str | None:
        """The reply, from this process or another, if it comes in time."""
        if task := self._running.get(key):
            await asyncio.wait([task], timeout=until - time.monotonic())
            return await self._inbox(lambda inbox: inbox.reply(key))
        # Another process has the answer: the database is all that both know.
        while time.monotonic() < until:
            reply = await self._inbox(lambda inbox: inbox.reply(key))
            if reply is not None:
                return reply
            await asyncio.sleep(POLL)
        return None

    async def _answer(self, message: Incoming, person: str) -> None:
        """Runs once for each message: finds the reply, keeps it, and sends it where nobody waits any more."""
        lease = asyncio.create_task(self._renew(message.key))
        try:
            reply = await self._text(message, person)
        except Exception as error:
            # Whatever it was, the citizen is told, and the operator finds it under its kind.
            structlog.stdlib.get_logger(__name__).error("wechat_answer_failed", error=type(error).__name__)
            reply = words()["failed"]
        finally:
            lease.cancel()
            with suppress(asyncio.CancelledError):
                await lease
        is_late = await self._inbox(lambda inbox: inbox.finish(message.key, reply))
        if is_late and await self._outbox.send_text(message.openid, _fitted(words()["late"], reply)):
            await self._inbox(lambda inbox: inbox.sent(message.key))

    async def _renew(self, key: str) -> None:
        while True:
            await asyncio.sleep(RENEW)
            await self._inbox(lambda inbox: inbox.renew(key))

    async def _text(self, message: Incoming, person: str) -> str:
        if message.kind == "event":
            return await self._answers.to_event(message, person)
        if message.kind != "text":
            return words()["only_text"]
        if message.text.strip() in GO_ON:
            return await self._gone_on(person)
        waiting = await self._inbox(lambda inbox: inbox.take_late(person))
        if not await self._check.allowed(message.openid, message.text):
            return words()["not_allowed"]
        if waiting is None:
            return await self._answers.to_text(message.text, person)
        answer = await self._answers.to_text(message.text, person, MOST_BYTES // 2 - 64)
        return "\n\n".join(
            (_fitted(words()["late"], waiting, MOST_BYTES // 2 - 64), _fitted(words()["also"], answer, MOST_BYTES // 2))
        )

    async def _gone_on(self, person: str) -> str:
        """The late answer, or how it stands with it."""
        # Looked at before the answer is taken: one that comes in between is found by the second look.
        unfinished = await self._inbox(lambda inbox: inbox.unfinished(person))
        if waiting := await self._inbox(lambda inbox: inbox.take_late(person)):
            return _fitted(words()["late"], waiting)
        return words()[{"running": "waiting", "lost": "failed", None: "nothing_waiting"}[unfinished]]

    async def _inbox(self, work: Callable[[WechatInbox], T]) -> T:
        return await self._services.database.run(lambda repository: work(WechatInbox(repository)))


def _fitted(frame: str, text: str, most_bytes: int = MOST_BYTES) -> str:
    return frame.format(shortened(text, most_bytes - len(frame.encode())))
