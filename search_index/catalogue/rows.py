"""Rows of a table put together to entries: merged cells, 同上, rows that only go on, notes between the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from search_index.catalogue.headers import NAMES, Column, Header
from search_index.catalogue.layout import Row, merges_downward
from search_index.catalogue.repair import joined, one_word
from search_index.catalogue.words import header_key, words
from search_index.text import letters_only

LEVELS = ("domain", "category", "topic", "subtopic")
"""Fields that stand once for the rows below, whether merged or left blank there."""
_ORDER = ("domain", "category", "topic", "subtopic", "detail", "name", "elements")
FILLED = ("elements", "legal_basis", "time_limit", "agency", "office", "phone", "channels", "audience", "mode", "level")
"""Fields whose merged cells become blanks in carriers that know no merging; filled only beside a filled level."""


_NUMBERED = re.compile(r"^[(（]?(\d{1,2})[.、．)）]", re.MULTILINE)


@dataclass(slots=True)
class Entry:
    """One item as its row (or rows) say it: raw text by column position."""

    row: int
    cells: dict[int, str]
    domain: str = ""
    """Named by a line between the rows."""
    category: str = ""


@dataclass(slots=True)
class Gathered:
    """The entries of one header's rows, and what was noticed: row, column position (-1 for the row), sentence."""

    entries: list[Entry] = field(default_factory=list)
    noticed: list[tuple[int, int, str]] = field(default_factory=list)
    filled: dict[int, list[int]] = field(default_factory=dict)
    """Column position → rows whose blank was taken for a merged cell."""


def gather(rows: Sequence[Row], header: Header, domain_of: Callable[[str], str]) -> Gathered:
    """The entries below one header; ``domain_of`` tells the domain that a heading names, "" for none."""
    return _Gatherer(rows, header, domain_of).run()


class _Gatherer:
    def __init__(self, rows: Sequence[Row], header: Header, domain_of: Callable[[str], str]) -> None:
        self._rows = rows
        self._columns = header.columns
        self._keys = header.keys
        self._domain_of = domain_of
        self._merges = merges_downward(rows)
        self._number = next((c.position for c in self._columns if c.is_number), None)
        self._levels = [c for name in LEVELS for c in self._columns if c.field == name]
        self._fields = {c.position: c.field for c in self._columns if c.field}
        self._numbered = self._is_numbered()
        self._once = set() if self._merges else self._said_once()
        self._result = Gathered()
        self._held: list[Row] = []
        """Channels that stand above the row they belong to, as where its other cells are centred."""
        self._domain = self._category = ""

    def run(self) -> Gathered:
        for row in self._rows:
            if row.is_blank or self._repeats_header(row):
                continue
            if self._is_note(row):
                self._note(row)
            elif self._stands_above(row):
                self._held.append(row)
            elif self._result.entries and self._goes_on(row, self._result.entries[-1]):
                self._append(row, self._result.entries[-1])
            else:
                self._begin(row)
        for row in self._held:
            said = " ".join(row.texts[c] for c in row.own_columns)
            self._result.noticed.append((row.number, -1, f"这一行没有对应的事项，没有导入：{said}"))
        return self._result

    def _stands_above(self, row: Row) -> bool:
        """Whether a row of channels only belongs to the next item: no item is there yet, or the one above has them."""
        own = [c for c in row.own_columns if c != self._number]
        if not own or any(self._fields.get(c) != "channels" for c in own) or self._has_number(row):
            return False
        if self._held or not self._result.entries:
            return True
        above = self._result.entries[-1].cells
        return all(letters_only(row.texts[c]) in letters_only(above.get(c, "")) for c in own)

    def _begin(self, row: Row) -> None:
        entry = self._entry(row)
        for held in reversed(self._held):
            for c in held.own_columns:
                entry.cells[c] = f"{held.texts[c]}\n{entry.cells.get(c, '')}".strip()
        self._held = []
        self._result.entries.append(entry)

    def _has_number(self, row: Row) -> bool:
        return self._number is not None and bool(row.own(self._number))

    def _is_numbered(self) -> bool:
        if self._number is None:
            return False
        own = sum(bool(row.own(self._number)) for row in self._rows if not row.is_blank)
        return own * 2 > sum(not row.is_blank for row in self._rows)

    def _said_once(self) -> set[int]:
        """Columns that look merged in a carrier that cannot say so: they have blanks, and no text stands twice running.

        Where nothing is merged neighbouring rows repeat agency, basis and limit; what an item contains never repeats,
        so 公开内容 tells nothing.
        """
        found: set[int] = set()
        rows = [row for row in self._rows if not row.is_blank and not self._repeats_header(row)]
        for column in self._columns:
            texts = [row.texts[column.position] for row in rows]
            repeated = any(one and one == other for one, other in pairwise(texts))
            if column.field in FILLED and not column.word and texts[:1] != [""] and "" in texts and not repeated:
                found.add(column.position)
        return found

    def _repeats_header(self, row: Row) -> bool:
        said = [header_key(text) for text in row.texts if text]
        return bool(said) and all(key in self._keys or not key for key in said)

    def _is_note(self, row: Row) -> bool:
        """One text across the table or alone in its first cells; or a line that begins like a note."""
        own = row.own_columns
        if not own:
            return False
        first = joined(row.texts[own[0]])
        if all(words().note.match(header_key(row.texts[c])) for c in own):
            return True
        if not row.banner:
            return False
        across = sum(row.left) * 2 >= len(row.texts)
        in_number = own == [self._number] and not first.isdigit()
        return across or in_number or (own == [0] and len(row.texts) > 3 and self._fields.get(0) not in _ORDER)

    def _note(self, row: Row) -> None:
        text = joined(row.banner or " ".join(row.texts[c] for c in row.own_columns))
        if domain := self._domain_of(text):
            self._domain, self._category = domain, ""
        elif "目录" in text and len(text) <= 60:
            # The title, printed again on the next page.
            return
        elif len(text) <= 30 and not words().note.match(header_key(text)):
            self._category = text
            self._result.noticed.append((row.number, -1, f"这一行「{text}」当作下面各行的类别"))
        else:
            self._result.noticed.append((row.number, -1, f"这一行像是说明，没有导入：{text}"))

    def _goes_on(self, row: Row, above: Entry) -> bool:
        """Whether a row only continues the entry above: no number of its own where rows are numbered, nothing but
        channels of its own, or a word that began above."""
        own = [c for c in row.own_columns if c != self._number]
        if not own or self._has_number(row):
            return False
        fields = {self._fields.get(c) for c in own}
        if fields <= {"channels"} or (self._merges and not fields & {*NAMES, "elements"}):
            return True
        if fields == {"elements"} and all(row.above[c.position] for c in self._columns if c.field in NAMES):
            # Everything else is merged over both rows: one item whose content takes several.
            return not self._merges or self._rest_is_merged(row)
        if fields <= set(NAMES) and self._number is not None and row.above[self._number] and self._rest_is_merged(row):
            # Number and all else are merged over both rows: a long name takes two.
            return True
        if not fields & set(NAMES) and any(self._counts_on(above.cells.get(c, ""), row.texts[c]) for c in own):
            return True
        broken = [c for c in own if self._breaks_word(above.cells.get(c, ""), row.texts[c])]
        unnumbered = self._numbered and self._number is not None and not row.above[self._number]
        if (broken and (unnumbered or len(broken) == len(own))) or (unnumbered and fields <= set(NAMES)):
            return True
        return not self._merges and not fields & {*NAMES, "elements"}

    def _rest_is_merged(self, row: Row) -> bool:
        own = {"elements"} if row.own_columns and self._fields.get(row.own_columns[0]) == "elements" else set(NAMES)
        return all(row.above[c.position] for c in self._columns if c.field not in own and row.texts[c.position])

    @staticmethod
    def _counts_on(above: str, below: str) -> bool:
        """Whether a numbered list goes on (1. … above, 2. … here)."""
        numbers = _NUMBERED.findall(above)
        first = _NUMBERED.match(below)
        return first is not None and bool(numbers) and int(first[1]) == int(numbers[-1]) + 1

    @staticmethod
    def _breaks_word(above: str, below: str) -> bool:
        end, start = joined(above.rpartition("\n")[2]), joined(below.partition("\n")[0])
        return bool(end and start) and end[-1] not in "。；;" and one_word(end, start)

    def _append(self, row: Row, entry: Entry) -> None:
        for c in row.own_columns:
            if c == self._number:
                continue
            before = entry.cells.get(c, "")
            entry.cells[c] = f"{before}\n{row.texts[c]}" if before else row.texts[c]

    def _entry(self, row: Row) -> Entry:
        above = self._result.entries[-1].cells if self._result.entries else {}
        cells: dict[int, str] = {}
        for column in self._columns:
            text = row.texts[column.position]
            if row.left[column.position]:
                # What is merged over several columns stands in the first of them.
                continue
            if text and words().same.match(joined(text)):
                text = self._same(row, column, above)
            if text:
                cells[column.position] = text
        beside_level = self._fill_levels(cells, above)
        if not self._merges:
            self._fill_elements(row, cells, above, beside_level=beside_level)
        return Entry(row.number, cells, self._domain, self._category)

    def _same(self, row: Row, column: Column, above: dict[int, str]) -> str:
        before = above.get(column.position, "")
        if not before:
            said = joined(row.texts[column.position])
            self._result.noticed.append((row.number, column.position, f"写着「{said}」，但上面没有内容，按空白导入"))
        return before

    def _fill_levels(self, cells: dict[int, str], above: dict[int, str]) -> bool:
        """Blank levels say what stands above, below the same outer level; whether one was filled."""
        present = {self._fields[c] for c in cells if c in self._fields}
        finest = max((_ORDER.index(name) for name in present if name in _ORDER), default=-1)
        filled = stated = False
        for column in self._levels:
            c = column.position
            if c in cells:
                # A domain may be repeated on each row; a topic that is repeated has no merged cells beside it.
                stated = stated or cells[c] != above.get(c) or column.field == "topic"
            elif above.get(c) and not stated and finest > _ORDER.index(str(column.field)):
                cells[c] = above[c]
                filled = True
        return filled

    def _fill_elements(self, row: Row, cells: dict[int, str], above: dict[int, str], *, beside_level: bool) -> None:
        """A blank element is taken for a merged cell beside a filled level, or in a column that looks merged; told.

        Words to tick are filled only where no word of their field is ticked. Blank contents are filled beside a level
        only. What a blank that stays would be is told, for a person to decide.
        """
        marked = {self._fields[c] for c in cells if c in self._fields}
        for column in self._columns:
            c = column.position
            if column.field not in FILLED or column.field in marked or not above.get(c):
                continue
            if beside_level or (c in self._once and column.field != "elements"):
                cells[c] = above[c]
                self._result.filled.setdefault(c, []).append(row.number)
            else:
                sentence = f"空着；如果原表这一格与上一行合并，应是「{joined(above[c])}」，请补上再导入"
                self._result.noticed.append((row.number, c, sentence))
