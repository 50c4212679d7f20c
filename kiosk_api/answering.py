"""The way of a question: personal data out, understood and searched side by side, resolved, composed."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import anyio.to_thread

from kiosk_api.assistant import Assistant
from kiosk_api.commands import (
    ChooseCommand,
    ListingCommand,
    OutOfScopeCommand,
    PageCommand,
    RefuseCommand,
    RejectCommand,
    RepeatCommand,
    SayCommand,
)
from kiosk_api.composer import OPTIONS, Composer
from kiosk_api.errors import UnknownOption
from kiosk_api.listing import ItemFilter, find_filter, select
from kiosk_api.models import Answer, Aspect, ConversationState, ListState, Option, Status, UnderstoodBy
from kiosk_api.privacy import find_personal_data
from kiosk_api.topics import Topic, topic_of
from kiosk_api.understanding import Detector, Understanding, ordinal
from kiosk_api.wordings import Wordings, load_wordings
from search_index import IndexUnavailable, SearchIndex, SearchResult
from search_index.records import CatalogItem, Record
from search_index.text import normalise

TOP_K = 12


class IndexHost(Protocol):
    """Whatever holds the index that answers now; ``current`` raises IndexUnavailable."""

    def current(self) -> SearchIndex: ...


@dataclass(frozen=True, slots=True)
class Bands:
    """Operating points on the calibrated confidence."""

    answer: float = 0.45
    """From here the first hit is given as the answer."""
    clarify: float = 0.2
    """From here two or three options are offered; below, the catalogue has nothing."""
    follow_up: float = 0.75
    """A short turn after an answer starts a new subject only when search is this sure of one."""


Turn = tuple[Answer, ConversationState]


class Answerer:
    """Answers turns of conversations; keeps nothing between them but what is in the state."""

    def __init__(
        self, index: IndexHost, assistant: Assistant, bands: Bands | None = None, wordings: Wordings | None = None
    ) -> None:
        self._index = index
        self._assistant = assistant
        self._bands = bands or Bands()
        self._words = wordings or load_wordings()
        self._detector = Detector()

    async def answer(self, conversation_id: str, state: ConversationState, text: str) -> Turn:
        """The whole way of one typed or spoken turn to its answer and the state after it."""
        index = self._current()
        if index is None:
            return self._unavailable(conversation_id), state
        if find_personal_data(text):
            # Neither search nor assistant nor log may see it.
            refused = self._composer(index, conversation_id, "direct")
            return refused.plain(Status.refused, self._words.statuses[Status.refused]["personal"]), state
        reply, found = await asyncio.gather(
            self._assistant.ask(conversation_id, normalise(text)),
            anyio.to_thread.run_sync(lambda: index.search(text, top_k=TOP_K)),
        )
        understood = self._detector.understand(text, reply)
        composer = self._composer(index, conversation_id, understood.understood_by)
        return _Resolution(index, composer, self._words, self._bands, state).carry_out(understood, text, found)

    async def choose(self, conversation_id: str, state: ConversationState, option: str) -> Turn:
        """The answer for a tapped option; raises UnknownOption for one that was not offered."""
        index = self._current()
        if index is None:
            return self._unavailable(conversation_id), state
        if option not in {offered.id for offered in state.options} or index.content.get(option) is None:
            raise UnknownOption
        composer = self._composer(index, conversation_id, "direct")
        return _Resolution(index, composer, self._words, self._bands, state).give(option)

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

    def _composer(self, index: SearchIndex, conversation_id: str, by: UnderstoodBy) -> Composer:
        return Composer(index, self._detector.aspects, self._words, conversation_id, by)

    def _unavailable(self, conversation_id: str) -> Answer:
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation_id=conversation_id,
            status=Status.unavailable,
            understood_by="direct",
            text=self._words.status(Status.unavailable, hotline="12345"),
        )


class _Resolution:
    """Carries out one understood turn against the conversation's state."""

    def __init__(
        self, index: SearchIndex, composer: Composer, words: Wordings, bands: Bands, state: ConversationState
    ) -> None:
        self._index = index
        self._content = index.content
        self._composer = composer
        self._words = words
        self._bands = bands
        self._state = state

    def carry_out(self, understood: Understanding, text: str, found: SearchResult) -> Turn:
        """The answer to a turn: one branch a command."""
        match understood.command:
            case RefuseCommand(reason=reason):
                return self._say(Status.refused, self._words.statuses[Status.refused][reason])
            case SayCommand(message=message) if not self._is_sure(understood, found):
                return self._say(Status.answered, self._words.say[message])
            case OutOfScopeCommand() if found.confidence < self._bands.follow_up:
                return self._say(Status.out_of_scope, self._words.status(Status.out_of_scope))
            case PageCommand(direction=direction) if self._state.listing is not None:
                return self._turn_page(1 if direction == "next" else -1)
            case RepeatCommand():
                return self._repeat()
            case ChooseCommand() if (chosen := self._chosen(text)) is not None:
                return self.give(chosen)
            case RejectCommand() if self._state.candidates:
                return self._offer_others()
            case ListingCommand() if (listed := self._list(text, found)) is not None:
                return listed
        return self._find(understood, found)

    def give(self, record_id: str, confidence: float = 1.0) -> Turn:
        """The answer about one known record, for the aspects asked last."""
        record = self._content.by_id[record_id]
        asked = tuple(self._state.aspects) or (Aspect.what,)
        hits = self._index.search(record.title, top_k=TOP_K).hits
        own = [hit for hit in hits if hit.id == record_id]
        topic = topic_of(self._content, [*own, *(hit for hit in hits if hit.id != record_id)]) if own else Topic(record)
        return self._answered(topic, asked, confidence, self._siblings(topic.main), self._state.candidates)

    def _is_sure(self, understood: Understanding, found: SearchResult) -> bool:
        return len(understood.subject) > 1 and found.confidence >= self._bands.follow_up

    def _find(self, understood: Understanding, found: SearchResult) -> Turn:
        current = self._content.get(self._state.current or "")
        if current is not None and self._continues(understood, found):
            companion = self._content.get(self._state.companion or "")
            topic = Topic(current, companion)
            return self._answered(topic, understood.aspects, 1.0, (), self._state.candidates)
        if not understood.subject and not found.confidence >= self._bands.follow_up:
            return self._say(Status.clarification, self._words.status(Status.clarification, "ask_subject"))
        hits = found.hits
        if not hits or found.confidence < self._bands.clarify:
            return self._composer.no_content(found.confidence), self._after(current=None, aspects=understood.aspects)
        ids = [hit.id for hit in hits]
        if found.confidence < self._bands.answer:
            offered = [self._content.by_id[record_id] for record_id in _distinct(ids, self._content.by_id)][:OPTIONS]
            answer = self._composer.clarification(offered, confidence=found.confidence)
            return answer, self._after(None, understood.aspects, answer.options, ids)
        topic = topic_of(self._content, hits)
        return self._answered(topic, understood.aspects, found.confidence, self._siblings(topic.main), ids)

    def _continues(self, understood: Understanding, found: SearchResult) -> bool:
        """Whether the turn asks on about the current record: it names no subject, or a short unknown one."""
        if not understood.subject:
            return True
        return len(understood.subject) <= 2 and understood.explicit and found.confidence < self._bands.answer

    def _answered(
        self,
        topic: Topic,
        asked: Sequence[Aspect],
        confidence: float,
        related: Sequence[Record],
        candidates: Sequence[str],
    ) -> Turn:
        answer = self._composer.answered(topic, asked, confidence, related)
        companion = topic.companion.id if topic.companion else None
        after = self._after(topic.main.id, asked, answer.options, candidates)
        return answer, after.model_copy(update={"companion": companion, "last_answer": answer.id})

    def _siblings(self, record: Record) -> list[Record]:
        """Items under the same topic: what else is published on the matter."""
        if not isinstance(record, CatalogItem) or not record.topic:
            return []
        others = [
            item
            for item in self._content.items
            if item.id != record.id and item.topic == record.topic and item.domain == record.domain
        ]
        return list(others[:OPTIONS])

    def _list(self, text: str, found: SearchResult) -> Turn | None:
        conditions = find_filter(self._content, text, found.understood_as)
        if not conditions.as_dict() and found.confidence >= self._bands.answer:
            return None
        return self._show_page(conditions, 1)

    def _turn_page(self, step: int) -> Turn:
        listing = self._state.listing or ListState()
        conditions = ItemFilter(**listing.filter)
        answer, state = self._show_page(conditions, listing.page + step)
        if answer.listing is not None and answer.listing.page == listing.page:
            which = "no_more" if step > 0 else "no_before"
            text = self._words.status(Status.listing, which)
            answer = answer.model_copy(update={"text": f"{text}{answer.text}"})
        return answer, state

    def _show_page(self, conditions: ItemFilter, page: int) -> Turn:
        items = select(self._index, conditions)
        answer = self._composer.listing(conditions, items, page)
        shown = answer.listing.page if answer.listing else 1
        state = self._after(None, (), answer.options, ())
        return answer, state.model_copy(update={"listing": ListState(filter=conditions.as_dict(), page=shown)})

    def _repeat(self) -> Turn:
        if self._state.current and self._content.get(self._state.current):
            companion = self._content.get(self._state.companion or "")
            topic = Topic(self._content.by_id[self._state.current], companion)
            return self._answered(topic, self._state.aspects or (Aspect.what,), 1.0, (), self._state.candidates)
        if self._state.listing is not None:
            return self._show_page(ItemFilter(**self._state.listing.filter), self._state.listing.page)
        return self._say(Status.answered, self._words.say["nothing_to_repeat"])

    def _chosen(self, text: str) -> str | None:
        number = ordinal(text, len(self._state.options))
        if number is None:
            return None
        chosen = self._state.options[number].id
        return chosen if self._content.get(chosen) else None

    def _offer_others(self) -> Turn:
        rejected = [*self._state.rejected, *([self._state.current] if self._state.current else [])]
        if self._state.current is None:
            rejected += [option.id for option in self._state.options]
        left = [name for name in self._state.candidates if name not in rejected and self._content.get(name)]
        offered = [self._content.by_id[name] for name in _distinct(left, self._content.by_id)][:OPTIONS]
        if not offered:
            return self._composer.no_content(0.0, "nothing_left"), self._after(None, self._state.aspects)
        answer = self._composer.clarification(offered, "rejected")
        state = self._after(None, self._state.aspects, answer.options, self._state.candidates)
        return answer, state.model_copy(update={"rejected": rejected})

    def _say(self, status: Status, text: str) -> Turn:
        hot = self._content.district.hot_questions if status is Status.out_of_scope else ()
        return self._composer.plain(status, text, follow_ups=hot), self._state

    def _after(
        self,
        current: str | None,
        aspects: Sequence[Aspect],
        options: Sequence[Option] = (),
        candidates: Sequence[str] = (),
    ) -> ConversationState:
        return ConversationState(
            current=current, aspects=list(aspects), options=list(options), candidates=list(candidates)
        )


def _distinct(ids: Sequence[str], records: dict[str, Record]) -> list[str]:
    """Ids without parts of a guide that is already among them."""
    seen: set[tuple[str, ...]] = set()
    kept: list[str] = []
    for record_id in ids:
        record = records[record_id]
        key = (record.kind, record.title, *(() if record.kind == "guide" else record.path))
        if key not in seen:
            seen.add(key)
            kept.append(record_id)
    return kept
