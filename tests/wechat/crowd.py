"""Two hundred citizens at once, as the tests prove and ``make bench`` measures."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from tests.wechat.office import answer_to
from tests.wechat.simulated_callback import Asked, SimulatedCallback
from tests.wechat.simulator import SimulatedPlatform

GO_ON = "继续"


@dataclass(frozen=True)
class MiniTurn:
    """What one mini program got: the answer's text, whether the login went, seconds for the question alone."""

    text: str
    logged_in: bool
    seconds: float


async def mini_programs(addresses: list[str], users: int, question: str) -> list[MiniTurn]:
    """So many at once: each logs in with its own code, opens a conversation and asks; ``{}`` is its number."""
    # Shorter than the server keeps a silent connection: nothing is sent on one that is just being closed.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as http:
        return await asyncio.gather(
            *(
                _mini_program(http, addresses[number % len(addresses)], number, question.format(number))
                for number in range(users)
            )
        )


async def _mini_program(http: httpx.AsyncClient, address: str, number: int, question: str) -> MiniTurn:
    login = await http.post(f"{address}/api/v1/wechat/login", json={"code": f"code-{number}"})
    header = {"Authorization": f"Bearer {login.json()['token']}"} if login.status_code == 201 else {}
    opened = await http.post(f"{address}/api/v1/conversations", json={"channel": "miniprogram"}, headers=header)
    url = f"{address}/api/v1/conversations/{opened.json()['conversation_id']}/messages"
    started = time.perf_counter()
    answer = await http.post(url, json={"text": question}, headers=header)
    return MiniTurn(answer.json()["text"], bool(header), time.perf_counter() - started)


@dataclass(frozen=True)
class Told:
    """What a citizen of the official account saw of the answer, how often and where; ``last_words`` was seen last."""

    asked: Asked
    passive: int
    by_customer_message: int
    on_going_on: int
    last_words: str

    @property
    def times(self) -> int:
        """How often the answer was seen."""
        return self.passive + self.by_customer_message + self.on_going_on

    @property
    def in_time(self) -> bool:
        """Seen as the reply to the first delivery."""
        return self.passive > 0 and self.asked.deliveries == 1


async def citizens(
    callback: SimulatedCallback,
    platform: SimulatedPlatform,
    questions: Sequence[tuple[str, str]],
    patience: float = 12.0,
) -> list[Told]:
    """All (openid, question) at once; every fifth is repeated by the network. Who has seen no answer after the patience
    (seconds) writes 「继续」.
    """
    for openid, _ in questions:
        platform.heard(openid)
    asked = await asyncio.gather(
        *(callback.ask(openid, text, twice=number % 5 == 0) for number, (openid, text) in enumerate(questions))
    )
    waiting = [one for one in asked if not _passive(one)]
    await asyncio.to_thread(_wait, platform, waiting, time.monotonic() + patience)
    unseen = [one for one in waiting if not _sent(platform, one)]
    gone_on = {one.openid: one for one in await asyncio.gather(*(_go_on(callback, platform, one) for one in unseen))}
    return [_told(platform, one, gone_on.get(one.openid)) for one in asked]


def _told(platform: SimulatedPlatform, asked: Asked, later: Asked | None) -> Told:
    last_words = (later or asked).passive or ""
    return Told(asked, _passive(asked), _sent(platform, asked), _seen(later, asked), last_words)


def _wait(platform: SimulatedPlatform, waiting: list[Asked], until: float) -> None:
    while time.monotonic() < until and not all(_sent(platform, one) for one in waiting):
        time.sleep(0.1)


async def _go_on(callback: SimulatedCallback, platform: SimulatedPlatform, asked: Asked) -> Asked:
    platform.heard(asked.openid)
    return await callback.ask(asked.openid, GO_ON)


def _passive(asked: Asked) -> int:
    return _seen(asked, asked)


def _seen(reply: Asked | None, asked: Asked) -> int:
    return (reply.passive or "").count(answer_to(asked.text)) if reply else 0


def _sent(platform: SimulatedPlatform, asked: Asked) -> int:
    answer = answer_to(asked.text)
    return sum(text.count(answer) for openid, text in list(platform.delivered) if openid == asked.openid)
