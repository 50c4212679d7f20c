"""Files made to harm whoever opens them, or that only pretend to be tables."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import xlwt
from openpyxl import Workbook

MEGABYTE = 1 << 20
ROWS = [["序号", "公开事项", "公开内容", "公开主体"], ["1", "低保审核", "条件、标准", "示例县民政局"]]
LAUGHS = (
    b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(1, 10)
    )
    + b"]>"
)
_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRINGS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
PADDING = b"<!--" + b" " * 20_000 + b"-->"


def xlsx() -> bytes:
    """A sound workbook whose texts stand in a part of their own, as spreadsheet programs write it."""
    texts = [text for row in ROWS for text in row]
    cells = [
        "".join(f'<c r="{chr(65 + at)}{row}" t="s"><v>{(row - 1) * 4 + at}</v></c>' for at in range(4))
        for row in range(1, len(ROWS) + 1)
    ]
    lines = "".join(f'<row r="{row}">{written}</row>' for row, written in enumerate(cells, start=1))
    strings = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{_MAIN}" count="8" uniqueCount="8">{strings}</sst>',
    }
    relation = f'<Relationship Id="rIdS" Type="{_RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    kind = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_STRINGS}"/></Types>'
    out = io.BytesIO()
    Workbook().save(out)
    return repacked(
        out.getvalue(),
        {
            "xl/worksheets/sheet1.xml": lambda _: (_XML + parts["xl/worksheets/sheet1.xml"]).encode(),
            "xl/_rels/workbook.xml.rels": lambda old: old.replace(b"</Relationships>", relation.encode()),
            "[Content_Types].xml": lambda old: old.replace(b"</Types>", kind.encode()),
        },
        {"xl/sharedStrings.xml": (_XML + parts["xl/sharedStrings.xml"]).encode()},
    )


def word() -> bytes:
    """A sound document with one table."""
    document = docx.Document()
    table = document.add_table(rows=0, cols=len(ROWS[0]))
    for row in ROWS:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def repacked(sound: bytes, changed: dict[str, Callable[[bytes], bytes]], added: dict[str, bytes] | None = None) -> bytes:
    """An Office file with some of its parts rewritten and others added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name, bytes)(old.read(name)))
        for name, data in (added or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def outside(secret: Path) -> bytes:
    """A document type whose entity ``k`` is the text of another file."""
    return f'<!DOCTYPE r [<!ENTITY k SYSTEM "{secret.as_uri()}">]>'.encode()


def declared(part: bytes, declaration: bytes, entity: bytes) -> bytes:
    """A part with a document type declared and an entity of it in its first text."""
    head, _, body = part.partition(b"?>") if part.startswith(b"<?xml") else (b"<?xml version='1.0'", b"", part)
    return head + b"?>" + declaration + body.replace("低保审核".encode(), b"&" + entity + b";")


def bomb(sound: bytes, part: str, megabytes: int, path: Path, *, lying: bool = False) -> Path:
    """A file whose ``part`` unpacks to that many megabytes; ``lying``: it says that it unpacks to 1,000 bytes."""
    with zipfile.ZipFile(io.BytesIO(sound)) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name in old.namelist():
            if name != part:
                new.writestr(name, old.read(name))
        start, end = _halves(old.read(part))
        with new.open(part, "w") as file:
            file.write(start)
            for _ in range(megabytes):
                file.write(b" " * MEGABYTE)
            file.write(end)
    if lying:
        _understate(path, part)
    return path


def _halves(part: bytes) -> tuple[bytes, bytes]:
    head, slash, tail = part.rpartition(b"</")
    return head, slash + tail


def _understate(path: Path, part: str) -> None:
    """Writes 1,000 as the unpacked size, in the part's own header and in the directory."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(part)
        at, directory = info.header_offset, archive.start_dir
    raw = bytearray(path.read_bytes())
    raw[at + 22 : at + 26] = (1_000).to_bytes(4, "little")
    entry = raw.index(part.encode(), directory) - 46
    raw[entry + 24 : entry + 28] = (1_000).to_bytes(4, "little")
    path.write_bytes(bytes(raw))


def tall(rows: int) -> bytes:
    """A workbook with that many filled rows."""

    def written(_: bytes) -> bytes:
        return b"".join(_sheet(rows))

    return repacked(xlsx(), {"xl/worksheets/sheet1.xml": written})


def _sheet(rows: int) -> Iterator[bytes]:
    yield b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    for number in range(1, rows + 1):
        texts = ROWS[0] if number == 1 else [str(number), f"事项{number}", "内容", "民政局"]
        cells = "".join(
            f'<c r="{letter}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
            for letter, text in zip("ABCD", texts, strict=True)
        )
        yield f'<row r="{number}">{cells}</row>'.encode()
    yield b"</sheetData></worksheet>"


def far_away() -> bytes:
    """A workbook with one more cell in the last row and column that a sheet has."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in ROWS:
        sheet.append(row)
    sheet["XFD1048576"] = "远"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def compound(*names: str) -> bytes:
    """The container of old Office files with these names in its directory."""
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *names))
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + directory.ljust(4_096, b"\0")


def page(first: str, rows: int = 2) -> bytes:
    """A web page whose table begins with a row as given."""
    body = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in ROWS)
    return f"<html><meta charset=utf-8><table>{first}{body}{'<tr><td>x</td></tr>' * (rows - 2)}</table></html>".encode()


def old_workbook() -> bytes:
    """A sound workbook of Excel 97."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    for row, texts in enumerate(ROWS):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed_words() -> bytes:
    """A zip file that is no Office file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("说明.txt", "没有表格")
    return out.getvalue()


def picture() -> bytes:
    """A PNG of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
