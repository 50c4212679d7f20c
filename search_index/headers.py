"""Understands the header of a catalogue: synonyms, two-row headers, tick columns under a common heading."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.errors import TableUnreadable
from search_index.tables import TableRow
from search_index.text import normalise

SEARCHED_ROWS = 15
"""The header stands among the first rows, under a title and notes."""

TICKED = {"√", "☑", "■", "▄", "✓", "✔", "●", "t", "是", "1", "v", "☒"}
UNTICKED = {"", "□", "☐", "口", "否", "0", "○", "×", "-", "—", "/"}
GROUPED = ("audience", "mode", "level")
"""Fields whose sub-columns are words to tick: 公开对象{全社会,特定群众}."""

_AREA = re.compile(r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|县|区|旗|镇|乡|街道))+")
_NOISE = re.compile(r"[\s:：*＊、,，（）()【】\[\]\"'“”]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the sheet: the field it fills (None = kept as an extra), its header, and the word to tick."""

    header: str
    field: str | None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """The columns in order, and the index of the first row below the header."""

    columns: tuple[Column, ...]
    first_row: int


def header_key(text: str) -> str:
    """A header without spaces, brackets and punctuation, normalised.

    >>> header_key("公开内容 （要素）") == header_key("公开内容(要素)")
    True
    """
    return _NOISE.sub("", normalise(text))


def read_synonyms(field: Path) -> dict[str, str]:
    """``headers.csv`` of the field folder as header key → field name."""
    path = field / "headers.csv"
    if not path.is_file():
        raise TableUnreadable(f"缺少表头对照表 {path.name}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {header_key(word): row["字段"] for row in csv.DictReader(file) for word in row["表头写法"].split("|")}


def find_header(rows: Sequence[TableRow], synonyms: dict[str, str]) -> Header:
    """The row that names the most known columns, joined with a second header row where there is one.

    Raises TableUnreadable when no row names an item column.
    """
    best, best_count = -1, 0
    for index, row in enumerate(rows[:SEARCHED_ROWS]):
        known = {synonyms[key] for cell in row.cells if (key := header_key(cell)) in synonyms}
        if len(known) > best_count:
            best, best_count = index, len(known)
    if best < 0:
        raise TableUnreadable("找不到表头：前 15 行里没有「事项名称」「公开内容」这样的栏名")
    upper = rows[best].cells
    lower = _second_row(rows, best, synonyms)
    if lower is None and best > 0:
        above = rows[best - 1].cells
        if sum(bool(cell) for cell in above) > 2:
            return Header(_join(above, upper, synonyms), best + 1)
    columns = _join(upper, lower or (), synonyms)
    if not any(column.field in {"name", "topic", "subtopic", "detail"} for column in columns):
        raise TableUnreadable("表头里没有事项这一栏（如「事项名称」「一级事项」「公开事项」）")
    return Header(columns, best + (2 if lower is not None else 1))


def titled_domain(titles: Sequence[str], domains: Sequence[str]) -> str:
    """The domain a table's title names (「社会救助领域基层政务公开标准目录」), "" when none or several are named."""
    for title in titles:
        key = header_key(title)
        named = [domain for domain in domains if header_key(domain) in key]
        longest = max(named, key=len, default="")
        if longest and all(domain in longest for domain in named):
            return longest
        found = re.search(r"([\u4e00-\u9fff]{2,14})领域(?:基层)?(?:政务|政府信息)?公开", key)
        if found:
            return _AREA.sub("", found[1])
    return ""


def _second_row(rows: Sequence[TableRow], best: int, synonyms: dict[str, str]) -> tuple[str, ...] | None:
    """The next row when it only holds sub-headings: every cell stands below a blank or a grouping heading."""
    if best + 1 >= len(rows):
        return None
    upper, lower = rows[best].cells, rows[best + 1].cells
    filled = [(i, cell) for i, cell in enumerate(lower) if cell]
    if not filled or not all(_spans(upper, i) for i, _ in filled):
        return None
    short = all(len(cell) <= 12 and cell not in TICKED for _, cell in filled)
    known = any(header_key(cell) in synonyms or _group_word(cell) for _, cell in filled)
    return lower if short and known else None


def _spans(upper: Sequence[str], position: int) -> bool:
    """Whether the heading above is merged over several columns, or is itself such a merge's blank."""
    here = upper[position] if position < len(upper) else ""
    following = upper[position + 1] if position + 1 < len(upper) else "x"
    return not here or not following


def _group_word(cell: str) -> bool:
    return bool(
        re.fullmatch(
            r"全社会|特定群[体众].{0,6}|主动(?:公开)?|依申请(?:公开)?|(?:省|市|县|区|乡|镇|村|街道|社区).{0,6}级?.{0,3}",
            header_key(cell),
        )
    )


def _join(upper: Sequence[str], lower: Sequence[str], synonyms: dict[str, str]) -> tuple[Column, ...]:
    columns: list[Column] = []
    heading = ""
    for index in range(max(len(upper), len(lower))):
        top = upper[index] if index < len(upper) else ""
        sub = lower[index] if index < len(lower) else ""
        heading = top or (heading if sub else "")
        columns.append(_column(heading, sub, synonyms))
    return _without_repeats(columns)


def _column(heading: str, sub: str, synonyms: dict[str, str]) -> Column:
    head, low = header_key(heading), header_key(sub)
    group = synonyms.get(head)
    if sub and group in GROUPED and low not in synonyms:
        return Column(f"{heading}/{sub}", group, word=sub)
    if sub:
        field = synonyms.get(head + low) or synonyms.get(low) or (group if not low else None)
        return Column(f"{heading}/{sub}" if heading else sub, field)
    return Column(heading, group)


def _without_repeats(columns: Sequence[Column]) -> tuple[Column, ...]:
    """A field named twice is filled by its first column; later ones are kept as extras. 序号 is dropped by its use."""
    seen: set[str] = set()
    kept: list[Column] = []
    for column in columns:
        again = column.field in seen and not column.word
        kept.append(Column(column.header, None) if again else column)
        if column.field:
            seen.add(column.field)
    return tuple(kept)
