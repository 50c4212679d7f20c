"""The coverage matrix: what was asked of every catalogue item, aspect by aspect, and how that went.

Pure functions over a content and the outcomes of a run; counts of questions and cells, no units.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kiosk_api.agencies import agencies_of
from kiosk_api.aspect_detector import AspectCues, load_aspects
from kiosk_api.coverage.expectations import expected_ids
from kiosk_api.coverage.records import Outcome, Verdict
from kiosk_api.models import Aspect
from kiosk_api.topics import cited_by, policies_of
from kiosk_api.wordings import load_wordings
from search_index import Content
from search_index.records import CatalogItem, GuidePart

OVERVIEW = "总的情况"
"""The column of questions that name an item and ask nothing special."""


class CellState(StrEnum):
    """What is known of one item and one aspect."""

    passed = "passed"
    """Asked, and every question was answered right."""
    failed = "failed"
    """Asked, and at least one question was not answered right."""
    untested = "untested"
    """Stated, and no question asks for it."""
    blank = "blank"
    """Not asked, and the item states nothing: an answer could only say so."""


class Cell(NamedTuple):
    """One item and one aspect: questions asked, and how many of them were answered right."""

    state: CellState
    asked: int = 0
    right: int = 0


class Column(NamedTuple):
    """One aspect; None is the overview."""

    aspect: Aspect | None
    label: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One catalogue item with a cell for every column, and the questions that expect it."""

    item: CatalogItem
    cells: tuple[Cell, ...]
    questions: int
    right: int


class Totals(NamedTuple):
    """Cells by state; an item of several agencies counts under each of them."""

    passed: int = 0
    failed: int = 0
    untested: int = 0
    blank: int = 0

    @property
    def tested(self) -> float:
        """Share of the cells that state something, or were asked, of which a question asks; 0 when there are none."""
        stated = self.passed + self.failed + self.untested
        return (self.passed + self.failed) / stated if stated else 0.0


@dataclass(frozen=True, slots=True)
class CoverageMatrix:
    """Every catalogue item in file order, with totals in the order of their first item."""

    columns: tuple[Column, ...]
    rows: tuple[MatrixRow, ...]
    totals: Totals
    by_domain: dict[str, Totals]
    by_agency: dict[str, Totals]

    @property
    def never_expected(self) -> tuple[CatalogItem, ...]:
        """Items that no question reaches."""
        return tuple(row.item for row in self.rows if not row.questions)

    @property
    def never_right(self) -> tuple[CatalogItem, ...]:
        """Items that are asked for, and never answered right."""
        return tuple(row.item for row in self.rows if row.questions and not row.right)


def coverage_matrix(content: Content, outcomes: Iterable[Outcome]) -> CoverageMatrix:
    """The matrix of a content under the outcomes of a run.

    A question counts for every item it expects and every aspect it asks (the overview where it asks none), right or
    not by its verdict alone. Robustness variants are left out: they ask nothing new.
    """
    columns = (Column(None, OVERVIEW), *(Column(aspect, cues.label) for aspect, cues in load_aspects().items()))
    stated, tally = Stated(content), _Tally(outcomes)
    rows = tuple(
        MatrixRow(
            item,
            tuple(tally.cell(stated, item, column.aspect) for column in columns),
            tally.questions[item.id],
            tally.answered[item.id],
        )
        for item in content.items
    )
    return _with_totals(columns, rows)


class _Tally:
    """Questions and right answers by record, and by record and aspect."""

    def __init__(self, outcomes: Iterable[Outcome]) -> None:
        self.questions: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self._asked: Counter[tuple[str, Aspect | None]] = Counter()
        self._right: Counter[tuple[str, Aspect | None]] = Counter()
        for outcome in outcomes:
            if not outcome.question.variant:
                self._count(outcome)

    def _count(self, outcome: Outcome) -> None:
        right = int(outcome.verdict is Verdict.right)
        for name in expected_ids(outcome.question):
            self.questions[name] += 1
            self.answered[name] += right
            asked: set[Aspect | None] = {*outcome.question.aspects}
            for aspect in asked or {None}:
                self._asked[name, aspect] += 1
                self._right[name, aspect] += right

    def cell(self, stated: Stated, item: CatalogItem, aspect: Aspect | None) -> Cell:
        asked, right = self._asked[item.id, aspect], self._right[item.id, aspect]
        if asked:
            return Cell(CellState.passed if right == asked else CellState.failed, asked, right)
        return Cell(CellState.untested if stated.states(item, aspect) else CellState.blank)


class Stated:
    """Which aspects a content says something about, item by item."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._cues = load_aspects()
        self._explained = {interpretation.policy for interpretation in content.interpretations}
        self._policies: dict[str, tuple[str, ...]] = {}
        self._guided: dict[str, set[Aspect]] = defaultdict(set)
        for faq in content.faq:
            cited = cited_by(content, faq)
            guides = {part.guide for part in cited if isinstance(part, GuidePart)}
            aspects = {Aspect(part.aspect) for guide in guides for part in content.guide(guide)}
            for record in cited:
                if isinstance(record, CatalogItem):
                    self._guided[record.id] |= aspects

    def states(self, item: CatalogItem, aspect: Aspect | None) -> bool:
        """Whether an answer to this aspect has something to say; an overview always has.

        The item's own elements (``aspects.toml``), its own extra columns, the guide that an FAQ cites beside it, and
        the policies its legal basis names. 公开内容 speaks of how to apply, materials, fees and remedies only where it
        names them.
        """
        if aspect is None:
            return True
        if aspect is Aspect.validity:
            return bool(self._policies_of(item))
        cues = self._cues[aspect]
        return (
            _own_column(item, cues)
            or _elements(item, aspect, cues)
            or aspect in self._guided.get(item.id, ())
            or (aspect is Aspect.interpretation and not self._explained.isdisjoint(self._policies_of(item)))
        )

    def _policies_of(self, item: CatalogItem) -> tuple[str, ...]:
        """Ids; thousands of items share a few dozen legal bases."""
        if item.legal_basis not in self._policies:
            self._policies[item.legal_basis] = tuple(policy.id for policy in policies_of(self._content, item))
        return self._policies[item.legal_basis]


def _own_column(item: CatalogItem, cues: AspectCues) -> bool:
    return any(value and any(word in column for word in cues.extra) for column, value in item.extra.items())


def _elements(item: CatalogItem, aspect: Aspect, cues: AspectCues) -> bool:
    if aspect is not Aspect.what and "elements" in cues.item:
        return any(word in item.elements for word in cues.extra)
    return any(getattr(item, name) for name in cues.item)


def _with_totals(columns: tuple[Column, ...], rows: tuple[MatrixRow, ...]) -> CoverageMatrix:
    unnamed = load_wordings().not_stated
    domains: dict[str, list[MatrixRow]] = defaultdict(list)
    agencies: dict[str, list[MatrixRow]] = defaultdict(list)
    for row in rows:
        domains[row.item.domain or row.item.category or unnamed].append(row)
        for agency in agencies_of(row.item) or (unnamed,):
            agencies[agency].append(row)
    return CoverageMatrix(
        columns,
        rows,
        _totals(rows),
        {name: _totals(group) for name, group in domains.items()},
        {name: _totals(group) for name, group in agencies.items()},
    )


def _totals(rows: Sequence[MatrixRow]) -> Totals:
    states = Counter(cell.state for row in rows for cell in row.cells)
    return Totals(*(states[state] for state in CellState))
