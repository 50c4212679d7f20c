"""CSV and Excel sheets as rows of text, with the row number a person sees in the file."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from search_index.errors import TableUnreadable

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 512 * 1024 * 1024
"""An .xlsx is a zip file: refuse one that unpacks to more (zip bomb)."""
MAX_ROWS = 100_000
ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One physical row: ``number`` is 1-based as spreadsheet programs show it; cells are stripped text."""

    number: int
    cells: tuple[str, ...]

    @property
    def is_blank(self) -> bool:
        return not any(self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one sheet; a CSV file is one sheet without a name."""

    name: str
    rows: tuple[TableRow, ...]


def read_rows(path: Path) -> list[TableRow]:
    """The rows of a CSV file or of the first filled sheet of a workbook; errors as ``read_sheets``."""
    sheets = read_sheets(path)
    return list(sheets[0].rows) if sheets else []


def read_sheets(path: Path) -> list[Sheet]:
    """Every filled sheet of a workbook, or a CSV file (UTF-8 with or without BOM, GB18030).

    Raises TableUnreadable with what to do, in Chinese.
    """
    if not path.is_file():
        raise TableUnreadable(f"找不到文件 {path.name}")
    if path.stat().st_size > MAX_FILE_BYTES:
        raise TableUnreadable(f"{path.name} 超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请拆分后再导入")
    suffix = path.suffix.lower()
    if suffix in {".csv", ".txt"}:
        sheets = [Sheet("", tuple(_csv_rows(path)))]
    elif suffix in {".xlsx", ".xlsm", ".xls", ".ods"}:
        sheets = _workbook_sheets(path)
    else:
        raise TableUnreadable(f"{path.name} 不是能导入的格式，请另存为 CSV 或 Excel（.xlsx）")
    if sum(len(sheet.rows) for sheet in sheets) > MAX_ROWS:
        raise TableUnreadable(f"{path.name} 超过 {MAX_ROWS} 行，请拆分后再导入")
    return sheets


def _decode(path: Path) -> str:
    raw = path.read_bytes()
    if b"\x00" in raw:
        raise TableUnreadable(f"{path.name} 不是文本表格（含二进制内容），请另存为 CSV（UTF-8）")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(f"{path.name} 的编码读不出来，请另存为 CSV（UTF-8）")


def _csv_rows(path: Path) -> Iterator[TableRow]:
    text = _decode(path)
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield TableRow(number, tuple(cell.strip() for cell in cells))
    except csv.Error as error:
        raise TableUnreadable(f"{path.name} 第{number + 1}行附近的引号不成对，请检查后再导入") from error


def _workbook_sheets(path: Path) -> list[Sheet]:
    if path.suffix.lower() != ".xls":
        _refuse_bomb(path)
    sheets: list[Sheet] = []
    try:
        workbook = CalamineWorkbook.from_path(str(path))
        for name in workbook.sheet_names:
            filled = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
            rows = tuple(TableRow(i, tuple(map(_as_text, row))) for i, row in enumerate(filled, start=1))
            if not all(row.is_blank for row in rows):
                sheets.append(Sheet(name, rows))
    except (CalamineError, OSError, ValueError) as error:
        raise TableUnreadable(f"{path.name} 打不开，可能损坏、加了密码或后缀名不对，请用 Excel 另存再导入") from error
    return sheets


def _refuse_bomb(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(info.file_size for info in archive.infolist())
    except zipfile.BadZipFile as error:
        raise TableUnreadable(f"{path.name} 不是有效的 Excel 文件，请用 Excel 另存为 .xlsx") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise TableUnreadable(f"{path.name} 展开后过大，拒绝读取")


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()
