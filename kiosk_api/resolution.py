"""Carries out one understood turn against the conversation's state: what it is about, and which answer that makes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kiosk_api.bands import Bands
from kiosk_api.commands import (
    AnswerCommand,
    ChooseCommand,
    ListingCommand,
    OutOfScopeCommand,
    PageCommand,
    RefuseCommand,
    RejectCommand,
    RepeatCommand,
    SayCommand,
    UnclearCommand,
)
from kiosk_api.composer import OPTIONS, Composer
from kiosk_api.listing import ItemFilter, find_filter, select
from kiosk_api.models import Answer, Aspect, ConversationState, ListState, Option, Status
from kiosk_api.topics import Topic, explaining_first, matter, talked_about, topic_of
from kiosk_api.two_in_one import BOTH_CONFIDENCE, two_topics
from kiosk_api.understanding import Half, Understanding, ordinal, other_case
from kiosk_api.wordings import Wordings
from search_index import Content, SearchIndex, SearchResult
from search_index.records import CatalogItem, GuidePart, Record

TOP_K = 12
LISTED_CANDIDATES = 30
"""Items of a list remembered for 「不是这个」."""


_ASKS_ON = re.compile(r"多少|什么|啥|哪|几|吗|不$|多大|多高|怎么|咋|如何|谁|能不能|要不要")
SAME_DOMAIN_DISTANCE = 0.15
"""Fused score that a record of the last one's domain may lie behind another where only the case changed."""
FOLLOW_UP_LETTERS = 10
"""A turn up to this long without a word of the content goes on about the last subject."""


Turn = tuple[Answer, ConversationState]


class Resolution:
    """One turn of one conversation against one index version."""

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
            case RejectCommand() if self._state.candidates or self._state.shown:
                return self._offer_others()
            case ListingCommand() if (listed := self._list(text, found)) is not None:
                return listed
            case PageCommand() | ChooseCommand() | RejectCommand() if found.confidence < self._bands.follow_up:
                # There is nothing to turn, choose or reject.
                return self._ask_subject()
        if isinstance(understood.command, AnswerCommand | UnclearCommand):
            named = find_filter(self._content, text, found.understood_as)
            if named.is_all(text):
                return self._show_page(named.conditions, 1)
        return self._find(understood, text, found)

    def give(self, record_id: str, confidence: float = 1.0) -> Turn:
        """The answer about one known record, for the aspects asked last."""
        record = self._content.by_id[record_id]
        asked = tuple(self._state.aspects) or (Aspect.what,)
        hits = self._index.search(record.title, top_k=TOP_K).hits
        own = [hit for hit in hits if hit.id == record_id]
        topic = (
            topic_of(self._content, [*own, *(hit for hit in hits if hit.id != record_id)], record.title)
            if own
            else Topic(record)
        )
        return self._answered(topic, asked, confidence, self._siblings(topic.main), self._state.candidates)

    def _is_sure(self, understood: Understanding, found: SearchResult) -> bool:
        return len(understood.subject) > 1 and found.confidence >= self._bands.follow_up

    def _find(self, understood: Understanding, text: str, found: SearchResult) -> Turn:
        current = self._content.get(self._state.current or "")
        case = other_case(text) if self._state.aspects else ""
        if current is not None and not case and self._continues(understood, found, text):
            companion = self._content.get(self._state.companion or "")
            topic = Topic(current, companion)
            return self._answered(topic, understood.aspects, 1.0, (), self._state.candidates)
        if case:
            return self._other_case(case, current, found)
        if not understood.subject and not found.confidence >= self._bands.follow_up:
            return self._ask_subject()
        if (both := self._both(understood.halves, text)) is not None:
            return both
        hits = found.hits
        if not hits or found.confidence < self._bands.clarify:
            answer = self._composer.no_content(found.confidence)
            return answer, self._after(None, understood.aspects, answer.options)
        ids = [hit.id for hit in hits]
        if found.confidence < self._bands.answer:
            offered = _distinct(self._content, ids)[:OPTIONS]
            answer = self._composer.clarification(offered, confidence=found.confidence)
            return answer, self._after(None, understood.aspects, answer.options, ids)
        if Aspect.interpretation in understood.aspects:
            hits = explaining_first(self._content, hits)
        topic = topic_of(self._content, hits, text)
        return self._answered(topic, understood.aspects, found.confidence, self._siblings(topic.main), ids)

    def _both(self, halves: Sequence[Half], text: str) -> Turn | None:
        """Two matters asked in one breath (「低保怎么申请,公租房归谁管」), both answered; None for any other turn."""
        topics = two_topics(self._index, halves, text)
        if topics is None:
            return None
        second = self._composer.answered(topics[1], halves[1].aspects, BOTH_CONFIDENCE)
        answer, state = self._answered(topics[0], halves[0].aspects, BOTH_CONFIDENCE, (), ())
        return self._composer.joined(answer, second), state

    def _other_case(self, case: str, current: Record | None, found: SearchResult) -> Turn:
        """The same question about another case (「换成残疾人的呢」): what was asked last, of what the case names."""
        asked = tuple(self._state.aspects)
        last = current.id if current else ""
        hits = [hit for hit in found.hits if hit.id != last]
        near = [hit for hit in hits if hits[0].score - hit.score <= SAME_DOMAIN_DISTANCE]
        domain = current.path[:1] if current is not None else ()
        alike = next((hit for hit in near if domain and hit.path[:1] == domain), None)
        if alike is not None:
            hits = [alike, *(hit for hit in hits if hit is not alike)]
        elif current is not None and (found.confidence < self._bands.answer or not hits):
            together = self._index.search(f"{case}{current.title}", top_k=TOP_K).hits
            hits = [hit for hit in together if hit.id != last]
        if not hits:
            return self._ask_subject()
        topic = topic_of(self._content, hits, case)
        return self._answered(topic, asked, found.confidence, self._siblings(topic.main), [hit.id for hit in hits])

    def _continues(self, understood: Understanding, found: SearchResult, text: str) -> bool:
        """Whether the turn asks on about the current record: it names no subject, or a short unknown one."""
        if Aspect.remedy in understood.aspects and not self._has_remedy():
            # What to do after a refusal is the application guide's to say, whatever was talked about.
            return False
        if not understood.subject:
            return True
        asks = understood.explicit or bool(_ASKS_ON.search(text))
        if len(text) <= FOLLOW_UP_LETTERS and asks and not self._index.names_term(text):
            short = 2 if found.confidence >= self._bands.follow_up else 3
            return max(map(len, understood.subject.split())) <= short
        return len(understood.subject) <= 2 and understood.explicit and found.confidence < self._bands.answer

    def _has_remedy(self) -> bool:
        records = (self._content.get(name or "") for name in (self._state.current, self._state.companion))
        guides = {record.guide for record in records if isinstance(record, GuidePart)}
        return any(part.guide in guides and part.aspect == Aspect.remedy for part in self._content.guides)

    def _answered(
        self,
        topic: Topic,
        asked: Sequence[Aspect],
        confidence: float,
        related: Sequence[Record],
        candidates: Sequence[str],
    ) -> Turn:
        answer = self._composer.answered(topic, asked, confidence, related)
        about = talked_about(self._content, topic)
        after = self._after(about.main.id, asked, answer.options, candidates)
        companion = about.companion.id if about.companion else None
        return answer, after.model_copy(update={"companion": companion, "shown": topic.main.id})

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
        named = find_filter(self._content, text, found.understood_as)
        if (named.rest or not named.conditions.as_dict()) and found.confidence >= self._bands.answer:
            # 「区里有哪几个星级景点」 asks for what an item tells, not for the items of the district.
            return None
        return self._show_page(named.conditions, 1)

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
        state = self._after(None, (), answer.options, [item.id for item in items[:LISTED_CANDIDATES]])
        return answer, state.model_copy(update={"listing": ListState(filter=conditions.as_dict(), page=shown)})

    def _repeat(self) -> Turn:
        if self._content.get(self._state.shown or ""):
            return self.give(self._state.shown or "")
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
        rejected = list(self._state.rejected)
        rejected += [self._state.shown] if self._state.shown else [option.id for option in self._state.options]
        left = [name for name in self._state.candidates if name not in rejected and self._content.get(name)]
        offered = _distinct(self._content, left)[:OPTIONS]
        if not offered:
            answer = self._composer.no_content(0.0, "nothing_left")
            return answer, self._after(None, self._state.aspects, answer.options)
        answer = self._composer.clarification(offered, "rejected")
        state = self._after(None, self._state.aspects, answer.options, self._state.candidates)
        return answer, state.model_copy(update={"rejected": rejected})

    def _ask_subject(self) -> Turn:
        return self._say(Status.clarification, self._words.status(Status.clarification, "ask_subject"))

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


def _distinct(content: Content, ids: Sequence[str]) -> list[Record]:
    """Records without a second one on a matter that is already among them."""
    first: dict[str, Record] = {}
    for record_id in ids:
        record = content.by_id[record_id]
        first.setdefault(matter(content, record), record)
    return list(first.values())
