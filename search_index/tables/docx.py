"""Tables of Word documents by python-docx, with merged cells and box symbols."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from search_index.errors import TableUnreadable
from search_index.tables.grid import Merge, Table, TableRow

_HEADINGS = 4
_SYMBOLS = {
    ("wingdings", 0x6E): "■",
    ("wingdings", 0x6F): "□",
    ("wingdings", 0x71): "□",
    ("wingdings", 0x72): "□",
    ("wingdings", 0xA8): "□",
    ("wingdings", 0xFC): "√",
    ("wingdings", 0xFE): "☑",
    ("wingdings 2", 0x50): "√",
    ("wingdings 2", 0x52): "☑",
    ("wingdings 2", 0xA3): "□",
}
"""Box symbols that Word inserts by font and number; https://learn.microsoft.com/typography/fonts (Wingdings)."""


def docx_tables(path: Path) -> list[Table]:
    """Every table of a document in order; raises TableUnreadable."""
    try:
        body = docx.Document(str(path)).element.body
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, OpcError, LxmlError) as error:
        raise TableUnreadable(f"{path.name} 打不开，可能损坏，请用 Word 或 WPS 另存再导入") from error
    found: list[Table] = []
    above: list[str] = []
    for block in body_blocks(body):
        if block.tag == qn("w:tbl"):
            rows, merges = table_cells(block)
            table = Table(f"第{len(found) + 1}个表", rows, merges, tuple(above))
            if not table.is_blank:
                found.append(table)
                above = []
        elif text := paragraph_text(block):
            above = [*above, text][-_HEADINGS:]
    return found


def body_blocks(parent: Any) -> Iterator[Any]:
    """Paragraphs and tables in reading order, those in content controls included."""
    for child in parent.iterchildren():
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")}:
            yield from body_blocks(child)


def table_cells(table: Any) -> tuple[tuple[TableRow, ...], tuple[Merge, ...]]:
    """Rows and merged areas of one ``w:tbl`` element."""
    rows: list[TableRow] = []
    merges: list[Merge] = []
    growing: dict[int, Merge] = {}
    for top, line in enumerate(table.iterdescendants(qn("w:tr"))):
        cells: list[str] = [""] * _skipped(line)
        for cell in line.iterdescendants(qn("w:tc")):
            left, width, joins = len(cells), _width(cell), _joins_above(cell)
            if joins is True and left in growing:
                growing[left] = growing[left]._replace(bottom=top)
            else:
                if left in growing:
                    merges.append(growing.pop(left))
                growing[left] = Merge(top, left, top, left + width - 1)
            cells += ["" if joins else _cell_text(cell), *[""] * (width - 1)]
        rows.append(TableRow(top + 1, tuple(cells)))
    merges += growing.values()
    return tuple(rows), tuple(merge for merge in merges if merge.bottom > merge.top or merge.right > merge.left)


def _property(cell: Any, name: str) -> Any:
    properties = cell.find(qn("w:tcPr"))
    return None if properties is None else properties.find(qn(name))


def _width(cell: Any) -> int:
    span = _property(cell, "w:gridSpan")
    value = "1" if span is None else span.get(qn("w:val"), "1")
    return min(max(int(value), 1), 1_000) if value.isdigit() else 1


def _joins_above(cell: Any) -> bool:
    merge = _property(cell, "w:vMerge")
    return merge is not None and merge.get(qn("w:val"), "continue") != "restart"


def _skipped(line: Any) -> int:
    properties = line.find(qn("w:trPr"))
    before = None if properties is None else properties.find(qn("w:gridBefore"))
    value = "0" if before is None else before.get(qn("w:val"), "0")
    return int(value) if value.isdigit() else 0


def _cell_text(cell: Any) -> str:
    return "\n".join(filter(None, (paragraph_text(block) for block in cell.iterdescendants(qn("w:p")))))


def paragraph_text(paragraph: Any) -> str:
    """The text of one ``w:p`` element, box symbols and line breaks included; deleted text is left out."""
    pieces: list[str] = []
    for node in paragraph.iterdescendants(qn("w:t"), qn("w:br"), qn("w:tab"), qn("w:sym")):
        if node.tag == qn("w:t"):
            pieces.append(node.text or "")
        elif node.tag == qn("w:sym"):
            pieces.append(_symbol(node))
        else:
            pieces.append("\n" if node.tag == qn("w:br") else " ")
    return "".join(pieces).strip()


def _symbol(node: Any) -> str:
    try:
        number = int(node.get(qn("w:char"), "0"), 16) & 0xFF
    except ValueError:
        return ""
    return _SYMBOLS.get((str(node.get(qn("w:font"), "")).lower(), number), "")
