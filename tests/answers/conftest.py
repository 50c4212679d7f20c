"""A citizen who talks to the Answerer over the small district, with or without an assistant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk_api.answering import Answerer
from kiosk_api.assistant import Assistant, NoAssistant
from kiosk_api.bands import Bands
from kiosk_api.commands import AnyCommand
from kiosk_api.models import Answer, ConversationState
from kiosk_api.offline import FixedIndex
from kiosk_api.understanding import AssistantReply
from search_index import SearchIndex

BANDS = Bands(answer=0.45, clarify=0.3)
"""For the character embedder, whose cosines all lie close together; the service's are fitted to the real model."""


class ScriptedAssistant:
    """Says for each turn what the script says, and remembers what it was asked."""

    def __init__(self, script: dict[str, AnyCommand], confidence: float = 0.95) -> None:
        self.script = script
        self.confidence = confidence
        self.asked: list[str] = []

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None:
        assert conversation_id
        self.asked.append(text)
        command = self.script.get(text)
        return AssistantReply(command, "scripted", self.confidence) if command else None

    async def forget(self, conversation_id: str) -> bool:
        return bool(conversation_id)

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        return None


class Citizen:
    """One conversation: says things, taps options, and remembers the state as the API does."""

    def __init__(self, index: SearchIndex, assistant: Assistant) -> None:
        self._answerer = Answerer(FixedIndex(index), assistant, BANDS)
        self.state = ConversationState()

    async def says(self, text: str) -> Answer:
        answer, self.state = await self._answerer.answer("c1", self.state, text)
        return answer

    async def taps(self, option: str) -> Answer:
        answer, self.state = await self._answerer.choose("c1", self.state, option)
        return answer


@pytest.fixture
def citizen(tiny_index: SearchIndex) -> Citizen:
    """A citizen of 海湾县 while the assistant is away."""
    return Citizen(tiny_index, NoAssistant())


@pytest.fixture
def citizen_with(tiny_index: SearchIndex) -> Callable[[Assistant], Citizen]:
    """A citizen of 海湾县 with this assistant."""
    return lambda assistant: Citizen(tiny_index, assistant)
