"""Writes the ``Answer``: one method a status. Shows only what the content states, with its source."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence

from kiosk_api.aspect_detector import AspectCues
from kiosk_api.fields import FieldWriter
from kiosk_api.listing import PAGE_SIZE, ItemFilter
from kiosk_api.models import (
    Answer,
    AnswerField,
    AnswerSource,
    Aspect,
    ItemRef,
    ListingPage,
    Option,
    Status,
    UnderstoodBy,
)
from kiosk_api.topics import Topic, policy_behind, successor_of
from kiosk_api.wordings import Wordings
from search_index import SearchIndex
from search_index.records import CatalogItem, GuidePart, Policy, Record, Redirect

NATIONAL_GUIDE = "guide-ysqgk"
"""The procedure of ``data/field``, for a district that names no guide of its own."""
FOLLOW_UPS = 4
OPTIONS = 3
SOURCES = 12
WHOLE_CHARS = 150
"""A text up to this long is said whole: one sentence of a few questions and answers would mislead."""


class Composer:
    """Composes answers out of one index version for one conversation."""

    def __init__(
        self,
        index: SearchIndex,
        aspects: dict[Aspect, AspectCues],
        wordings: Wordings,
        conversation_id: str,
        understood_by: UnderstoodBy,
        fields: FieldWriter,
    ) -> None:
        self._content = index.content
        self._version = index.version
        self._aspects = aspects
        self._words = wordings
        self._conversation_id = conversation_id
        self._by = understood_by
        self._fields = fields

    def answered(
        self, topic: Topic, asked: Sequence[Aspect], confidence: float, related: Iterable[Record] = ()
    ) -> Answer:
        """The topic's fields, what was asked first; ``related`` records become options to tap."""
        fields = self._fields.fields(topic, asked)
        records = [topic.main, *([topic.companion] if topic.companion else [])]
        behind = policy_behind(self._content, topic.main)
        replaced = behind if behind is not None and not behind.in_force else None
        successor = successor_of(self._content, replaced) if replaced else None
        if successor is not None:
            records.append(successor)
        named = {field.source for field in fields} | {record.id for record in records}
        return self._answer(
            Status.answered,
            self._text(topic, fields, asked),
            items=[self.ref(record) for record in records],
            aspects=list(asked),
            fields=fields,
            options=self.options(related),
            sources=self._sources(named, records),
            follow_ups=self._follow_ups(topic, asked),
            confidence=confidence,
        )

    def joined(self, first: Answer, second: Answer) -> Answer:
        """Two answers to two questions in one turn, as one."""
        sources = {source.id: source for source in (*first.sources, *second.sources)}
        return first.model_copy(
            update={
                "text": f"{first.text}\n\n{second.text}",
                "items": [*first.items, *second.items],
                "fields": [*first.fields, *second.fields],
                "sources": list(sources.values()),
            }
        )

    def clarification(self, records: Sequence[Record], which: str = "text", confidence: float = 0.0) -> Answer:
        """Two or three options to tap; ``which`` names the sentence."""
        text = self._words.status(Status.clarification, which)
        return self._answer(Status.clarification, text, options=self.options(records[:OPTIONS]), confidence=confidence)

    def listing(self, conditions: ItemFilter, items: Sequence[CatalogItem], page: int) -> Answer:
        """One page of an exact list (page 1-based; beyond the last it is the last)."""
        pages = max(1, -(-len(items) // PAGE_SIZE))
        page = min(max(page, 1), pages)
        shown = items[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        which = "none" if not items else "paged" if pages > 1 else "text"
        named = "、".join(conditions.as_dict().values())
        label = f"“{named}”" if named else self._words.statuses[Status.listing]["everything"]
        text = self._words.status(Status.listing, which, filter=label, total=len(items), page=page, pages=pages)
        return self._answer(
            Status.listing,
            text,
            items=[self.ref(item) for item in shown],
            options=self.options(shown),
            sources=self._sources((), shown),
            follow_ups=["下一页"] if page < pages else [],
            listing=ListingPage(filter=conditions.as_dict(), total=len(items), page=page, pages=pages),
            confidence=1.0,
        )

    def plain(self, status: Status, text: str, confidence: float = 0.0, follow_ups: Sequence[str] = ()) -> Answer:
        """A fixed sentence without content."""
        hotline = self._content.district.hotline
        return self._answer(
            status, text.format(hotline=hotline), confidence=confidence, follow_ups=list(follow_ups)[:FOLLOW_UPS]
        )

    def no_content(self, confidence: float, which: str = "text") -> Answer:
        """Not in the catalogue: how to apply for it."""
        guide = self._content.guide(self._content.district.application_guide or NATIONAL_GUIDE)
        options = [Option(id=guide[0].id, label=guide[0].name)] if guide else []
        text = self._words.status(Status.no_content, which, hotline=self._content.district.hotline)
        return self._answer(Status.no_content, text, options=options, confidence=confidence)

    def ref(self, record: Record) -> ItemRef:
        """The record as shown in lists: never a title without its path."""
        return ItemRef(id=record.id, kind=record.kind, title=record.title, path=list(record.path))

    def options(self, records: Iterable[Record]) -> list[Option]:
        """The records as options; same-titled ones stay apart by their path."""
        return [Option(id=record.id, label=self._label(record)) for record in records]

    def _label(self, record: Record) -> str:
        if isinstance(record, GuidePart):
            return f"{record.name}：{record.heading}"
        above = "／".join(record.path)
        return f"{record.title}（{above}）" if above else record.title

    def _text(self, topic: Topic, fields: Sequence[AnswerField], asked: Sequence[Aspect]) -> str:
        words, main = self._words.compose, topic.main
        if isinstance(main, Redirect):
            return words["redirect"].format(name=main.name, door=main.door, how=main.how)
        path = "／".join(main.path)
        if isinstance(main, GuidePart) or not path:
            lines = [words["plain_lead"].format(title=main.title)]
        else:
            lines = [words["item_lead"].format(title=main.title, path=path)]
        policy = policy_behind(self._content, main)
        if policy is not None and not policy.in_force:
            lines.append(words["repealed"].format(name=policy.name, status=policy.status))
            if (successor := successor_of(self._content, policy)) is not None:
                lines.append(words["successor"].format(name=successor.name))
        answered = [field for field in fields if field.asked]
        lines += [self._line(field, topic) for field in answered]
        if Aspect.interpretation in asked and not answered:
            lines.append(words["no_interpretation"])
        if isinstance(main, CatalogItem):
            told = {field.element for field in answered}
            open_aspects = [aspect for aspect in asked if self._fields.is_silent(aspect) and aspect not in told]
            silent = [self._aspects[aspect].silent for aspect in open_aspects]
            if silent:
                lines.append(words["no_procedure"].format(what="、".join(silent), agency=self._whom(main)))
        shown = [self._content.get(field.source) for field in answered if field.stated]
        if any(record is not None and not record.verified for record in shown):
            lines.append(self._words.unverified)
        return "\n".join(lines)

    def _line(self, field: AnswerField, topic: Topic) -> str:
        if field.highlight is not None and len(field.value) > WHOLE_CHARS:
            value = field.value[field.highlight.start : field.highlight.end].strip()
            place = self._words.compose["paragraph"].format(number=field.highlight.paragraph)
            value += place if field.highlight.paragraph else ""
            return self._words.compose["field"].format(label=field.label, value=value)
        if field.stated and field.element == "answer":
            return field.value
        if field.stated:
            return self._words.compose["field"].format(label=field.label, value=field.value)
        return self._words.compose["blank"].format(label=field.label, agency=self._whom(topic.main))

    def _whom(self, record: Record) -> str:
        agency = record.agency if isinstance(record, CatalogItem) else ""
        hotline = self._content.district.hotline
        return f"{agency}，或拨打{hotline}" if agency else f"大厅窗口，或拨打{hotline}"

    def _sources(self, ids: Iterable[str], records: Iterable[Record]) -> list[AnswerSource]:
        wanted = {record.id: record for record in records}
        wanted |= {record.id: record for name in sorted(ids) if (record := self._content.get(name))}
        return [
            AnswerSource(
                id=record.id,
                kind=record.kind,
                title=record.title,
                file=record.origin.file,
                row=record.origin.row,
                url=record.source_url,
                as_of=record.as_of,
                verified=record.verified,
            )
            for record in list(wanted.values())[:SOURCES]
        ]

    def _follow_ups(self, topic: Topic, asked: Sequence[Aspect]) -> list[str]:
        main = topic.main
        if isinstance(main, Redirect):
            return []
        if topic.guide_part is not None and topic.item is None:
            parts = self._content.guide(topic.guide_part.guide)
            open_aspects = {aspect for aspect in Aspect if aspect in {part.aspect for part in parts}} - set(asked)
        elif isinstance(main, Policy):
            open_aspects = {Aspect.interpretation, Aspect.validity} - set(asked)
        elif topic.item is not None:
            open_aspects = {Aspect.where, Aspect.when, Aspect.who, Aspect.basis} - set(asked)
        else:
            return []
        return [entry.follow_up for aspect, entry in self._aspects.items() if aspect in open_aspects][:FOLLOW_UPS]

    def _answer(self, status: Status, text: str, **parts: object) -> Answer:
        return Answer.model_validate(
            {
                "id": secrets.token_urlsafe(12),
                "conversation_id": self._conversation_id,
                "status": status,
                "understood_by": self._by,
                "text": text,
                "index_version": self._version,
                **parts,
            }
        )
