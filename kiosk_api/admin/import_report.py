"""What an import would do, as the console shows it: columns, changes, and every complaint with its place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from kiosk_api.models import Frozen
from search_index.catalogue.dry_run import complaints_of, marked_positions
from search_index.catalogue.importing import ImportPlan, PlannedFile
from search_index.errors import Complaint
from search_index.intake import DocumentPlan, FaqPlan, PlannedDocument, PlannedList
from search_index.records import Record

Plan = ImportPlan | FaqPlan | DocumentPlan
LISTED = 500
"""Changes of one file that are listed; the counts are always whole."""


class ToldComplaint(Frozen):
    """One complaint; ``row`` is 1-based, 0 for the file as a whole."""

    severity: Literal["error", "warning"]
    file: str
    sheet: str
    row: int
    column: str
    message: str


class ChangedRecord(Frozen):
    """One record that an import adds, changes or takes away; ``columns``: header → before and after."""

    change: Literal["added", "changed", "removed"]
    id: str
    title: str
    path: list[str] = []
    columns: dict[str, tuple[str, str]] = {}


class Mark(Frozen):
    """One doubtful cell of a grid; ``position`` counts from 0."""

    row: int
    position: int
    severity: Literal["error", "warning"]
    message: str


class Grid(Frozen):
    """One page of a table as it stands in the uploaded file, with its doubtful cells."""

    tables: list[str] = Field(description="所有的表：文件·工作表")
    table: int
    rows_total: int
    rows: dict[int, list[str]] = Field(description="行号 → 每一格")
    marks: list[Mark]


class FilePlan(Frozen):
    """One file as it would be imported."""

    file: str
    target: str
    records: int
    added: int
    changed: int
    removed: int
    columns: dict[str, str] = Field({}, description="原表的栏 → 当作什么")
    found: dict[str, str] = Field({}, description="从文件里认出的栏目（政策和解读）")
    unanswered: list[str] = Field([], description="没有答案、不导入的问题")
    changes: list[ChangedRecord] = []


class Report(Frozen):
    """The dry run; ``digest`` is sent back to accept exactly what was seen."""

    files: list[FilePlan]
    complaints: list[ToldComplaint]
    errors: int
    digest: str = ""


def report_of(plan: Plan) -> Report:
    """The report on a plan."""
    told = [_told(one) for one in (complaints_of(plan) if isinstance(plan, ImportPlan) else plan.complaints)]
    told.sort(key=lambda one: one.severity != "error")
    files = list(_files(plan))
    report = Report(files=files, complaints=told, errors=sum(one.severity == "error" for one in told))
    return report.model_copy(update={"digest": hashlib.sha256(report.model_dump_json().encode()).hexdigest()})


def grid_of(plan: ImportPlan, table: int, page: int, page_size: int) -> Grid:
    """A page (1-based) of one table, counted through all files; past the last one it is empty."""
    read = [(planned, one) for planned in plan.files for one in planned.report.tables]
    names = [one.shown for _, one in read]
    if not 0 <= table < len(read):
        return Grid(tables=names, table=table, rows_total=0, rows={}, marks=[])
    planned, chosen = read[table]
    shown = chosen.table.rows[(page - 1) * page_size : page * page_size]
    numbers = {row.number for row in shown}
    marks = [
        Mark(row=told.row, position=position, severity=told.severity, message=told.message)
        for told in planned.report.complaints
        if told.file == chosen.shown and told.row in numbers
        for position in marked_positions(chosen, told.column)
    ]
    rows = {row.number: list(row.cells) for row in shown}
    return Grid(tables=names, table=table, rows_total=len(chosen.table.rows), rows=rows, marks=marks)


def _files(plan: Plan) -> Iterable[FilePlan]:
    if isinstance(plan, ImportPlan):
        return map(_catalogue, plan.files)
    if isinstance(plan, FaqPlan):
        return map(_list, plan.lists)
    return map(_document, plan.documents)


def _catalogue(planned: PlannedFile) -> FilePlan:
    change = planned.difference
    changed = [_record("changed", one.after, one.columns) for one in change.changed[:LISTED]]
    return FilePlan(
        file=planned.source.name,
        target=planned.target,
        records=len(planned.report.items),
        added=len(change.added),
        changed=len(change.changed),
        removed=len(change.removed),
        columns=planned.report.columns,
        changes=[*changed, *_records("removed", change.removed), *_records("added", change.added)],
    )


def _list(planned: PlannedList) -> FilePlan:
    return FilePlan(
        file=planned.source.name,
        target=planned.target,
        records=len(planned.questions),
        added=len(planned.added),
        changed=len(planned.changed),
        removed=len(planned.removed),
        columns=planned.columns,
        unanswered=list(planned.unanswered),
        changes=[
            *_records("changed", planned.changed),
            *_records("removed", planned.removed),
            *_records("added", planned.added),
        ],
    )


def _document(planned: PlannedDocument) -> FilePlan:
    record = planned.record
    kind: Literal["added", "changed"] = "added" if planned.change == "新增" else "changed"
    changed = record is not None and planned.change != "不变"
    return FilePlan(
        file=planned.source.name,
        target=planned.target,
        records=int(record is not None),
        added=int(changed and kind == "added"),
        changed=int(changed and kind == "changed"),
        removed=0,
        found={one.column: f"{one.value}（{one.where}）" for one in planned.found},
        changes=[_record(kind, record)] if record is not None and changed else [],
    )


def _records(change: Literal["added", "changed", "removed"], records: Sequence[Record]) -> list[ChangedRecord]:
    return [_record(change, one) for one in records[:LISTED]]


def _record(
    change: Literal["added", "changed", "removed"], record: Record, columns: dict[str, tuple[str, str]] | None = None
) -> ChangedRecord:
    return ChangedRecord(change=change, id=record.id, title=record.title, path=list(record.path), columns=columns or {})


def _told(complaint: Complaint) -> ToldComplaint:
    file, _, sheet = complaint.file.partition("·")
    return ToldComplaint(
        severity=complaint.severity,
        file=file,
        sheet=sheet,
        row=complaint.row,
        column=complaint.column,
        message=complaint.message,
    )
