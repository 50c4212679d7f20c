"""The coverage matrix on the page: domains by aspects, and the items that no question reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kiosk_api.coverage.matrix import CellState, CoverageMatrix, MatrixRow
from kiosk_api.coverage.report.overview import share, words
from kiosk_api.wordings import load_wordings
from search_index.records import CatalogItem

MOST_ITEMS = 300
"""Items of a list; the workbook has them all."""
COLOURS = {
    CellState.passed: "#c6e7ce",
    CellState.failed: "#f6c7c3",
    CellState.untested: "#fff1c9",
    CellState.blank: "#eceef1",
}


class MatrixCell(NamedTuple):
    """The items of one domain under one aspect."""

    text: str
    colour: str


class DomainRow(NamedTuple):
    """One domain with a cell for every column."""

    name: str
    cells: tuple[MatrixCell, ...]


class MatrixView(NamedTuple):
    """The matrix summed up by domain."""

    sentence: str
    labels: tuple[str, ...]
    rows: tuple[DomainRow, ...]


class ItemList(NamedTuple):
    """Items by domain, under a title; ``more`` are left out."""

    anchor: str
    title: str
    domains: tuple[tuple[str, tuple[str, ...]], ...]
    more: int


def matrix_view(matrix: CoverageMatrix) -> MatrixView:
    """One row a domain, in the catalogue's order."""
    said, totals = words()["matrix"], matrix.totals
    domains: dict[str, list[MatrixRow]] = defaultdict(list)
    for row in matrix.rows:
        domains[_domain(row.item)].append(row)
    sentence = said["sentence"].format(
        items=len(matrix.rows),
        stated=totals.passed + totals.failed + totals.untested,
        tested=totals.passed + totals.failed,
        share=share(totals.tested),
        passed=totals.passed,
        failed=totals.failed,
    )
    return MatrixView(
        sentence if matrix.rows else said["none"],
        tuple(column.label for column in matrix.columns),
        tuple(
            DomainRow(name, tuple(_cell(rows, column) for column in range(len(matrix.columns))))
            for name, rows in domains.items()
        ),
    )


def item_lists(matrix: CoverageMatrix) -> tuple[ItemList, ...]:
    """The items never asked and those never answered right, where there are any."""
    lists = (("never_expected", matrix.never_expected), ("never_right", matrix.never_right))
    return tuple(_list(name, items) for name, items in lists if items)


def _list(name: str, items: Sequence[CatalogItem]) -> ItemList:
    domains: dict[str, list[str]] = defaultdict(list)
    for item in items[:MOST_ITEMS]:
        domains[_domain(item)].append("／".join((*item.path[1:], item.title)))
    return ItemList(
        name,
        words()["matrix"][name].format(count=len(items)),
        tuple((domain, tuple(titles)) for domain, titles in domains.items()),
        max(0, len(items) - MOST_ITEMS),
    )


def _domain(item: CatalogItem) -> str:
    return item.domain or item.category or load_wordings().not_stated


def _cell(rows: Sequence[MatrixRow], at: int) -> MatrixCell:
    """「问过/写了」 with a mark for how it went: colour alone would not do."""
    states = [row.cells[at].state for row in rows]
    failed, passed = states.count(CellState.failed), states.count(CellState.passed)
    stated = len(states) - states.count(CellState.blank)
    if not stated:
        return MatrixCell("—", COLOURS[CellState.blank])
    counts = f"{passed + failed}/{stated}"
    if failed:
        return MatrixCell(f"{counts} ✗{failed}", COLOURS[CellState.failed])
    if passed:
        return MatrixCell(f"{counts} ✓", COLOURS[CellState.passed])
    return MatrixCell(counts, COLOURS[CellState.untested])
