"""What a file really is, told by its first bytes; hostile and unreadable ones are refused before any reader runs."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from search_index.errors import TableUnreadable

MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_UNPACKED_BYTES = 256 * 1024 * 1024
"""An .xlsx or .docx is a zip file: one that unpacks to more is refused (zip bomb)."""
MAX_PARTS = 5_000
MAX_ROWS = 100_000
MAX_COLUMNS = 2_000
MAX_CELLS = 5_000_000
"""Laid-out cells of one sheet: a reader keeps a place for every cell up to the last filled one."""

_CHUNK = 1 << 20
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FILLED_CELL = re.compile(
    rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Z]{1,4})(\d{1,9})["'](?:[^>]*[^/>])?>(?=\s*<(?:\w+:)?(?:v|is|f)\b)"""
)
_UNPLACED_CELL = re.compile(
    rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d{1,9})["'][^>]*>\s*<(?:\w+:)?c\b(?![^>]*\br\s*=)"""
)
_DIMENSIONS = re.compile(rb"\x00\x02\x0e\x00(.{4})(.{4})(.{2})(.{2})\x00\x00", re.DOTALL)
"""The record of an .xls sheet that says how far it reaches: [MS-XLS] 2.4.90, first and last row and column."""
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype html|html|head|meta|table|body|div)\b", re.IGNORECASE)
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"BM", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")


class Carrier(StrEnum):
    """How a file carries its tables."""

    xlsx = "xlsx"
    xls = "xls"
    docx = "docx"
    html = "html"
    text = "text"


def carrier_of(path: Path) -> Carrier:
    """The carrier by content, never by suffix (portals hand out web pages named .xls).

    Raises TableUnreadable, in Chinese with what to do: for a missing, empty or too large file, a bomb, macros, a
    password, an outdated Word file, a document type declaration, or anything that is no table at all.
    """
    if not path.is_file():
        raise TableUnreadable(f"找不到文件 {path.name}")
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise TableUnreadable(f"{path.name} 超过 {MAX_FILE_BYTES // 1024 // 1024} MB，请拆分后再导入")
    if size == 0:
        raise TableUnreadable(f"{path.name} 是空文件，请重新保存或下载一次")
    with path.open("rb") as file:
        head = file.read(4_096)
    if head.startswith(b"PK"):
        return _packed(path)
    if head.startswith(_OLE):
        return _compound(path)
    if head.startswith(_IMAGES):
        raise TableUnreadable(f"{path.name} 是图片、PDF 或压缩包，不是表格；请导入 Excel、Word、网页或 CSV 文件")
    if _HTML.search(head) or head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return Carrier.html
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TableUnreadable(f"{path.name} 不是文本表格（含二进制内容），请另存为 Excel（.xlsx）或 CSV（UTF-8）")
    if path.suffix.lower() in {".xlsx", ".xls", ".docx"} and not any(mark in head for mark in (b",", b"\t")):
        # Some systems hand out plain text under an Excel name; without any separator it is no table either.
        raise TableUnreadable(f"{path.name} 不是有效的 Excel 或 Word 文件，可能没有下载完整，请重新保存或下载一次")
    return Carrier.text


def _packed(path: Path) -> Carrier:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _refuse_bomb(path, parts)
            names = {part.filename for part in parts}
            if any(name.endswith("vbaProject.bin") for name in names):
                raise TableUnreadable(f"{path.name} 带有宏，为安全起见不导入；请另存为不含宏的 .xlsx 或 .docx")
            _refuse_declarations(path, archive, parts)
            if any(name.startswith("xl/workbook") for name in names):
                _refuse_endless_sheets(path, archive, parts)
                return Carrier.xlsx
            if "word/document.xml" in names:
                return Carrier.docx
            if "content.xml" in names:
                raise TableUnreadable(f"{path.name} 是 ODS 文件，请用 Excel 或 WPS 另存为 .xlsx 再导入")
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise TableUnreadable(f"{path.name} 已损坏或没有下载完整，请重新保存或下载一次") from error
    raise TableUnreadable(f"{path.name} 是压缩包，不是表格；请解压后导入里面的文件")


def _refuse_bomb(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
        raise TableUnreadable(f"{path.name} 展开后过大，拒绝读取；请只留下需要的工作表和图片，另存后再导入")


def _refuse_declarations(path: Path, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """Office files never declare a document type; only attacks on XML readers do."""
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if _DTD.search(file.read(8_192)):
                    raise TableUnreadable(f"{path.name} 里有不该有的外部声明，为安全起见不导入；请用 Office 另存一份")


def _refuse_endless_sheets(path: Path, archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """A reader lays out every cell up to the last filled one: few cells far away would fill the memory."""
    for part in parts:
        if not part.filename.startswith("xl/worksheets/") or not part.filename.endswith(".xml"):
            continue
        rows = columns = unpacked = 0
        for piece in _pieces(archive, part):
            unpacked += len(piece)
            for letters, digits in _FILLED_CELL.findall(piece):
                rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
            rows = max([rows, *map(int, _UNPLACED_CELL.findall(piece))])
            if unpacked > MAX_UNPACKED_BYTES:
                raise TableUnreadable(f"{path.name} 展开后过大，拒绝读取；请只留下需要的工作表，另存后再导入")
            if rows > MAX_ROWS or columns > MAX_COLUMNS:
                raise TableUnreadable(
                    f"{path.name} 有一张表写到了第 {rows} 行、第 {columns} 栏（最多 {MAX_ROWS} 行、{MAX_COLUMNS} 栏），"
                    "请删掉右边和下面多余的内容，或拆分后再导入"
                )


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The unpacked bytes in chunks that overlap enough for no cell's tag to be cut."""
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-200:]


def _column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _compound(path: Path) -> Carrier:
    """Old Office files and encrypted new ones share one container; its directory names what is inside in UTF-16."""
    raw = path.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in raw

    if holds("EncryptedPackage"):
        raise TableUnreadable(f"{path.name} 加了密码，请去掉密码另存后再导入")
    if holds("_VBA_PROJECT"):
        raise TableUnreadable(f"{path.name} 带有宏，为安全起见不导入；请另存为不含宏的 .xlsx")
    if holds("WordDocument"):
        raise TableUnreadable(f"{path.name} 是旧版 Word 文件，请用 Word 或 WPS 另存为 .docx 再导入")
    if holds("Workbook") or holds("Book"):
        _refuse_endless_xls(path, raw)
        return Carrier.xls
    raise TableUnreadable(f"{path.name} 不是能导入的格式，请另存为 Excel（.xlsx）、Word（.docx）或 CSV")


def _refuse_endless_xls(path: Path, raw: bytes) -> None:
    for found in _DIMENSIONS.finditer(raw):
        first_row, rows, first_column, columns = (int.from_bytes(part, "little") for part in found.groups())
        if first_row <= rows <= 65_536 and first_column <= columns <= 256 and rows * columns > MAX_CELLS:
            raise TableUnreadable(f"{path.name} 有一张表范围过大，请删掉表格右边和下面多余的内容再导入")
