"""The way of a question: personal data out, understood and searched side by side, resolved, composed."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Protocol

import anyio.to_thread

from kiosk_api.assistant import Assistant
from kiosk_api.bands import Bands
from kiosk_api.composer import Composer
from kiosk_api.errors import UnknownOption
from kiosk_api.fields import FieldWriter
from kiosk_api.models import Answer, Aspect, ConversationState, Status, UnderstoodBy
from kiosk_api.passages import Quoter
from kiosk_api.privacy import find_personal_data
from kiosk_api.resolution import TOP_K, Resolution, Turn
from kiosk_api.understanding import Detector, Understanding
from kiosk_api.wordings import Wordings, load_wordings
from search_index import IndexUnavailable, SearchIndex, SearchResult
from search_index.text import is_question, normalise


class IndexHost(Protocol):
    """Whatever holds the index that answers now; ``current`` raises IndexUnavailable."""

    def current(self) -> SearchIndex: ...


@dataclass(frozen=True, slots=True)
class TracedTurn:
    """One answered turn with what led to its answer; each is None where the turn ended before it."""

    answer: Answer
    state: ConversationState
    index: SearchIndex | None = None
    understood: Understanding | None = None
    found: SearchResult | None = None


class Answerer:
    """Answers turns of conversations; keeps nothing between them but what is in the state."""

    def __init__(
        self, index: IndexHost, assistant: Assistant, bands: Bands | None = None, wordings: Wordings | None = None
    ) -> None:
        self._index = index
        self._assistant = assistant
        self.bands = bands or Bands()
        self._words = wordings or load_wordings()
        self._detector = Detector()

    async def answer(self, conversation_id: str, state: ConversationState, text: str) -> Turn:
        """The whole way of one typed or spoken turn to its answer and the state after it."""
        traced = await self.trace(conversation_id, state, text)
        return traced.answer, traced.state

    async def trace(self, conversation_id: str, state: ConversationState, text: str) -> TracedTurn:
        """As ``answer``, with what was understood and found on the way."""
        index = await anyio.to_thread.run_sync(self._current)
        if index is None:
            return TracedTurn(self._unavailable(conversation_id), state)
        if find_personal_data(text):
            # Neither search nor assistant nor log may see it.
            composer = self._composer(index, conversation_id, "direct")
            refused = composer.plain(Status.refused, self._words.statuses[Status.refused]["personal"])
            return TracedTurn(refused, state, index)
        if not is_question(text):
            composer = self._composer(index, conversation_id, "direct")
            ask = composer.plain(Status.clarification, self._words.status(Status.clarification, "ask_subject"))
            return TracedTurn(ask, state, index)
        reply, found = await asyncio.gather(
            self._assistant.ask(conversation_id, normalise(text)),
            anyio.to_thread.run_sync(lambda: index.search(text, top_k=TOP_K)),
        )
        understood = self._detector.understand(text, reply)
        quoter = Quoter(text, found.hits)
        composer = self._composer(index, conversation_id, understood.understood_by, quoter, understood.of_the_matter)
        turn = Resolution(index, composer, self._words, self.bands, state).carry_out(understood, text, found)
        return TracedTurn(*turn, index, understood, found)

    async def choose(self, conversation_id: str, state: ConversationState, option: str) -> Turn:
        """The answer for a tapped option; raises UnknownOption for one that was not offered."""
        index = await anyio.to_thread.run_sync(self._current)
        if index is None:
            return self._unavailable(conversation_id), state
        if option not in {offered.id for offered in state.options} or index.content.get(option) is None:
            raise UnknownOption
        composer = self._composer(index, conversation_id, "direct")
        return Resolution(index, composer, self._words, self.bands, state).give(option)

    async def forget(self, conversation_id: str) -> None:
        """Has the assistant delete what it keeps of a conversation; best effort, its own expiry is the net."""
        await self._assistant.forget(conversation_id)

    async def assistant_ready(self) -> bool:
        return await self._assistant.ready()

    async def close(self) -> None:
        await self._assistant.close()

    def _current(self) -> SearchIndex | None:
        try:
            return self._index.current()
        except IndexUnavailable:
            return None

    def _composer(
        self,
        index: SearchIndex,
        conversation_id: str,
        by: UnderstoodBy,
        quoter: Quoter | None = None,
        of_the_matter: frozenset[Aspect] | None = None,
    ) -> Composer:
        if of_the_matter is None:
            of_the_matter = self._detector.of_the_matter()
        fields = FieldWriter(index.content, self._detector.aspects, self._words, quoter or Quoter(), of_the_matter)
        return Composer(index, self._detector.aspects, self._words, conversation_id, by, fields)

    def _unavailable(self, conversation_id: str) -> Answer:
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation_id=conversation_id,
            status=Status.unavailable,
            understood_by="direct",
            text=self._words.status(Status.unavailable, hotline="12345"),
        )
