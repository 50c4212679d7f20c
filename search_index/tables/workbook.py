"""XLSX and XLS by calamine: values only, so that formulas and macros never run."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum, WorksheetNotFound

from search_index.errors import TableUnreadable
from search_index.tables.grid import Merge, Table, TableRow
from search_index.tables.guard import MAX_CELLS


def workbook_tables(path: Path) -> list[Table]:
    """Every filled sheet, hidden ones too (their name says so); raises TableUnreadable."""
    try:
        # By content: systems hand out .xlsx under the name .xls and the other way round.
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
        sheets = [_sheet(path, workbook.get_sheet_by_name(meta.name), meta.name) for meta in workbook.sheets_metadata]
        hidden = {meta.name for meta in workbook.sheets_metadata if meta.visible != SheetVisibleEnum.Visible}
    except (CalamineError, WorksheetNotFound, OSError, ValueError) as error:
        raise TableUnreadable(f"{path.name} 打不开，可能损坏或没有下载完整，请用 Excel 或 WPS 另存再导入") from error
    named = [
        Table(f"{sheet.name}（隐藏）" if sheet.name in hidden else sheet.name, sheet.rows, sheet.merges)
        for sheet in sheets
    ]
    return [sheet for sheet in named if not sheet.is_blank]


def _sheet(path: Path, sheet: CalamineSheet, name: str) -> Table:
    if sheet.start is None or sheet.end is None:
        return Table(name, ())
    if (sheet.end[0] + 1) * (sheet.end[1] + 1) > MAX_CELLS:
        raise TableUnreadable(f"{path.name} 的「{name}」范围过大，请删掉表格右边和下面多余的内容再导入")
    filled = sheet.to_python(skip_empty_area=False)
    rows = tuple(TableRow(number, tuple(map(_as_text, row))) for number, row in enumerate(filled, start=1))
    merges = tuple(Merge(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Table(name, rows, merges)


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
