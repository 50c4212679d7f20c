"""One Excel sheet of plain text: header, frozen panes, filter, widths; what staff typed stays text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

HEADER_FILL = PatternFill("solid", fgColor="16498F")
HEADER_FONT = Font(bold=True, color="FFFFFF")
TITLE_FONT = Font(bold=True, size=12)
WRAPPED = Alignment(vertical="top", wrap_text=True)
MOST_CHARS = 32_000
"""Excel holds 32,767 characters in a cell."""
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write_sheet(
    sheet: Worksheet,
    header: Sequence[str],
    rows: Iterable[Sequence[Value]],
    widths: Sequence[int],
    frozen: int = 0,
) -> None:
    """Header in row 1, then the rows; the header and the first ``frozen`` columns stay in sight.

    Widths are in characters, one a column.
    """
    _write_row(sheet, 1, header)
    for cell in sheet[1]:
        cell.fill, cell.font = HEADER_FILL, HEADER_FONT
    for number, row in enumerate(rows, start=2):
        _write_row(sheet, number, row)
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def write_below(sheet: Worksheet, title: str, header: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Another small table under what the sheet holds, one row left free."""
    start = sheet.max_row + 2
    put(sheet.cell(start, 1), title)
    sheet.cell(start, 1).font = TITLE_FONT
    _write_row(sheet, start + 1, header)
    for cell in sheet[start + 1][: len(header)]:
        cell.fill, cell.font = HEADER_FILL, HEADER_FONT
    for number, row in enumerate(rows, start=start + 2):
        _write_row(sheet, number, row)


def _write_row(sheet: Worksheet, number: int, values: Sequence[Value]) -> None:
    for column, value in enumerate(values, start=1):
        put(sheet.cell(number, column), value)


def put(cell: Cell, value: Value) -> None:
    """A value into a cell; text is text, even when it begins like a formula (=, +, -, @)."""
    if isinstance(value, str):
        text = _UNWRITABLE.sub("", value)[:MOST_CHARS]
        cell.value = text
        cell.data_type = "s"
        # Kept as text when somebody edits the cell, too; without it Excel would read the formula then.
        cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    else:
        cell.value = value
    cell.alignment = WRAPPED
