"""Questions and answers out of tables: headers by synonym, merged and split rows, several ways of asking one thing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from search_index.catalogue.layout import Row, lay_out
from search_index.intake.words import words
from search_index.tables import Table
from search_index.text import letters_only

_HEADER_ROWS = 15
"""Rows in which a header is looked for."""
_NUMBER = re.compile(
    r"^\s*(?:[（(]?\d{1,4}[)）、．:：]|\d{1,4}\.(?!\d)|[一二三四五六七八九十]{1,3}、|[①-⑳]|问题?\d*[:：]|[Qq]\d*[:：.])\s*"
)
_ANSWERED = re.compile(r"^\s*(?:答复?|回答|[Aa])[:：]\s*")
_WAYS = re.compile(r"(?<=[？?])\s*|[|｜；;\n]+")
_NOTHING = re.compile(r"^[\s/\\\-—－无暂待定补充略空]*$|^(?:暂无|没有|待补充|待完善|同上)[。.]?$")

Teller = Callable[[int, str, str], None]
"""Takes row, column header and sentence."""


@dataclass(frozen=True, slots=True)
class FaqColumn:
    """One column; ``field`` is a field of Faq, "serial" or "never" for what is left out, "" for an extra column."""

    position: int
    header: str
    field: str


@dataclass(slots=True)
class Entry:
    """One question with all that its rows say; ``row`` is where it begins."""

    row: int
    question: str
    answer: list[str] = field(default_factory=list)
    variants: list[str] = field(default_factory=list)
    negatives: list[str] = field(default_factory=list)
    others: dict[str, str] = field(default_factory=dict)
    """Field name → text."""
    extra: dict[str, str] = field(default_factory=dict)


def faq_columns(row: Row) -> tuple[FaqColumn, ...]:
    """The columns that a header row names; empty unless both question and answer are among them."""
    found: list[FaqColumn] = []
    for position, text in enumerate(row.texts):
        header = text.replace("\n", "").strip()
        name = words().faq.get(re.sub(r"\d+$", "", letters_only(header)), "")
        if not header and found and found[-1].field in {"variants", "negatives"}:
            header, name = found[-1].header, found[-1].field
        single = name not in {"variants", "negatives", "serial", "never", ""}
        if single and any(column.field == name for column in found):
            name = "variants" if name == "question" else ""
        found.append(FaqColumn(position, header, name))
    named = {column.field for column in found}
    return tuple(found) if {"question", "answer"} <= named else ()


def read_entries(table: Table, tell: Teller) -> tuple[tuple[FaqColumn, ...], list[Entry]]:
    """The columns and entries of a table, none where no header is found; doubts go to ``tell``."""
    rows = lay_out(table)
    header = next((row for row in rows[:_HEADER_ROWS] if faq_columns(row)), None)
    if header is None:
        return (), []
    columns = faq_columns(header)
    entries: list[Entry] = []
    section = ""
    for row in rows[rows.index(header) + 1 :]:
        if row.is_blank or faq_columns(row) == columns:
            continue
        if row.banner and any(row.left):
            section = row.banner
            continue
        _take(row, columns, entries, tell)
        if entries and section and entries[-1].row == row.number:
            entries[-1].extra.setdefault("分类", section)
    return columns, entries


def _take(row: Row, columns: Sequence[FaqColumn], entries: list[Entry], tell: Teller) -> None:
    """A row begins an entry where a question begins in it; any other goes on with the entry above."""
    question = next(column for column in columns if column.field == "question")
    answer = next(column for column in columns if column.field == "answer")
    asked = _ways(row.own(question.position), whole=True)
    shares_answer = bool(row.above[answer.position] and row.texts[answer.position])
    if asked and entries and shares_answer:
        entries[-1].variants += asked
        sentence = f"和第 {entries[-1].row} 行合用一格答案，当作它的相似问；如果是另一件事，请单独写答案"
        tell(row.number, question.header, sentence)
    elif asked:
        entries.append(Entry(row.number, asked[0], variants=asked[1:]))
    elif not entries:
        tell(row.number, question.header, f"这一行没有问题，没有导入：{' '.join(filter(None, row.texts))[:60]}")
        return
    elif row.own(answer.position) and not row.above[question.position]:
        sentence = f"这一行没有问题，接在第 {entries[-1].row} 行的答案后面；如果是另一问，请写上问题"
        tell(row.number, question.header, sentence)
    elif row.own(answer.position) and entries[-1].answer:
        tell(row.number, answer.header, f"第 {entries[-1].row} 行的问题有几格答案，连成了一段，请核对")
    _fill(entries[-1], row, columns, fresh=entries[-1].row == row.number)


def _fill(entry: Entry, row: Row, columns: Sequence[FaqColumn], *, fresh: bool) -> None:
    for column in columns:
        # What was merged over several entries (a department) is said of each of them.
        text = row.texts[column.position] if fresh and not row.left[column.position] else row.own(column.position)
        if not text or _NOTHING.match(text):
            continue
        if column.field == "answer":
            entry.answer.append(_ANSWERED.sub("", text).strip())
        elif column.field in {"variants", "negatives"}:
            getattr(entry, column.field).extend(_ways(text, whole=False))
        elif column.field == "" and column.header:
            _append(entry.extra, column.header, text)
        elif column.field not in {"question", "serial", "never", ""}:
            _append(entry.others, column.field, text)


def _append(values: dict[str, str], name: str, text: str) -> None:
    values[name] = f"{values[name]}\n{text}" if name in values and text not in values[name] else text


def _ways(text: str, *, whole: bool) -> list[str]:
    """The questions of one cell without their numbers; a ``whole`` one is cut only where every part is a question."""
    if _NOTHING.match(text):
        return []
    parts = [part for line in _WAYS.split(text) if (part := _NUMBER.sub("", line).strip(" 　、,，"))]
    listed = [line for line in text.split("\n") if line.strip()]
    asks = all(line.rstrip().endswith(("？", "?")) or _NUMBER.match(line) for line in listed) and len(listed) > 1
    if whole and not asks and "|" not in text and "｜" not in text:
        return [_NUMBER.sub("", text.replace("\n", "")).strip()]
    return list(dict.fromkeys(parts))
