"""A WeChat citizen's turn: their living conversation or a new one, a choice by its number, events of the account."""

from __future__ import annotations

import asyncio
import hmac
import re
import tomllib
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from weakref import WeakValueDictionary

from anyio import to_thread

from kiosk_api.errors import ConversationBusy, ConversationUnknown, KioskError, sentence_of
from kiosk_api.models import Answer, Option
from kiosk_api.services import Services
from kiosk_api.storage.wechat_inbox import WechatInbox
from kiosk_api.take_home import CODE_LENGTH, target_of
from kiosk_api.turns import take_turn
from kiosk_api.wechat.incoming import Incoming
from kiosk_api.wechat.text import MOST_BYTES, answer_text, words
from search_index.text import normalise

T = TypeVar("T")

CHANNEL = "wechat"
BUSY_PAUSE = 0.3
BUSY_TRIES = 12
"""Another process answers this citizen's message before: seconds, and how often to look again."""

_SCENE_OF_SUBSCRIBER = "qrscene_"
_NUMBER = re.compile(r"(?:第)?\s*([0-9一二三四五六七八九])\s*(?:个|[.、。])?")
_HANZI_DIGITS = {hanzi: number for number, hanzi in enumerate("一二三四五六七八九", 1)}


@lru_cache(maxsize=1)
def _menu() -> dict[str, str]:
    menu: dict[str, str] = tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8"))["menu"]
    return menu


class PersonAnswers:
    """Answers as text; ``secret`` keys the hash that stands for an openid."""

    def __init__(self, services: Services, secret: str) -> None:
        self._services = services
        self._key = hmac.digest(secret.encode(), b"gongkai: callback openid", "sha256")
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def person_of(self, openid: str) -> str:
        """The keyed hash that stands for a citizen, 64 hex digits."""
        return hmac.new(self._key, openid.encode("utf-8", "replace"), "sha256").hexdigest()

    async def to_text(self, text: str, person: str, most_bytes: int = MOST_BYTES) -> str:
        """The answer to what a citizen wrote; what is wrong with it is said as kindly as on the terminal."""
        try:
            await self._services.limits.hit(self._services.limits.writes_by_person, person)
            # One question after the other, as they were written.
            async with self._locks.setdefault(person, asyncio.Lock()):
                answer = await self._turn(text, person)
        except KioskError as error:
            return sentence_of(error)
        settings = self._services.settings
        return answer_text(answer, settings.public_url, most_bytes, settings.wechat_miniprogram_appid)

    async def to_event(self, message: Incoming, person: str) -> str:
        """Welcome, a menu's question, or what a terminal's code stands for; blank for events that need no words."""
        match message.event:
            case "subscribe":
                scene = message.event_key.removeprefix(_SCENE_OF_SUBSCRIBER)
                handed = await self._handed_over(scene, person) if scene else ""
                return "\n\n".join(filter(None, (words()["welcome"], handed)))
            case "scan":
                return await self._handed_over(message.event_key, person)
            case "click":
                return await self.to_text(_menu().get(message.event_key, message.event_key), person)
            case "unsubscribe":
                await self._forget(person)
        return ""

    async def _turn(self, text: str, person: str) -> Answer:
        conversation_id = await self._inbox(lambda inbox: inbox.conversation(person))
        for _ in range(BUSY_TRIES):
            try:
                if conversation_id is None:
                    conversation_id = await self._opened(person)
                option = await self._chosen(text, conversation_id)
                turn = {"option": option} if option else {"text": text}
                answer = await take_turn(self._services, conversation_id, **turn)
            except ConversationUnknown:
                # Silent for half an hour: what was said before is gone, the question is not.
                conversation_id = None
            except ConversationBusy:
                await asyncio.sleep(BUSY_PAUSE)
            else:
                await self._keep(person, conversation_id)
                return answer
        raise ConversationBusy

    async def _opened(self, person: str) -> str:
        opened = await self._services.database.run(lambda repository: repository.open_conversation(CHANNEL))
        await self._keep(person, opened)
        return opened

    async def _keep(self, person: str, conversation_id: str) -> None:
        await self._inbox(lambda inbox: inbox.keep_conversation(person, conversation_id))

    async def _chosen(self, text: str, conversation_id: str) -> str:
        """The id of the option of the last answer that the text names by number or label; blank for none."""
        conversation = await self._services.database.run(lambda repository: repository.load(conversation_id))
        return chosen(text, conversation.state.options)

    async def _handed_over(self, scene: str, person: str) -> str:
        """What the terminal showed: its short code is the scene of the account's code on the screen."""
        index = await to_thread.run_sync(self._services.index.current)
        if len(scene) != CODE_LENGTH or (target := await to_thread.run_sync(target_of, scene, index.content)) is None:
            return words()["unknown_code"]
        record = index.content.get(target.record_id) or next(iter(index.content.guide(target.record_id)), None)
        asked = " ".join([*record.path[-1:], record.title]) if record else ""
        return words()["handed_over"].format(await self.to_text(asked, person, MOST_BYTES - 64))

    async def _forget(self, person: str) -> None:
        conversation_id = await self._inbox(lambda inbox: inbox.forget(person))
        if conversation_id is None:
            return
        try:
            await self._services.database.run(lambda repository: repository.wipe(conversation_id))
        except ConversationUnknown:
            return
        await self._services.answerer.forget(conversation_id)

    async def _inbox(self, work: Callable[[WechatInbox], T]) -> T:
        return await self._services.database.run(lambda repository: work(WechatInbox(repository)))


def chosen(text: str, options: list[Option]) -> str:
    """The option meant by 「2」, 「第二个」 or its label; blank when none is.

    >>> chosen("第二个", [Option(id="a", label="低保"), Option(id="b", label="特困")])
    'b'
    """
    typed = normalise(text)
    for option in options:
        if typed == normalise(option.label):
            return option.id
    if found := _NUMBER.fullmatch(typed):
        number = _HANZI_DIGITS.get(found[1]) or int(found[1])
        if 1 <= number <= len(options):
            return options[number - 1].id
    return ""
