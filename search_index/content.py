"""Reads a content folder into typed records; the only reader of ``data/``.

A folder holds ``district.toml`` and one CSV (or Excel sheet) a record kind. The national content of ``data/field``
(disclosure procedure, laws, general aliases) stands beneath every district's own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from search_index.district import District, read_district
from search_index.errors import Complaint, ContentError, TableUnreadable
from search_index.fitting import GATE, QUESTIONS, LabelledQuestion, read_labelled
from search_index.records import (
    Alias,
    CatalogItem,
    Faq,
    GuidePart,
    Interpretation,
    Matter,
    Origin,
    Place,
    Policy,
    Record,
    Redirect,
)
from search_index.tables import TableRow, read_rows

R = TypeVar("R", bound=Record)

FILES: dict[str, type[Record]] = {
    "catalog": CatalogItem,
    "policies": Policy,
    "interpretations": Interpretation,
    "faq": Faq,
    "guides": GuidePart,
    "places": Place,
    "redirects": Redirect,
    "aliases": Alias,
    "matters": Matter,
}
"""File name (``catalog.csv``, also ``catalog-街道.csv``) and the record its rows are."""

_QUOTED = re.compile(r"'+[=+\-@\t\r]")
_SUFFIXES = {".csv", ".xlsx", ".xls"}


@dataclass(frozen=True)
class Content:
    """All records of one district, in file order, the national ones first."""

    district: District
    records: tuple[Record, ...]
    aliases: tuple[Alias, ...] = ()
    matters: tuple[Matter, ...] = ()
    questions: tuple[LabelledQuestion, ...] = ()
    """The content's own labelled questions, which its confidence is fitted on."""
    kept_files: tuple[tuple[str, str], ...] = ()
    """Name and text of the files that a version keeps as they are."""
    withdrawn: frozenset[str] = frozenset()
    """Ids that were taken out (``search_index.withdrawals``), of guides and their parts as well."""

    def of(self, model: type[R]) -> tuple[R, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if isinstance(record, model))

    @cached_property
    def by_id(self) -> dict[str, Record]:
        return {record.id: record for record in self.records}

    def get(self, record_id: str) -> Record | None:
        return self.by_id.get(record_id)

    @cached_property
    def items(self) -> tuple[CatalogItem, ...]:
        return self.of(CatalogItem)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        return self.of(Policy)

    @cached_property
    def interpretations(self) -> tuple[Interpretation, ...]:
        return self.of(Interpretation)

    @cached_property
    def faq(self) -> tuple[Faq, ...]:
        return self.of(Faq)

    @cached_property
    def guides(self) -> tuple[GuidePart, ...]:
        return self.of(GuidePart)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return self.of(Place)

    @cached_property
    def redirects(self) -> tuple[Redirect, ...]:
        return self.of(Redirect)

    def guide(self, guide_id: str) -> tuple[GuidePart, ...]:
        """The parts of one guide in order; empty when there is none."""
        return tuple(part for part in self.guides if part.guide == guide_id)


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


def content_files(folder: Path) -> Iterator[tuple[Path, type[Record]]]:
    """The record files of a folder, in a fixed order."""
    for stem, model in FILES.items():
        for path in sorted(folder.glob(f"{stem}*")):
            name = path.stem
            if path.suffix.lower() in _SUFFIXES and (name == stem or name.startswith(f"{stem}-")):
                yield path, model


def read_folder(folder: Path, label: str = "") -> tuple[list[Record], list[Complaint]]:
    """All records of one folder with all complaints; ``label`` stands before file names."""
    records: list[Record] = []
    complaints: list[Complaint] = []
    for path, model in content_files(folder):
        read, wrong = read_records(path, model, label + path.name)
        records += read
        complaints += wrong
    return records, complaints


def read_content(folder: Path, field: Path | None = None) -> tuple[Content, list[Complaint]]:
    """Reads without refusing: the content as far as it can be read, and every complaint about its rows."""
    if not folder.is_dir():
        raise ContentError([Complaint("error", str(folder), 0, "", "没有这个内容文件夹")])
    district, complaints = read_district(folder)
    records: list[Record] = []
    if field is not None and field.is_dir():
        records, wrong = read_folder(field, "通用内容/")
        complaints += wrong
    own, wrong = read_folder(folder)
    complaints += wrong
    if not own and not wrong:
        complaints.append(Complaint("error", folder.name, 0, "", "文件夹里没有内容文件（如 catalog.csv）"))
    questions, wrong = read_labelled(folder / QUESTIONS)
    complaints += wrong
    kept = tuple((name, _text(folder / name)) for name in (QUESTIONS, GATE) if (folder / name).is_file())
    return replace(assemble(district, [*records, *own]), questions=questions, kept_files=kept), complaints


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig", errors="replace")


def assemble(district: District, records: Iterable[Record]) -> Content:
    """The content of a district out of records of every kind.

    A redirect gives way where the catalogue has an item on its matter: then it is handled here after all.
    """
    every = tuple(records)
    titles = "\n".join(record.title for record in every if isinstance(record, CatalogItem))
    return Content(
        district,
        tuple(one for one in every if not isinstance(one, Alias | Matter) and not _gives_way(one, titles)),
        tuple(record for record in every if isinstance(record, Alias)),
        tuple(record for record in every if isinstance(record, Matter)),
    )


def _gives_way(record: Record, titles: str) -> bool:
    return isinstance(record, Redirect) and any(word in titles for word in record.yields_to)
