"""Rows of a table as records of one kind, with every complaint about them: which file, row and column, what to do."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from search_index.errors import Complaint, TableUnreadable
from search_index.records import Alias, CatalogItem, GuidePart, Matter, Origin, Record
from search_index.tables import TableRow, read_rows

R = TypeVar("R", bound=Record)

_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def stable_id(record: Record) -> str:
    """An id from what names the record, for rows without one: the same on every import."""
    if isinstance(record, CatalogItem):
        key = "\x1f".join([record.domain, record.category, record.topic, record.subtopic, record.detail, record.name])
        key += "\x1f" + record.agency
    elif isinstance(record, GuidePart):
        key = "\x1f".join([record.guide, record.heading])
    else:
        key = record.title
    prefix = type(record).__name__.lower() if isinstance(record, Alias | Matter) else record.kind
    return f"{prefix}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def read_records(path: Path, model: type[R], shown: str) -> tuple[list[R], list[Complaint]]:
    """The rows of one file as records, with every complaint about it; ``shown`` is the file's name in complaints."""
    try:
        rows = [row for row in read_rows(path) if not row.is_blank]
    except TableUnreadable as error:
        return [], [Complaint("error", shown, 0, "", str(error))]
    if not rows:
        return [], [Complaint("error", shown, 0, "", "文件是空的")]
    return records_of(rows, model, shown)


def records_of(rows: Sequence[TableRow], model: type[R], shown: str) -> tuple[list[R], list[Complaint]]:
    """Rows, the header first, as records with every complaint."""
    fields = {info.title: name for name, info in model.model_fields.items() if info.title}
    header = tuple(map(_unquoted, rows[0].cells))
    complaints = list(_header_complaints(header, model, shown))
    if any(complaint.severity == "error" for complaint in complaints):
        return [], complaints
    records: list[R] = []
    for row in rows[1:]:
        record, wrong = _read_row(tuple(map(_unquoted, row.cells)), row.number, header, fields, model, shown)
        complaints += wrong
        if record is not None:
            records.append(record)
    return records, complaints


def _unquoted(cell: str) -> str:
    """A cell without the mark that keeps spreadsheet programs from running it (``catalogue.exported.safe``)."""
    return cell[1:] if _QUOTED.match(cell) else cell


def _header_complaints(header: Sequence[str], model: type[Record], shown: str) -> Iterator[Complaint]:
    for info in model.model_fields.values():
        if info.title and info.is_required() and info.title not in header:
            yield Complaint("error", shown, 1, info.title, "缺少这一栏")
    for column in {name for name in header if name and header.count(name) > 1}:
        yield Complaint("error", shown, 1, column, "这一栏出现了两次，请合并或改名")


def _read_row(
    cells: Sequence[str], number: int, header: Sequence[str], fields: dict[str, str], model: type[R], shown: str
) -> tuple[R | None, list[Complaint]]:
    values: dict[str, object] = {"origin": Origin(file=shown, row=number)}
    extra: dict[str, str] = {}
    for column, cell in zip(header, cells, strict=False):
        if column in fields:
            values[fields[column]] = cell
        elif column and cell:
            extra[column] = cell
    surplus = [cell for cell in cells[len(header) :] if cell]
    if surplus:
        return None, [Complaint("error", shown, number, "", "这一行的格子比表头多，请检查逗号和引号")]
    required = [name for name, info in model.model_fields.items() if info.is_required()]
    wrong = [
        Complaint("error", shown, number, str(model.model_fields[name].title), "不能空着")
        for name in required
        if not values.get(name)
    ]
    if wrong:
        return None, wrong
    try:
        record = model.model_validate({**values, "extra": extra})
    except ValidationError as error:
        return None, list(_row_complaints(error, number, model, shown))
    return (record if record.id else record.model_copy(update={"id": stable_id(record)})), []


def _row_complaints(error: ValidationError, number: int, model: type[Record], shown: str) -> Iterator[Complaint]:
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        info = model.model_fields.get(name)
        column = (info.title if info else None) or name
        value = problem.get("input")
        expected = problem.get("ctx", {}).get("expected")
        if expected:
            allowed = str(expected).replace("'", "").replace(" or ", "、").replace(", ", "、")
            message = f"不能填「{value}」，只能填 {allowed}"
        elif "date" in problem["type"]:
            message = f"日期「{value}」读不懂，请写成 2026-01-31 这样"
        else:
            message = f"「{value}」不对：{str(problem['msg']).removeprefix('Value error, ')}"
        yield Complaint("error", shown, number, column, message)
