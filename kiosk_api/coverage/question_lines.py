"""The lines of a question file, JSONL or a table, as texts by field; nothing is judged but their shape."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from kiosk_api.coverage.names import column_name, column_of
from search_index import Complaint
from search_index.errors import TableUnreadable
from search_index.tables import Table, TableRow, read_tables

COLUMNS = ("question", "expected", "aspects", "status", "tags", "context", "says", "never", "count")
"""The fields a table may have; the others are JSONL's only."""
ADOPT = "是否采用"
"""The column in which a person approves drafts."""
_YES = {"是", "√", "✓", "对", "采用", "1", "Y", "y"}
HEADER_WITHIN = 10
"""The header stands among so many rows of a sheet."""
_SHORT = re.compile(r"[|｜、，,;；\s]+")
_LONG = re.compile(r"[\n;；]+")
_SEPARATORS = {
    "expected": _SHORT,
    "aspects": _SHORT,
    "tags": _SHORT,
    "context": re.compile(r"[|｜\n]+"),
    "says": _LONG,
    "never": _LONG,
}
"""What stands between several values of one cell; in 必须说到 ``|`` stands between wordings that are equally right."""


@dataclass(slots=True)
class QuestionLine:
    """One line or row: its texts by field, and what is wrong with it."""

    file: str
    row: int
    """1-based, as an editor or a spreadsheet program shows it."""
    labels: dict[str, str] = field(default_factory=dict)
    """How the file calls a field, where it calls it otherwise."""
    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    expected_all: list[list[str]] = field(default_factory=list)
    filter: dict[str, str] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)

    def complain(self, name: str, message: str, *, is_error: bool = True) -> None:
        """Notes what is wrong with one field (blank: with the whole line)."""
        severity: Literal["error", "warning"] = "error" if is_error else "warning"
        self.complaints.append(Complaint(severity, self.file, self.row, self.labels.get(name, name), message))

    @property
    def refused(self) -> bool:
        """Whether it has an error."""
        return any(complaint.severity == "error" for complaint in self.complaints)


def read_lines(path: Path) -> tuple[list[QuestionLine], list[Complaint]]:
    """The lines of a file that are not blank, and what is wrong with the file as a whole."""
    return _json_lines(path) if path.suffix.lower() in {".jsonl", ".json"} else _table_lines(path)


def _json_lines(path: Path) -> tuple[list[QuestionLine], list[Complaint]]:
    try:
        texts = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError):
        return [], [Complaint("error", path.name, 0, "", "打不开：没有这个文件，或不是 UTF-8 编码")]
    return [_json_line(path.name, row, text) for row, text in enumerate(texts, start=1) if text.strip()], []


def _json_line(file: str, row: int, text: str) -> QuestionLine:
    line = QuestionLine(file, row)
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        line.complain("", '读不懂：每行要写成 {"question": "…", "expected": ["编号"]}')
        return line
    if "aspects" not in values and values.get("aspect"):
        values["aspects"] = [values["aspect"]]
    for name in ("question", "status", "redirect"):
        line.texts[name] = values.get(name) or ""
    line.texts["count"] = "" if values.get("count") is None else str(values["count"])
    for name in _SEPARATORS:
        line.lists[name] = values.get(name) or []
    line.expected_all, line.filter = values.get("expected_all") or [], values.get("filter") or {}
    _check_types(line)
    return line


def _check_types(line: QuestionLine) -> None:
    for name, text in line.texts.items():
        if not isinstance(text, str):
            line.complain(name, "要写成一段文字")
    for name, words in line.lists.items():
        if not _are_texts(words):
            line.complain(name, '要写成一列文字，例如 ["编号"]')
    if not isinstance(line.expected_all, list) or not all(map(_are_texts, line.expected_all)):
        line.complain("expected_all", '要写成几列编号，例如 [["编号"], ["编号"]]')
    if not isinstance(line.filter, dict) or not _are_texts(list(line.filter.values())):
        line.complain("filter", '要写成条件，例如 {"agency": "区民政局"}')


def _are_texts(words: object) -> bool:
    return isinstance(words, list) and all(isinstance(word, str) and word for word in words)


def _table_lines(path: Path) -> tuple[list[QuestionLine], list[Complaint]]:
    try:
        tables = read_tables(path)
    except TableUnreadable as error:
        return [], [Complaint("error", path.name, 0, "", str(error))]
    lines = [line for table in tables for line in _rows_of(path, table, alone=len(tables) == 1)]
    if any(_header(table) is not None for table in tables):
        return lines, []
    message = f"第一行要有“{column_name('question')}”这一栏"
    return [], [Complaint("error", path.name, 1, column_name("question"), message)]


def _header(table: Table) -> int | None:
    """Which row names the column of questions; a title may stand above it."""
    found = (
        at for at, row in enumerate(table.rows[:HEADER_WITHIN]) if any(column_of(c) == "question" for c in row.cells)
    )
    return next(found, None)


def _rows_of(path: Path, table: Table, *, alone: bool) -> Iterator[QuestionLine]:
    """The questions of a sheet; none where it has no column of questions (a sheet of explanations)."""
    at = _header(table)
    if at is None:
        return
    cells = table.rows[at].cells
    header = [column_of(cell) for cell in cells]
    labels = {name: column_name(name) for name in COLUMNS}
    labels |= {name: cell for name, cell in zip(header, cells, strict=True) if name}
    for row in _adopted(table.rows[at + 1 :], cells):
        line = QuestionLine(path.name if alone else f"{path.name}（{table.name}）", row.number, labels)
        for name, cell in zip(header, row.cells, strict=False):
            if name in _SEPARATORS:
                line.lists[name] = [word.strip() for word in _SEPARATORS[name].split(cell) if word.strip()]
            elif name:
                line.texts[name] = cell
        yield line


def _adopted(rows: Sequence[TableRow], header: Sequence[str]) -> list[TableRow]:
    """The rows with text; of drafts that a person went through those marked 是, as soon as any is marked."""
    filled = [row for row in rows if not row.is_blank]
    if ADOPT not in header:
        return filled
    place = header.index(ADOPT)
    marked = [row.cells[place].strip() if len(row.cells) > place else "" for row in filled]
    if not any(marked):
        return filled
    return [row for row, mark in zip(filled, marked, strict=True) if mark in _YES]
