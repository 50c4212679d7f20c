"""Our own export: read back letter for letter, and written so that no spreadsheet runs a cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from search_index.errors import Complaint
from search_index.record_rows import records_of
from search_index.records import CatalogItem
from search_index.tables import Table

_STANDARD = tuple(str(info.title) for info in CatalogItem.model_fields.values() if info.title)
_UNSAFE = re.compile(r"'*[=+\-@\t\r]")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What readers of workbooks take for a coded character (ECMA-376 22.9.2.19): its first mark is coded itself."""
_WIDTH = 24


def is_exported(table: Table) -> bool:
    """Whether the first row names every standard column, as only our own files do."""
    return bool(table.rows) and set(_STANDARD) <= set(table.rows[0].cells)


def read_exported(table: Table, shown: str) -> tuple[list[CatalogItem], list[Complaint]]:
    """The items of our own file as they are, without repairing any text."""
    return records_of([row for row in table.rows if not row.is_blank], CatalogItem, shown)


def catalogue_csv(items: Sequence[CatalogItem]) -> str:
    """Items as the text of ``catalog.csv``: standard columns first, then every extra column in first-seen order."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(_rows(items))
    return out.getvalue()


def export_catalogue(items: Sequence[CatalogItem], path: Path) -> None:
    """Writes ``.xlsx`` or ``.csv`` (with BOM, for spreadsheet programs) that ``read_catalogue`` reads back unchanged.

    Raises ValueError for another suffix.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        path.write_text("\ufeff" + catalogue_csv(items), encoding="utf-8", newline="")
    elif suffix == ".xlsx":
        _workbook(_rows(items)).save(path)
    else:
        raise ValueError(f"{path.name}：只能导出为 .xlsx 或 .csv")


def _rows(items: Sequence[CatalogItem]) -> list[list[str]]:
    names = [name for name, info in CatalogItem.model_fields.items() if info.title]
    extras = list(dict.fromkeys(column for item in items for column in item.extra))
    header = [*_STANDARD, *map(safe, extras)]
    return [
        header,
        *(
            [safe(_text(getattr(item, name))) for name in names] + [safe(item.extra.get(name, "")) for name in extras]
            for item in items
        ),
    ]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def safe(text: str) -> str:
    """A cell that no spreadsheet program takes for a formula; ``search_index.content`` takes the mark off again."""
    return "'" + text if _UNSAFE.match(text) else text


def sheet_text(text: str) -> str:
    """A text as a workbook cell may hold it: no control characters, no formula, at most 32,767 characters."""
    return _ESCAPED.sub("_x005F_", _UNWRITABLE.sub("", safe(text)))[:32_767]


def _workbook(rows: Sequence[Sequence[str]]) -> Workbook:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("公开目录")
    sheet.freeze_panes = "A2"
    for position in range(len(rows[0])):
        sheet.column_dimensions[get_column_letter(position + 1)].width = _WIDTH
    for number, row in enumerate(rows):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, _ESCAPED.sub("_x005F_", _UNWRITABLE.sub("", text)))
            cell.data_type = "s"
            cell.font = Font(bold=number == 0)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        sheet.append(cells)
    return book
