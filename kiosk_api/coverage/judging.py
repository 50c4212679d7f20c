"""Judges one answered question: right or not, how many points, and in one sentence why not."""

from __future__ import annotations

import hashlib
import json
import tomllib
from functools import lru_cache
from pathlib import Path

from kiosk_api.answering import TracedTurn
from kiosk_api.bands import Bands
from kiosk_api.coverage.candidates import candidates_of, place_phrase, shown_confidence
from kiosk_api.coverage.expectations import (
    aspects_right,
    expected_ids,
    forbidden_words,
    must_not_be_answered,
    same_filter,
    shown_records,
    unsaid_words,
)
from kiosk_api.coverage.names import aspect_name, status_name
from kiosk_api.coverage.records import Outcome, TestQuestion, Verdict
from kiosk_api.models import Answer, Status
from search_index import Content
from search_index.fitting import answers

POINTS = {Verdict.right: 1.0, Verdict.offered: 0.5, Verdict.wrong_aspect: 0.5}
"""The national index's score of a sampled question; every other verdict scores 0."""
MAIN_ITEMS = 2
"""The records an answer is about: the main one and its companion on the same matter."""
_NOT_BY_ASPECT = {"faq", "redirect"}
"""Their answer is one text, whatever aspect is asked."""

Judged = tuple[Verdict, str]


@lru_cache(maxsize=1)
def _reasons() -> dict[str, str]:
    found: dict[str, str] = tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))["miss"]
    return found


def judge(
    question: TestQuestion, turn: TracedTurn, content: Content, bands: Bands, milliseconds: float = 0.0
) -> Outcome:
    """What became of a question that this turn answered out of this content; ``milliseconds`` of the turn.

    A right record that says what it may not say (``never``) scores nothing, though its verdict is ``wrong_aspect``.
    """
    case = _Case(question, turn, content, bands)
    verdict, reason = case.judged()
    found = candidates_of(turn, content, bands)
    points = 0.0 if verdict is not Verdict.right and forbidden_words(question, turn.answer) else POINTS.get(verdict, 0)
    return Outcome(
        question=question,
        verdict=verdict,
        points=points,
        status=turn.answer.status,
        understood_by=turn.answer.understood_by,
        records=tuple(shown_records(turn.answer)),
        aspects=case.aspects,
        text=turn.answer.text,
        shown=digest(turn.answer),
        confidence=turn.answer.confidence,
        rank=case.rank,
        candidates=tuple(one for one in found if one.kept) if verdict is Verdict.right else found,
        reason=reason,
        milliseconds=round(milliseconds, 2),
    )


def digest(answer: Answer) -> str:
    """The same for two answers where a citizen sees the same: status, records, fields and values, or the bare words."""
    listing = answer.listing
    parts = [
        answer.status,
        shown_records(answer),
        [(field.element, field.value) for field in answer.fields],
        [listing.filter, listing.total] if listing else None,
        answer.text if not answer.fields and not listing else "",
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


class _Case:
    """One question beside its answer."""

    def __init__(self, question: TestQuestion, turn: TracedTurn, content: Content, bands: Bands) -> None:
        self._question = question
        self._answer = turn.answer
        self._content = content
        self._bands = bands
        self._expected = expected_ids(question)
        self._hits = turn.found.hits if turn.found else ()
        ranks = (rank for rank, hit in enumerate(self._hits) if answers(content, hit.id, self._expected))
        self.rank = next(ranks, None)
        self._vetoed = self._answers([hit.id for hit in turn.found.vetoed]) if turn.found else False
        understood = turn.understood.aspects if turn.understood else ()
        self.aspects = tuple(self._answer.aspects) or understood

    def judged(self) -> Judged:
        if must_not_be_answered(self._question):
            judged = self._unanswerable()
        elif self._question.status is Status.listing:
            judged = self._listing()
        else:
            judged = self._answerable()
        return self._with_words(judged)

    def _with_words(self, judged: Judged) -> Judged:
        """The verdict where what must and may not be said counts too."""
        worse = Verdict.wrong_status if must_not_be_answered(self._question) else Verdict.wrong_aspect
        if judged[0] is not Verdict.right:
            return judged
        if never := forbidden_words(self._question, self._answer):
            return worse, self._say("says_never", words="”“".join(never))
        if unsaid := unsaid_words(self._question, self._answer):
            return worse, self._say("says_missing", words="”“".join(unsaid))
        return judged

    def _answerable(self) -> Judged:
        answer = self._answer
        if answer.status is Status.answered and (answer.items or not self._expected):
            return self._answered()
        if answer.status in {Status.clarification, Status.listing} and self._answers(shown_records(answer)):
            if self._question.status is Status.clarification:
                return Verdict.right, ""
            return Verdict.offered, self._say("offered" if answer.status is Status.clarification else "listed")
        return Verdict.missed, self._missed()

    def _answered(self) -> Judged:
        shown = [item.id for item in self._answer.items]
        if self._question.expected_all:
            parts = [frozenset(ids) for ids in self._question.expected_all]
            found = [any(answers(self._content, name, part) for name in shown) for part in parts]
            if not all(found):
                half = Verdict.wrong_aspect, self._say("half_answered")
                return half if any(found) else (Verdict.wrong_record, self._say("wrong_record"))
        elif self._expected and not self._answers(shown[:MAIN_ITEMS]):
            return Verdict.wrong_record, self._absent() or self._say("wrong_record")
        by_aspect = not (self._answer.items and self._answer.items[0].kind in _NOT_BY_ASPECT)
        if self._question.aspects and by_aspect and not aspects_right(self._question, self.aspects):
            asked, understood = (
                "、".join(map(aspect_name, aspects)) for aspects in (self._question.aspects, self.aspects)
            )
            return Verdict.wrong_aspect, self._say("wrong_aspect", asked=asked, understood=understood)
        return Verdict.right, ""

    def _missed(self) -> str:
        if absent := self._absent():
            return absent
        status = self._answer.status
        if status is Status.clarification:
            return self._say("not_offered" if self._answer.options else "ask_subject")
        which = {Status.answered: "said", Status.listing: "wrong_list"}.get(status, str(status))
        return self._say(which)

    def _absent(self) -> str:
        """The reason where nothing expected stands in the content at all."""
        known = (self._content.get(name) or self._content.guide(name) for name in self._expected)
        if not self._expected or any(known):
            return ""
        return self._say("not_in_content", ids="、".join(sorted(self._expected)))

    def _unanswerable(self) -> Judged:
        answer, wanted = self._answer, self._question.status
        if answer.status is Status.answered and answer.items:
            if answer.items[0].kind != "redirect":
                return Verdict.false_answer, self._say("false_answer")
            if answer.items[0].id == self._question.redirect:
                return Verdict.right, ""
            return Verdict.wrong_status, self._say("redirected", expected=status_name(wanted))
        if answer.listing is not None and answer.listing.total:
            return Verdict.false_answer, self._say("false_list", total=answer.listing.total)
        if answer.status is wanted:
            return Verdict.right, ""
        return Verdict.wrong_status, self._wrong_status("wrong_status")

    def _listing(self) -> Judged:
        question, listing = self._question, self._answer.listing
        if self._answer.status is Status.answered:
            return Verdict.wrong_status, self._wrong_status("not_a_list")
        if listing is None:
            return Verdict.missed, self._wrong_status("not_a_list")
        if question.filter and not same_filter(question.filter, listing.filter):
            given = "、".join(listing.filter.values()) or "（没有条件）"
            wanted = "、".join(question.filter.values())
            return Verdict.wrong_status, self._say("wrong_filter", expected=wanted, given=given)
        if question.count is not None and question.count != listing.total:
            return Verdict.wrong_status, self._say("wrong_count", expected=question.count, total=listing.total)
        return Verdict.right, ""

    def _wrong_status(self, which: str) -> str:
        names = status_name(self._question.status), status_name(self._answer.status)
        return self._say(which, expected=names[0], given=names[1])

    def _answers(self, names: list[str]) -> bool:
        return any(answers(self._content, name, self._expected) for name in names)

    def _say(self, which: str, **values: object) -> str:
        shown = self._answer.items[0] if self._answer.items else None
        common = {
            "confidence": shown_confidence(self._answer.confidence),
            "answer": self._bands.answer,
            "clarify": self._bands.clarify,
            "expected": self._named(),
            "shown": _titled([*shown.path, shown.title]) if shown else "",
            "place": place_phrase(self.rank, len(self._hits), vetoed=self._vetoed),
        }
        return _reasons()[which].format(**{**common, **values})

    def _named(self) -> str:
        """The expected record that search ranks first, else the first that the content has, by its title."""
        names = [self._hits[self.rank].id] if self.rank is not None else []
        names += [*self._question.expected, *sorted(self._expected)]
        found = (self._content.get(name) or next(iter(self._content.guide(name)), None) for name in names)
        record = next((each for each in found if each), None)
        return _titled([*record.path, record.title]) if record else "那一条"


def _titled(path: list[str]) -> str:
    return f"“{'／'.join(path)}”"
