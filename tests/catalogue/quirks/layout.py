"""A table as somebody laid it out, whatever file carries it: columns and rows first, then cells with their spans."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

from search_index.records import CatalogItem
from tests.catalogue.quirks.truth import TICKED, Entry

NUMBER = "number"
BLANK = "blank"
HEADER = "\0header"
"""Stands in ``Draft.between`` for the header printed again."""


@dataclass(slots=True)
class Column:
    """One column: its field, extra column or tick word, its headings from the top, and its cells.

    ``cells[i]`` are the physical rows of entry ``i``: one text spans them all.
    """

    key: str
    heading: list[str]
    word: int | None = None
    """Position of the word to tick, for a column of ticks."""
    cells: list[list[str]] = field(default_factory=list)
    merges: list[tuple[int, int]] = field(default_factory=list)
    """First and last entry of every run of merged cells."""
    silent: bool = False
    """Whether the column adds nothing to the truth (a column that stands there twice)."""


@dataclass(slots=True)
class Draft:
    """A table in the making; quirks change it step by step."""

    rng: Random
    entries: list[Entry]
    words: dict[str, list[str]]
    columns: list[Column] = field(default_factory=list)
    mark: tuple[str, str] = ("√", "")
    """What stands in a column of ticks: ticked, not ticked."""
    mark_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """What stands for a tick by field and position; the heading's word in a field that is not named."""
    box: tuple[str, str] = ("■", "□")
    channel_text: Callable[[Entry], str] | None = None
    numbers: list[str] = field(default_factory=list)
    name: str = "目录"
    domain: str = ""
    """The domain that the title names."""
    caption: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    between: dict[int, list[str]] = field(default_factory=dict)
    """Lines before entry ``i``: a text spanning the table, "" for a blank row, ``HEADER``."""
    after: list[list[str]] = field(default_factory=list)
    """Lines below: one text spans the table, more are the first cells of a row."""
    aside: list[str] = field(default_factory=list)
    """Texts of a small table of something else that stands before this one."""
    unmerged: bool = False
    """Whether an entry over several rows leaves the other cells of its later rows blank instead of merged."""

    def column(self, key: str) -> Column:
        """The first column of a field."""
        return next(column for column in self.columns if column.key == key)

    @property
    def named(self) -> Column:
        """The column that says which item a row is."""
        return [column for column in self.columns if column.key in {"name", "subtopic", "detail"}][-1]

    def fill(self) -> None:
        """Writes every cell from the entries."""
        self.numbers = self.numbers or [str(at) for at in range(1, len(self.entries) + 1)]
        for column in self.columns:
            column.cells = [[self._text(column, at)] for at in range(len(self.entries))]

    def _text(self, column: Column, at: int) -> str:
        entry = self.entries[at]
        if column.key in {NUMBER, BLANK}:
            return self.numbers[at] if column.key == NUMBER else ""
        if column.word is not None:
            on = entry.ticked[column.key][column.word]
            named = entry.group if column.key == "audience" and column.word == 1 else ""
            said = self.mark_words.get(column.key, ())
            return (named or (said[column.word] if said else "") or self.mark[0]) if on else self.mark[1]
        if column.key == "channels":
            return self.channel_text(entry) if self.channel_text else self.boxed(entry)
        if column.key in TICKED:
            return "、".join(word for word, on in zip(self.words[column.key], entry.ticked[column.key], strict=False) if on)
        return entry.extra[column.key] if column.key in entry.extra else entry.texts[column.key]

    def boxed(self, entry: Entry) -> str:
        """Every channel offered with its box, one a line."""
        return "\n".join(self.box[not on] + name for name, on in entry.channels)

    def repeat(self, column: Column, at: int) -> None:
        """Makes entry ``at`` say the same as the one above in a column, in truth and in its cell."""
        above, entry = self.entries[at - 1], self.entries[at]
        if column.key in above.ticked:
            positions = range(len(entry.ticked[column.key])) if column.word is None else [column.word]
            entry.ticked[column.key] = tuple(
                (above if place in positions else entry).ticked[column.key][place]
                for place in range(len(entry.ticked[column.key]))
            )
            entry.group = above.group if column.key == "audience" else entry.group
        elif column.key == "channels":
            entry.channels = list(above.channels)
        elif column.key in above.extra:
            entry.extra[column.key] = above.extra[column.key]
        elif column.key in above.texts:
            entry.texts[column.key] = above.texts[column.key]
        for same in self.columns:
            if (same.key, same.word) == (column.key, column.word):
                same.cells[at] = list(same.cells[at - 1])
        for first, last in column.merges:
            if first <= at < last:
                self.repeat(column, at + 1)

    def truth(self) -> list[CatalogItem]:
        """What a careful person would type from the table."""
        told = [column for column in self.columns if not column.silent]
        ticks = {key: self.words[key] for key in TICKED if any(column.key == key for column in told)}
        extra = [column.key for column in told if column.key in self.entries[0].extra]
        texts = [column.key for column in told if column.key not in ticks]
        items = [entry.item(texts, extra, ticks) for entry in self.entries]
        return [item if item.domain else item.model_copy(update={"domain": self.domain}) for item in items]


@dataclass(frozen=True, slots=True)
class Cell:
    """A text and the area it takes, 0-based."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Layout:
    """A table as it is printed; ``caption`` lines stand above it where the carrier has text outside tables."""

    name: str
    caption: tuple[str, ...]
    cells: tuple[Cell, ...]
    height: int
    width: int


def lay_out(draft: Draft) -> Layout:
    """Places every cell of a filled draft."""
    return _Printer(draft).printed()


class _Printer:
    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._cells: list[Cell] = []
        self._row = 0
        self._heights = [max(len(column.cells[at]) for column in draft.columns) for at in range(len(draft.entries))]

    def printed(self) -> Layout:
        draft = self._draft
        for line in draft.before:
            self._line([line])
        self._header()
        for at, _ in enumerate(draft.entries):
            for line in draft.between.get(at, []):
                if line == HEADER:
                    self._header()
                else:
                    self._line([line])
            self._entry(at)
        for texts in draft.after:
            self._line(texts)
        return Layout(draft.name, tuple(draft.caption), tuple(self._cells), self._row, len(draft.columns))

    def _line(self, texts: Sequence[str]) -> None:
        wide = len(self._draft.columns) if len(texts) == 1 and texts[0] else 1
        self._cells += [Cell(self._row, at, text, 1, wide) for at, text in enumerate(texts) if text]
        self._row += 1

    def _header(self) -> None:
        columns = self._draft.columns
        height = max(len(column.heading) for column in columns)
        for depth in range(height):
            above = groupby(enumerate(columns), key=lambda pair: tuple(pair[1].heading[: depth + 1]))
            for path, members in above:
                places = [place for place, _ in members]
                if len(path) <= depth or not path[-1]:
                    continue
                last = len(columns[places[0]].heading) == depth + 1
                for start, wide in [(place, 1) for place in places] if last else [(places[0], len(places))]:
                    tall = height - depth if last else 1
                    self._cells.append(Cell(self._row + depth, start, path[-1], tall, wide))
        self._row += height

    def _entry(self, at: int) -> None:
        height = self._heights[at]
        for place, column in enumerate(self._draft.columns):
            pieces = column.cells[at]
            rows = self._span(column, at)
            if rows == 0:
                continue
            for down, text in enumerate(pieces):
                tall = 1 if down < len(pieces) - 1 else rows - down
                self._cells.append(Cell(self._row + down, place, text, 1 if self._draft.unmerged else tall))
        self._row += height

    def _span(self, column: Column, at: int) -> int:
        """Physical rows that the cell of an entry covers; 0 where the merged cell above covers it."""
        for first, last in column.merges:
            if first <= at <= last:
                # A line across the table ends a merged cell; below it the text is printed again.
                starts = [first, *(cut for cut in sorted(self._draft.between) if first < cut <= last)]
                if at not in starts:
                    return 0
                end = min([cut - 1 for cut in starts if cut > at], default=last)
                return sum(self._heights[at : end + 1])
        return self._heights[at]
