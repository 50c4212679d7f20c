"""The fields an answer shows of its records: what was asked first, verbatim, blank where the content is blank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from kiosk_api.aspect_detector import AspectCues
from kiosk_api.models import AnswerField, Aspect, Highlight
from kiosk_api.passages import LONG_CHARS, Quoter, excerpt
from kiosk_api.topics import Topic, cited_by, policies_of, policy_behind, successor_of
from kiosk_api.wordings import Wordings
from search_index import Content
from search_index.records import CatalogItem, Faq, GuidePart, Interpretation, Place, Policy, Record, Redirect

ITEM_ORDER = (
    "elements",
    "agency",
    "channels",
    "website_column",
    "time_limit",
    "legal_basis",
    "office",
    "phone",
    "audience",
    "mode",
    "level",
    "attribute",
    "source_list",
)
CORE = {"elements", "agency", "channels", "time_limit", "legal_basis"}
"""Shown even when blank: the least that a catalogue has to state."""
GUIDE_FIRST = {Aspect.apply, Aspect.materials, Aspect.fee, Aspect.remedy}
"""Aspects that a guide answers better than the catalogue item on the same matter."""

QUOTED = {"summary", "text"}
"""Texts too long to be read to the end: the sentence that answers is quoted first. An FAQ's answer is given whole."""

OTHER_FIELDS: dict[type[Record], tuple[str, ...]] = {
    Policy: ("summary", "status", "number", "agency", "issued", "effective", "ended", "text"),
    Interpretation: ("text", "form", "author", "agency", "issued"),
    Faq: ("answer", "legal_basis"),
    Place: ("address", "hours", "phone", "services", "directions", "type", "level"),
    Redirect: ("door", "how"),
}
ASKED_FIELDS: dict[type[Record], dict[Aspect, tuple[str, ...]]] = {
    Policy: {
        Aspect.validity: ("status", "number", "effective", "ended"),
        Aspect.when: ("issued", "effective"),
        Aspect.who: ("agency",),
        Aspect.basis: ("number",),
    },
    Place: {
        Aspect.where: ("address", "directions"),
        Aspect.when: ("hours",),
        Aspect.who: ("phone",),
        Aspect.what: ("services",),
    },
}


class FieldWriter:
    """Turns a topic and the aspects asked into fields."""

    def __init__(
        self,
        content: Content,
        aspects: dict[Aspect, AspectCues],
        wordings: Wordings,
        quoter: Quoter,
        of_the_matter: frozenset[Aspect] = frozenset(),
    ) -> None:
        self._content = content
        self._aspects = aspects
        self._blank = wordings.not_stated
        self._quoter = quoter
        self._of_the_matter = of_the_matter

    def is_silent(self, aspect: Aspect) -> bool:
        """Whether an item is silent on what was asked: it tells of publication, the question was of the matter."""
        return aspect in self._of_the_matter

    def fields(self, topic: Topic, asked: Sequence[Aspect]) -> list[AnswerField]:
        """Asked fields in the order asked, then the rest; a field appears once."""
        written: dict[tuple[str, str], AnswerField] = {}
        for aspect in asked:
            for field in self._asked(topic, aspect):
                written.setdefault((field.item, field.element), field)
        for field in self._rest(topic, asked):
            written.setdefault((field.item, field.element), field)
        return list(written.values())

    def _asked(self, topic: Topic, aspect: Aspect) -> Iterator[AnswerField]:
        item, part = topic.item, topic.guide_part
        if isinstance(topic.main, Faq):
            # Its answer is what was found, whatever was heard beside it.
            yield self._field(topic.main, "answer", asked=True)
        if aspect is Aspect.interpretation:
            yield from self._interpretations(topic.main)
        elif aspect is Aspect.validity and not isinstance(topic.main, Policy | Interpretation):
            yield from self._validity(topic.main)
        elif isinstance(topic.main, Faq):
            yield from self._cited(topic.main, aspect)
        elif part is not None and (item is None or self._is_of_guide(part, aspect)):
            yield from self._guide(part, aspect, only_known=item is not None)
            if item is not None and aspect not in {part.aspect for part in self._content.guide(part.guide)}:
                yield from self._item(item, aspect)
        elif item is not None:
            if isinstance(topic.main, GuidePart) and aspect is Aspect.what:
                # What was found speaks first: 「五保老人住院谁出钱」 found the guide's part on money.
                yield self._part(topic.main, asked=True)
            yield from self._item(item, aspect)
            if part is not None and aspect is Aspect.audience:
                # 「对谁」 can mean who may read it or who may apply: both are said.
                yield from self._guide(part, aspect, only_known=True)
        elif isinstance(topic.main, Policy | Interpretation):
            yield from self._policy(topic.main, aspect)
        else:
            order = OTHER_FIELDS[type(topic.main)]
            names = ASKED_FIELDS.get(type(topic.main), {}).get(aspect, order[:1])
            stated = [name for name in names if getattr(topic.main, name)]
            yield from (self._field(topic.main, name, asked=True) for name in stated or names[:1])

    def _is_of_guide(self, part: GuidePart, aspect: Aspect) -> bool:
        """Whether a guide answers an aspect better than the item: always, or where it speaks of the matter itself."""
        return aspect in GUIDE_FIRST or (aspect in self._of_the_matter and self._speaks(part, aspect))

    def _speaks(self, part: GuidePart, aspect: Aspect) -> bool:
        return any(other.aspect == aspect for other in self._content.guide(part.guide))

    def _rest(self, topic: Topic, asked: Sequence[Aspect]) -> Iterator[AnswerField]:
        main = topic.item or topic.main
        if isinstance(topic.main, Faq) and topic.main.legal_basis:
            yield self._field(topic.main, "legal_basis")
        if isinstance(main, CatalogItem):
            for name in ITEM_ORDER:
                if name in CORE or getattr(main, name):
                    yield self._field(main, name)
        elif isinstance(main, GuidePart):
            if set(asked) <= {Aspect.what}:
                yield from (self._part(part) for part in self._content.guide(main.guide))
        else:
            for name in OTHER_FIELDS[type(main)]:
                # A whole document is read on its own page.
                if (value := getattr(main, name)) and not (name in QUOTED and len(value) > LONG_CHARS):
                    yield self._field(main, name)
        yield from (_extra_field(main, column) for column in main.shown_extra)

    def _item(self, item: CatalogItem, aspect: Aspect) -> Iterator[AnswerField]:
        cues = self._aspects[aspect]
        if aspect in self._of_the_matter and item.elements:
            yield self._field(item, "elements", asked=True)
        stated = [name for name in cues.item if getattr(item, name)]
        own = [column for column in item.shown_extra if any(word in column for word in cues.extra)]
        yield from (self._field(item, name, asked=True) for name in stated or ([] if own else cues.item[:1]))
        if cues.vague is not None and item.elements and cues.vague.fullmatch(_shown(getattr(item, cues.item[0]))):
            yield self._field(item, "elements", asked=True)
        yield from (_extra_field(item, column, asked=True) for column in own)

    def _guide(self, found: GuidePart, aspect: Aspect, *, only_known: bool) -> Iterator[AnswerField]:
        parts = [part for part in self._content.guide(found.guide) if part.aspect == aspect]
        if found in parts or (not only_known and (aspect is Aspect.what or not parts)):
            # The part that was found speaks alone: several parts can stand under one aspect.
            yield self._part(found, asked=True)
            yield from (self._part(part) for part in parts if part.id != found.id and aspect is not Aspect.what)
        else:
            yield from (self._part(part, asked=True) for part in parts)

    def _cited(self, faq: Faq, aspect: Aspect) -> Iterator[AnswerField]:
        """What the records that an FAQ cites say on an aspect that its answer may leave out."""
        cited = cited_by(self._content, faq)
        item = next((record for record in cited if isinstance(record, CatalogItem)), None)
        part = next((record for record in cited if isinstance(record, GuidePart)), None)
        # Who asks whom something is for after an FAQ means who may have it, where a guide says that.
        by_guide = aspect is Aspect.audience and part is not None and self._speaks(part, aspect)
        if item is not None and not by_guide and aspect not in {Aspect.what, *GUIDE_FIRST, *self._of_the_matter}:
            yield from (field for field in self._item(item, aspect) if field.stated)
        elif part is not None and aspect not in {Aspect.what, part.aspect} and not self._has_said(faq, aspect):
            # A second question in one: the guide's other part answers it.
            yield from self._guide(part, aspect, only_known=True)

    def _has_said(self, faq: Faq, aspect: Aspect) -> bool:
        """Whether an FAQ's own answer already tells what to do about a refusal: it is long enough to be said once."""
        return aspect is Aspect.remedy and any(cue.search(faq.answer) for cue in self._aspects[aspect].cues)

    def _interpretations(self, record: Record) -> Iterator[AnswerField]:
        policies = {policy.id for policy in policies_of(self._content, record)}
        for interpretation in self._content.interpretations:
            if interpretation.policy in policies or interpretation.id == record.id:
                yield self._field(interpretation, "text", asked=True, label=interpretation.name)

    def _validity(self, record: Record) -> Iterator[AnswerField]:
        for policy in policies_of(self._content, record):
            yield self._field(policy, "status", asked=True, label=policy.name)
            if (successor := successor_of(self._content, policy)) is not None:
                yield self._field(successor, "status", asked=True, label=successor.name)

    def _policy(self, main: Policy | Interpretation, aspect: Aspect) -> Iterator[AnswerField]:
        """What the document says on the aspect; of one that no longer holds, what holds now comes first."""
        policy = policy_behind(self._content, main)
        if policy is not None:
            asked = ASKED_FIELDS[Policy].get(aspect, ())
            names = [name for name in asked if getattr(policy, name) or (name == "status" and policy.in_force)]
            successor = None if policy.in_force else successor_of(self._content, policy)
            if successor is not None and aspect is not Aspect.validity:
                yield self._field(successor, self._body(successor), asked=True, label=successor.name)
            yield from (self._field(policy, name, asked=True) for name in names)
        body = self._body(main)
        if aspect is not Aspect.validity:
            held = policy is None or policy.in_force
            title = str(type(main).model_fields[body].title)
            yield self._field(
                main, body, asked=True, label="" if held else f"{title}（{policy.status}）" if policy else ""
            )

    def _body(self, main: Policy | Interpretation) -> str:
        """The text that answers: a policy's own where there is no summary or search found the passage there."""
        if isinstance(main, Policy) and main.summary and not (main.text and self._quoter.found_in(main, "text")):
            return "summary"
        return "text" if main.text or isinstance(main, Interpretation) else "summary"

    def _part(self, part: GuidePart, *, asked: bool = False) -> AnswerField:
        return AnswerField(
            element=part.aspect, label=part.heading, value=part.text, item=part.id, source=part.id, asked=asked
        )

    def _field(self, record: Record, name: str, *, asked: bool = False, label: str = "") -> AnswerField:
        value = _shown(getattr(record, name))
        title = label or str(type(record).model_fields[name].title)
        highlight = None
        if asked and name in QUOTED and (quote := self._quoter.of(record, name)) is not None:
            first, last = excerpt(value, quote)
            title += "（节选）" if last - first < len(value) else ""
            value = value[first:last]
            highlight = Highlight(start=quote.start - first, end=quote.end - first, paragraph=quote.paragraph)
        return AnswerField(
            element=name,
            label=title,
            value=value or self._blank,
            item=record.id,
            source=record.id,
            stated=bool(value),
            asked=asked,
            highlight=highlight,
        )


def _shown(value: object) -> str:
    """A cell as people read it: dates in words, all else verbatim."""
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value or "")


def _extra_field(record: Record, column: str, *, asked: bool = False) -> AnswerField:
    value = record.extra[column]
    return AnswerField(element=column, label=column, value=value, item=record.id, source=record.id, asked=asked)
