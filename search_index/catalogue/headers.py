"""Understands the header of a table: synonyms, several rows, merged headings, words to tick."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from search_index.catalogue.layout import Row
from search_index.catalogue.repair import joined
from search_index.catalogue.words import Synonyms, group_of, header_key, words

GROUPED = ("audience", "mode", "level", "channels")
"""Fields whose sub-columns are words to tick: 公开对象{全社会,特定群众}."""
NAMES = ("topic", "subtopic", "detail", "name")
_LEVELS = ("topic", "subtopic", "detail")
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]", re.DOTALL)
_FEWEST = 2
_SEARCHED = 15
"""Rows in which a table whose header is hardly known must show it."""
_LONGEST = 40
"""A header cell longer than this is no header."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its position, its header as shown, the field it fills (None = extra), the word to tick."""

    position: int
    header: str
    field: str | None = None
    word: str = ""
    is_number: bool = False
    """A running number, never imported."""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in order; ``first`` and ``last`` are the indices of its rows."""

    columns: tuple[Column, ...]
    first: int
    last: int

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns if column.field}

    @property
    def keys(self) -> frozenset[str]:
        """Every heading, for finding the header again where it is printed on each page."""
        parts = (part for column in self.columns for part in column.header.split("/"))
        return frozenset(header_key(part) for part in parts if part)


def known_share(row: Row, synonyms: Synonyms) -> tuple[int, float]:
    """Different fields that a row's cells name, and the share of its filled cells that name one."""
    filled = [_key(row.texts[c], synonyms) for c in range(len(row.texts)) if row.texts[c] and not row.left[c]]
    short = [key for key in filled if 0 < len(key) <= _LONGEST]
    named = [name for key in short if (name := _names(key, synonyms))]
    return len(set(named)), len(named) / len(filled) if filled else 0.0


def _key(text: str, synonyms: Synonyms) -> str:
    """The key of a heading, without what stands in brackets where it is unknown with it."""
    key = header_key(text)
    bare = header_key(_BRACKETS.sub("", text))
    return key if _names(key, synonyms) or not bare else bare if _names(bare, synonyms) else key


def _names(key: str, synonyms: Synonyms) -> str | None:
    if words().number.match(key):
        return "number"
    return synonyms.exact.get(key) or group_of(key)


def find_headers(rows: Sequence[Row], synonyms: Synonyms) -> list[Header]:
    """Every header of a sheet, top to bottom; one that is only printed again is found again.

    A sheet whose header is hardly known gives its best row, when it names an item column among the first rows.
    """
    found: list[Header] = []
    index = 0
    while index < len(rows):
        count, share = known_share(rows[index], synonyms)
        if count >= _FEWEST and share >= 0.5 and (header := _header_at(rows, index, synonyms)) is not None:
            found.append(header)
            index = header.last + 1
        else:
            index += 1
    return found or _hardly_known(rows, synonyms)


def _hardly_known(rows: Sequence[Row], synonyms: Synonyms) -> list[Header]:
    scores = [known_share(row, synonyms)[0] for row in rows[:_SEARCHED]]
    best = max(range(len(scores)), key=scores.__getitem__, default=-1)
    if best < 0 or not scores[best]:
        return []
    header = _header_at(rows, best, synonyms)
    return [] if header is None else [header]


def _header_at(rows: Sequence[Row], index: int, synonyms: Synonyms) -> Header | None:
    first, last = index, index
    while first > 0 and any(rows[first].above[c] and rows[first].texts[c] for c in range(len(rows[first].texts))):
        first -= 1
    if first == index and index > 0 and _heads(rows[index - 1], rows[index], synonyms):
        first = index - 1
    top = rows[first]
    reach = max((first + height - 1 for height, text in zip(top.heights, top.texts, strict=True) if text), default=last)
    last = max(last, min(reach, first + 3, len(rows) - 1))
    while last + 1 < len(rows) and last - first < 3 and _is_below(rows[last], rows[last + 1], synonyms):
        last += 1
    columns = _columns(rows[first : last + 1], rows[last + 1 : last + 1 + _SEARCHED], synonyms)
    if not any(column.field in {*NAMES, "elements"} for column in columns):
        return None
    return Header(columns, first, last)


def _heads(upper: Row, lower: Row, synonyms: Synonyms) -> bool:
    """Whether the row above is the upper half of the header: it names fields over blanks, and is no title."""
    count, share = known_share(upper, synonyms)
    return count >= 1 and share >= 0.5 and not upper.banner and len(upper.texts) == len(lower.texts)


def _is_below(upper: Row, lower: Row, synonyms: Synonyms) -> bool:
    """Whether a row only holds sub-headings: short, known, each below a blank or a heading over several columns."""
    filled = [c for c in range(len(lower.texts)) if lower.texts[c] and not lower.above[c]]
    if not filled or any(len(lower.texts[c]) > 16 for c in filled):
        return False
    ended = {c for c in filled if _is_known(header_key(upper.texts[c] + lower.texts[c]), synonyms) and upper.texts[c]}
    known = [c for c in filled if c in ended or _is_known(header_key(lower.texts[c]), synonyms)]
    return len(known) * 2 >= len(filled) and all(c in ended or _spreads(upper, c) for c in filled)


def _is_known(key: str, synonyms: Synonyms) -> bool:
    return key in synonyms.exact or group_of(key) is not None


def _spreads(upper: Row, column: int) -> bool:
    if not upper.texts[column] or upper.left[column]:
        return True
    following = column + 1
    return following < len(upper.texts) and (not upper.texts[following] or upper.left[following])


def _columns(rows: Sequence[Row], body: Sequence[Row], synonyms: Synonyms) -> tuple[Column, ...]:
    paths: list[tuple[str, ...]] = []
    for column in range(len(rows[0].texts)):
        path = _path(rows, column)
        named = bool(paths) and _column(0, paths[-1], synonyms).field == "name"
        if not path and named and any(row.own(column) for row in body):
            # A merged heading over several columns, in a carrier that cannot say so.
            path = paths[-1]
        paths.append(path)
    columns = [_column(position, path, synonyms) for position, path in enumerate(paths)]
    return _unique(_unnamed_levels(columns, paths))


def _path(rows: Sequence[Row], column: int) -> tuple[str, ...]:
    """The headings over a column, outermost first; a blank one is what stands left of it, if there is one below."""
    path: list[str] = []
    for depth, row in enumerate(rows):
        text = row.texts[column]
        if row.above[column] or _is_long(rows, depth, column):
            continue
        if not text and any(
            rows[deeper].texts[column] and not rows[deeper].above[column] and not _is_long(rows, deeper, column)
            for deeper in range(depth + 1, len(rows))
        ):
            text = next((row.texts[c] for c in range(column - 1, -1, -1) if row.texts[c]), "")
        if text:
            path.append(joined(text))
    return tuple(path)


def _is_long(rows: Sequence[Row], depth: int, column: int) -> bool:
    """Whether a cell reaches below the header: then it is no heading."""
    return rows[depth].heights[column] > len(rows) - depth


def _column(position: int, path: tuple[str, ...], synonyms: Synonyms) -> Column:
    shown = "/".join(dict.fromkeys(path))
    keys = [_key(part, synonyms) for part in path]
    whole = "".join(keys)
    if not whole:
        return Column(position, "")
    if words().number.match(whole) or words().number.match(keys[-1]) or words().number.match(keys[0]):
        return Column(position, shown, is_number=True)
    low = keys[-1]
    for start in range(len(keys)):
        # A heading may be cut over rows (全社 / 会): the longest end that is known counts.
        tail = "".join(keys[start:])
        if tail in synonyms.exact:
            return Column(position, shown, synonyms.exact[tail])
        if (group := group_of(tail)) is not None:
            return Column(position, shown, group, "".join(path[start:]))
    if len(path) == 1:
        return Column(position, shown, synonyms.field_of(low))
    head = synonyms.field_of("".join(keys[:-1])) or synonyms.field_of(keys[0])
    if head in GROUPED and low not in synonyms.exact:
        return Column(position, shown, head, path[-1])
    return Column(position, shown, synonyms.field_of(low) or synonyms.field_of(whole))


def _unnamed_levels(columns: Sequence[Column], paths: Sequence[tuple[str, ...]]) -> list[Column]:
    """One heading over several columns without sub-headings (公开事项 over two) names levels in order."""
    repeats = Counter(path for path, column in zip(paths, columns, strict=True) if column.field in {"name", "topic"})
    level: Counter[tuple[str, ...]] = Counter()
    named: list[Column] = []
    for column, path in zip(columns, paths, strict=True):
        if 1 < repeats[path] <= len(_LEVELS) and column.field in {"name", "topic"}:
            named.append(replace(column, field=_LEVELS[level[path]]))
            level[path] += 1
        else:
            named.append(column)
    return named


def _unique(columns: Sequence[Column]) -> tuple[Column, ...]:
    """A field named twice is filled by its first column, later ones are extras; no two extras share a header."""
    seen: set[str] = set()
    headers: Counter[str] = Counter()
    kept: list[Column] = []
    for column in columns:
        field = None if column.field in seen and not column.word else column.field
        header = column.header
        headers[header] += 1
        if field is None and header and headers[header] > 1:
            header = f"{header}（{headers[header]}）"
        kept.append(replace(column, header=header, field=field))
        if field and not column.word:
            seen.add(field)
    return tuple(kept)
