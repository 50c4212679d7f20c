"""A table with its merged cells resolved: what each cell says, and whether it says so itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search_index.tables import Table

_MOST_COVERED = 4_000_000
"""Cells that merged areas may cover in one table before the rest of them is left alone (hostile files)."""


@dataclass(frozen=True, slots=True)
class Row:
    """One physical row; ``texts[c]`` is what column ``c`` says, merged cells repeated.

    ``above[c]`` and ``left[c]`` tell that the cell belongs to a merged area that began in a row above or a column
    before; ``heights[c]`` is the number of rows its area reaches down from here (1 for a plain cell).
    """

    number: int
    texts: tuple[str, ...]
    above: tuple[bool, ...]
    left: tuple[bool, ...]
    heights: tuple[int, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.texts)

    def own(self, column: int) -> str:
        """The text that begins in this very cell; "" where it is blank or covered."""
        return "" if self.above[column] or self.left[column] else self.texts[column]

    @property
    def own_columns(self) -> list[int]:
        return [column for column in range(len(self.texts)) if self.own(column)]

    @property
    def banner(self) -> str:
        """The text of a row that says one thing only, across the table or in one cell; "" for any other row."""
        said = {text for text in self.texts if text}
        return next(iter(said)) if len(said) == 1 else ""


def lay_out(table: Table) -> list[Row]:
    """Rows of equal width, merged areas resolved; blank rows kept."""
    width = max((len(row.cells) for row in table.rows), default=0)
    count = len(table.rows)
    texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in table.rows]
    above = [[False] * width for _ in range(count)]
    left = [[False] * width for _ in range(count)]
    heights = [[1] * width for _ in range(count)]
    covered = 0
    for merge in table.merges:
        bottom, right = min(merge.bottom, count - 1), min(merge.right, width - 1)
        if merge.top >= count or merge.left >= width or bottom < merge.top or right < merge.left:
            continue
        covered += (bottom - merge.top + 1) * (right - merge.left + 1)
        if covered > _MOST_COVERED:
            break
        text = texts[merge.top][merge.left]
        for row in range(merge.top, bottom + 1):
            for column in range(merge.left, right + 1):
                texts[row][column] = text
                above[row][column] = row > merge.top
                left[row][column] = column > merge.left
                heights[row][column] = bottom - row + 1
    return [
        Row(table.rows[i].number, tuple(texts[i]), tuple(above[i]), tuple(left[i]), tuple(heights[i]))
        for i in range(count)
    ]


def merges_downward(rows: Sequence[Row]) -> bool:
    """Whether the carrier told of any cell merged downward here."""
    return any(any(row.above) for row in rows)
