"""What search found for a question: which records the answer shows or offers, which not, and why, for staff."""

from __future__ import annotations

import sys
import tomllib
from functools import lru_cache
from pathlib import Path

from kiosk_api.answering import TracedTurn
from kiosk_api.bands import Bands
from kiosk_api.composer import OPTIONS
from kiosk_api.coverage.records import Candidate
from kiosk_api.models import Status
from kiosk_api.topics import policy_behind, successor_of
from search_index import Content, Hit
from search_index.records import GuidePart, Record


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("reasons.toml").read_text("utf-8"))


def place_phrase(rank: int | None, found: int, *, vetoed: bool = False) -> str:
    """Where a record stands among ``found`` records, in words; ``rank`` counts from 0, None is "nowhere" or vetoed."""
    words = _words()["place"]
    if not found:
        return words["unsearched"]
    if rank is None and vetoed:
        return words["vetoed"]
    return words["absent"].format(count=found) if rank is None else words["found"].format(place=rank + 1)


def shown_confidence(confidence: float) -> float:
    """Cut to two digits, so that what does not reach a threshold of two digits is never shown as if it did."""
    return int(confidence * 100 + 1e-9) / 100


def candidates_of(turn: TracedTurn, content: Content, bands: Bands) -> tuple[Candidate, ...]:
    """Every record found for the turn, best first, then those a negative question kept out; none without a search."""
    if turn.found is None:
        return ()
    explain = _Explanation(turn, content, bands)
    found = [
        _candidate(hit, explain.reason(hit, place), kept=hit.id in explain.kept)
        for place, hit in enumerate(turn.found.hits, start=1)
    ]
    return (*found, *(_candidate(hit, _words()["candidate"]["vetoed"], kept=False) for hit in turn.found.vetoed))


def _candidate(hit: Hit, reason: str, *, kept: bool) -> Candidate:
    return Candidate(
        id=hit.id, kind=hit.kind, title=hit.title, path=hit.path, score=hit.score, kept=kept, reason=reason
    )


class _Explanation:
    """Why one answer took some of its candidates and left the others."""

    def __init__(self, turn: TracedTurn, content: Content, bands: Bands) -> None:
        self._answer = turn.answer
        self._content = content
        self._bands = bands
        self._confidence = turn.found.confidence if turn.found else 0.0
        self._items = [item.id for item in turn.answer.items]
        offers = turn.answer.status in {Status.answered, Status.clarification}
        self._options = [option.id for option in turn.answer.options] if offers else []
        self.kept = {*self._items, *self._options}
        first = turn.found.hits[0].id if turn.found and turn.found.hits else ""
        other = turn.answer.status is Status.answered and turn.answer.confidence != self._confidence
        self._continued = other and turn.answer.confidence == 1.0 and first not in self._items
        self._two_matters = other and not self._continued and len(self._items) > 1

    def reason(self, hit: Hit, place: int) -> str:
        """Why the hit at this place (1-based) was taken or left."""
        which = self._kept(hit) if hit.id in self.kept else self._left(hit)
        policy = policy_behind(self._content, self._content.by_id[hit.id])
        said = _words()["candidate"][which].format(
            place=place,
            confidence=shown_confidence(self._confidence),
            answer=self._bands.answer,
            clarify=self._bands.clarify,
            options="一二三四五"[OPTIONS - 1],
            status=policy.status if policy else "",
        )
        # Thousands of candidates share a few sentences.
        return sys.intern(said)

    def _kept(self, hit: Hit) -> str:
        match self._answer.status:
            case Status.listing:
                return "listed"
            case Status.clarification:
                return "offered" if self._confidence < self._bands.answer else "offered_again"
        if hit.id not in self._items:
            return "sibling"
        if self._two_matters:
            return "two_matters"
        if hit.id == self._items[0]:
            return "continued" if self._continued else "answered"
        main = policy_behind(self._content, self._content.by_id[self._items[0]])
        is_successor = main is not None and successor_of(self._content, main) is self._content.by_id[hit.id]
        return "successor" if is_successor else "companion"

    def _left(self, hit: Hit) -> str:
        match self._answer.status:
            case Status.refused:
                return "refused"
            case Status.out_of_scope:
                return "off_topic"
            case Status.listing:
                return "as_list"
            case Status.no_content:
                return "too_unsure"
            case Status.answered if not self._items:
                return "said"
            case Status.clarification if not self._options:
                return "ask_subject"
        return self._left_behind(self._content.by_id[hit.id])

    def _left_behind(self, record: Record) -> str:
        names = (*self._items[:1], *self._options)
        shown = [self._content.by_id[name] for name in names if name in self._content.by_id]
        policy = policy_behind(self._content, record)
        if policy is not None and not policy.in_force and successor_of(self._content, policy) in shown:
            return "superseded"
        if isinstance(record, GuidePart) and any(getattr(other, "guide", "") == record.guide for other in shown):
            return "same_guide"
        if self._answer.status is Status.answered:
            return "not_searched" if self._continued else "behind"
        same = any((other.kind, other.title, other.path) == (record.kind, record.title, record.path) for other in shown)
        return "same_title" if same else "too_far"
