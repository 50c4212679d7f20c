"""The dry run of an import as a workbook: what was understood, what changes, and the doubtful cells marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from search_index.catalogue.exported import sheet_text
from search_index.catalogue.importing import ImportPlan, PlannedFile
from search_index.catalogue.reader import TableRead
from search_index.catalogue.time_limits import TimeLimit, time_limits
from search_index.errors import Complaint
from search_index.records import CatalogItem

_RED = PatternFill("solid", fgColor="F8B4B4")
_YELLOW = PatternFill("solid", fgColor="FFF2B3")
_GREY = PatternFill("solid", fgColor="E7E6E6")
_MOST_SHEETS = 40
_WIDTHS = (18, 16, 10, 18, 70, 50)
_UNITS = {"working days": "个工作日", "days": "天", "months": "个月", "years": "年", "hours": "小时", None: ""}
_KINDS = {
    "by": "到期日前",
    "every": "定期",
    "lasting": "长期公开",
    "prompt": "及时公开",
    "at": "某一时候",
    "as_law": "按规定",
}


def write_dry_run(plan: ImportPlan, path: Path) -> None:
    """Writes the workbook (.xlsx): 概要, 栏目, 改动, 问题, 时限, and every table read with its cells marked."""
    book = Workbook(write_only=True)
    _sheet(book, "概要", ("文件", "导入为", "事项", "新增", "改动", "删除", "不变", "错误", "提醒"), _summary(plan))
    _sheet(book, "栏目", ("文件", "原表的栏", "当作"), _columns(plan))
    _sheet(book, "改动", ("怎么变", "编号", "事项", "栏目", "原来", "以后"), _changes(plan))
    _sheet(book, "问题", ("轻重", "文件和工作表", "行", "栏目", "怎么回事、怎么办"), map(_told, complaints_of(plan)))
    _sheet(book, "时限", ("原文", "读作", "事项数"), _limits(plan))
    marked = [(planned, table) for planned in plan.files for table in planned.report.tables]
    names: set[str] = set()
    for planned, table in marked[:_MOST_SHEETS]:
        _marked(book, _free(f"原表 {table.table.name or planned.source.stem}", names), planned, table)
    book.save(path)


def write_sheets(path: Path, sheets: dict[str, list[Sequence[object]]]) -> None:
    """Writes a workbook of plain tables (.xlsx): sheet name → rows, the header first."""
    book = Workbook(write_only=True)
    names: set[str] = set()
    for name, rows in sheets.items():
        _sheet(book, _free(name, names), [str(cell) for cell in rows[0]], rows[1:])
    book.save(path)


def complaints_of(plan: ImportPlan) -> list[Complaint]:
    """Everything told of an import, errors first."""
    told = [complaint for planned in plan.files for complaint in planned.report.complaints]
    return sorted([*plan.refused, *told], key=lambda complaint: complaint.severity != "error")


def _summary(plan: ImportPlan) -> Iterable[Sequence[object]]:
    for planned in plan.files:
        told = [complaint.severity for complaint in planned.report.complaints]
        change = planned.difference
        counts = (len(change.added), len(change.changed), len(change.removed), change.unchanged)
        errors = told.count("error")
        yield (planned.source.name, planned.target, len(planned.report.items), *counts, errors, len(told) - errors)


def _columns(plan: ImportPlan) -> Iterable[Sequence[object]]:
    for planned in plan.files:
        for header, use in planned.report.columns.items():
            yield planned.source.name, header, use


def _changes(plan: ImportPlan) -> Iterable[Sequence[object]]:
    for planned in plan.files:
        change = planned.difference
        for item in change.added:
            yield "新增", item.id, _name(item), "", "", ""
        for changed in change.changed:
            for column, (before, after) in changed.columns.items():
                yield "改动", changed.after.id, _name(changed.after), column, before, after
        for item in change.removed:
            yield "删除", item.id, _name(item), "", "", ""


def _name(item: CatalogItem) -> str:
    return " / ".join([*item.path, item.title])


def _told(complaint: Complaint) -> Sequence[object]:
    kind = "错误" if complaint.severity == "error" else "提醒"
    return kind, complaint.file, complaint.row or "", complaint.column, complaint.message


def _limits(plan: ImportPlan) -> Iterable[Sequence[object]]:
    counted: dict[str, int] = defaultdict(int)
    for planned in plan.files:
        for item in planned.report.items:
            if item.time_limit:
                counted[item.time_limit] += 1
    for text, count in sorted(counted.items(), key=lambda entry: -entry[1]):
        yield text, "；".join(map(_in_words, time_limits(text))) or "（看不出）", count


def _in_words(limit: TimeLimit) -> str:
    start = f"（自{limit.start}起）" if limit.start else ""
    amount = f"{limit.days}{_UNITS[limit.unit]}内" if limit.kind == "within" else _KINDS[limit.kind]
    return amount + start


def _sheet(book: Workbook, name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for position, width in enumerate(_WIDTHS[: len(header)]):
        sheet.column_dimensions[get_column_letter(position + 1)].width = width
    for number, row in enumerate([header, *rows]):
        cells = []
        for value in row:
            cell = WriteOnlyCell(sheet, value if isinstance(value, int) else sheet_text(str(value)))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 0)
            if number == 0:
                cell.fill = _GREY
            cells.append(cell)
        sheet.append(cells)


def _marked(book: Workbook, name: str, planned: PlannedFile, read: TableRead) -> None:
    """A table as it stands in the file: red cells are errors, yellow ones doubts, each with its sentence."""
    sheet = book.create_sheet(name)
    told: dict[tuple[int, int], list[Complaint]] = defaultdict(list)
    for complaint in planned.report.complaints:
        if complaint.file == read.shown and complaint.row:
            for position in marked_positions(read, complaint.column):
                told[complaint.row, position].append(complaint)
    for row in read.table.rows:
        cells = []
        for position, text in enumerate(row.cells or ("",)):
            cell = WriteOnlyCell(sheet, sheet_text(text))
            if here := told.get((row.number, position)):
                cell.fill = _RED if any(one.severity == "error" for one in here) else _YELLOW
                cell.comment = Comment("\n".join(one.message for one in here), "gongkai", height=120, width=320)
            cells.append(cell)
        sheet.append(cells)


def marked_positions(read: TableRead, column: str) -> list[int]:
    """Where a complaint's column stands: by the standard title of its field, else by its header, else the first."""
    for position in read.columns:
        title = CatalogItem.model_fields[position.field].title if position.field else ""
        if column and column in {title, position.header}:
            return [position.position]
    return [0]


def _free(name: str, taken: set[str]) -> str:
    """A sheet name that Excel takes: 31 characters, none of ``[]:*?/\\``, not used yet."""
    plain = "".join("_" if char in "[]:*?/\\'" else char for char in name)[:28]
    count = 1
    while (free := plain if count == 1 else f"{plain}{count}") in taken:
        count += 1
    taken.add(free)
    return free
