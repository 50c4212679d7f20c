"""Writes laid-out tables as every carrier that catalogues come in."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

import docx
import xlwt
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl import Workbook

from tests.catalogue.quirks.layout import Cell, Layout

_PAGE = (
    '<!DOCTYPE html>\n<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    "<title>公开目录</title></head>\n<body>\n{body}\n</body></html>\n"
)


def write_xlsx(tables: Sequence[Layout], path: Path) -> None:
    """One sheet a table, merged cells as such."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in tables:
        sheet = book.create_sheet(table.name)
        for cell in table.cells:
            row, column = cell.row + 1, cell.column + 1
            if cell.text:
                sheet.cell(row, column, cell.text)
            if cell.rows > 1 or cell.columns > 1:
                sheet.merge_cells(None, row, column, row + cell.rows - 1, column + cell.columns - 1)
    book.save(path)


def write_xls(tables: Sequence[Layout], path: Path) -> None:
    """The same as an Excel 97 workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    for table in tables:
        sheet = book.add_sheet(table.name)
        for cell in table.cells:
            if cell.rows > 1 or cell.columns > 1:
                bottom, right = cell.row + cell.rows - 1, cell.column + cell.columns - 1
                sheet.write_merge(cell.row, bottom, cell.column, right, cell.text)
            elif cell.text:
                sheet.write(cell.row, cell.column, cell.text)
    book.save(str(path))


def write_html(tables: Sequence[Layout], path: Path) -> None:
    """A UTF-8 page, every table below its caption."""
    path.write_text(_page(tables, "utf-8"), encoding="utf-8")


def write_html_gb2312(tables: Sequence[Layout], path: Path) -> None:
    """A page that says gb2312; what that set lacks stands as character references, as browsers save it."""
    path.write_bytes(_page(tables, "gb2312").encode("gbk", errors="xmlcharrefreplace"))


def write_docx(tables: Sequence[Layout], path: Path) -> None:
    """Word tables with gridSpan and vMerge, captions as paragraphs."""
    document = docx.Document()
    end = document.element.body.sectPr
    for table in tables:
        for line in table.caption:
            end.addprevious(parse_xml(f'<w:p {nsdecls("w")}>{_runs(line)}</w:p>'))
        end.addprevious(parse_xml(_word_table(table)))
        end.addprevious(parse_xml(f'<w:p {nsdecls("w")}/>'))
    document.save(str(path))


def write_csv(tables: Sequence[Layout], path: Path) -> None:
    """UTF-8 without BOM; merged cells are blank but for the first, tables follow one another after a blank line."""
    path.write_bytes(_delimited(tables).encode("utf-8"))


def write_csv_bom(tables: Sequence[Layout], path: Path) -> None:
    """As spreadsheet programs save it: UTF-8 with BOM."""
    path.write_bytes(_delimited(tables).encode("utf-8-sig"))


def write_csv_gb18030(tables: Sequence[Layout], path: Path) -> None:
    """As Chinese spreadsheet programs save it by default."""
    path.write_bytes(_delimited(tables).encode("gb18030"))


WRITERS: dict[str, tuple[str, Callable[[Sequence[Layout], Path], None]]] = {
    "xlsx": (".xlsx", write_xlsx),
    "xls": (".xls", write_xls),
    "html": (".html", write_html),
    "html-gb2312": (".html", write_html_gb2312),
    "docx": (".docx", write_docx),
    "csv": (".csv", write_csv),
    "csv-bom": (".csv", write_csv_bom),
    "csv-gb18030": (".csv", write_csv_gb18030),
}
"""Suffix and writer by name of the carrier."""

SPANNED = frozenset({"xlsx", "xls", "html", "html-gb2312", "docx"})
"""Carriers that tell a merged cell from a blank one."""


def write(carrier: str, tables: Sequence[Layout], folder: Path) -> Path:
    """Writes tables as one file of a carrier and returns its path."""
    suffix, writer = WRITERS[carrier]
    path = folder / f"目录{suffix}"
    writer(tables, path)
    return path


def stacked(tables: Sequence[Layout]) -> Layout:
    """Several tables below one another on one sheet, a blank row between them."""
    cells: list[Cell] = []
    down = 0
    for table in tables:
        cells += [Cell(cell.row + down, cell.column, cell.text, cell.rows, cell.columns) for cell in table.cells]
        down += table.height + 1
    return Layout(tables[0].name, tables[0].caption, tuple(cells), down - 1, max(table.width for table in tables))


def rows_of(table: Layout) -> Iterator[list[tuple[int, Cell | None, bool]]]:
    """Each row as (column, cell, whether it begins here) for every position; None where no cell is."""
    taken: dict[tuple[int, int], Cell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                assert (row, column) not in taken, f"two cells at {row}, {column}"
                taken[row, column] = cell
    for row in range(table.height):
        found = [(column, taken.get((row, column))) for column in range(table.width)]
        yield [(at, cell, cell is None or (cell.row, cell.column) == (row, at)) for at, cell in found]


def _page(tables: Sequence[Layout], charset: str) -> str:
    body = "\n".join("".join(f"<p>{escape(line)}</p>\n" for line in table.caption) + _html_table(table) for table in tables)
    return _PAGE.format(charset=charset, body=body)


def _html_table(table: Layout) -> str:
    rows = []
    for row in rows_of(table):
        texts = []
        for _, cell, begins in row:
            if begins:
                spans = f' rowspan="{cell.rows}"' if cell and cell.rows > 1 else ""
                spans += f' colspan="{cell.columns}"' if cell and cell.columns > 1 else ""
                text = escape(cell.text).replace("\n", "<br>") if cell else ""
                texts.append(f"<td{spans}>{text or '&nbsp;'}</td>")
        rows.append(f"<tr>{''.join(texts)}</tr>")
    return '<table border="1">\n' + "\n".join(rows) + "\n</table>"


def _word_table(table: Layout) -> str:
    rows = []
    for number, row in enumerate(rows_of(table)):
        cells = []
        for at, cell, begins in row:
            if cell is None or cell.column == at:
                text = cell.text if cell and begins else ""
                cells.append(f"<w:tc><w:tcPr>{_spans(cell, number)}</w:tcPr><w:p>{_runs(text)}</w:p></w:tc>")
        rows.append(f"<w:tr>{''.join(cells)}</w:tr>")
    grid = '<w:gridCol w:w="900"/>' * table.width
    return f'<w:tbl {nsdecls("w")}><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'


def _spans(cell: Cell | None, row: int) -> str:
    if cell is None:
        return ""
    wide = f'<w:gridSpan w:val="{cell.columns}"/>' if cell.columns > 1 else ""
    if cell.rows == 1:
        return wide
    return wide + ('<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>")


def _runs(text: str) -> str:
    lines = [f'<w:t xml:space="preserve">{xml_escape(line)}</w:t>' for line in text.split("\n")]
    return f"<w:r>{'<w:br/>'.join(lines)}</w:r>"


def _delimited(tables: Sequence[Layout]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, table in enumerate(tables):
        writer.writerows([[]] * (number > 0))
        writer.writerows([line] for line in table.caption)
        writer.writerows([cell.text if cell and begins else "" for _, cell, begins in row] for row in rows_of(table))
    return out.getvalue()
