"""A table as it stands in a file: rows of text, the cells merged, and the words that stand above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Merge(NamedTuple):
    """A merged area: first and last row and column, 0-based, all inclusive; its text stands in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class TableRow:
    """One physical row: ``number`` is 1-based as spreadsheet programs show it; cells are stripped text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, a CSV file, or one table of a page or document; ``merges`` index ``rows`` and their cells."""

    name: str
    rows: tuple[TableRow, ...]
    merges: tuple[Merge, ...] = ()
    caption: tuple[str, ...] = ()
    """What stands right above the table, outermost first: headings, title lines."""

    @property
    def is_blank(self) -> bool:
        return all(row.is_blank for row in self.rows)
