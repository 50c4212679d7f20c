"""Tables of web pages by lxml, merged cells and the words above each table included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError

from search_index.errors import TableUnreadable
from search_index.tables.delimited import decoded
from search_index.tables.grid import Merge, Table, TableRow
from search_index.tables.guard import MAX_COLUMNS

_META = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "section", "dd", "dt"}
UNSEEN = {"script", "style", "noscript", "template", "head"}
_HEADINGS = 4
"""Lines above a table that may name its domain."""
_MAX_SPAN = 100
"""No table of a catalogue has more columns; browsers stop at 1,000."""
_MAX_CELLS = 2_000_000
"""Cells of one table, merged areas counted whole."""
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")


def html_tables(path: Path) -> list[Table]:
    """Every table of a page that holds no other table; raises TableUnreadable when the page cannot be read."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page_source(path), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError) as error:
        raise TableUnreadable(f"{path.name} 不是能读的网页，请在浏览器里另存一次再导入") from error
    leaves = [table for table in tree.iter("table") if next(table.iterdescendants("table"), None) is None]
    found: list[Table] = []
    for element in leaves:
        try:
            rows, merges = table_cells(element)
        except TableUnreadable as error:
            raise TableUnreadable(f"{path.name} {error}") from error
        table = Table(f"第{len(found) + 1}个表", rows, merges, tuple(_lines_above(element)))
        if not table.is_blank:
            found.append(table)
    return found


def page_source(path: Path) -> str:
    """By the page's own declaration, since old portals declare gb2312 and mean GB18030; else as any text."""
    raw = path.read_bytes()
    declared = _META.search(raw[:4_096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name.startswith("gb") and not raw.startswith(b"\xef\xbb\xbf"):
        text = raw.decode("gb18030", errors="replace")
    else:
        text = decoded(path)
    # A text with an XML declaration is refused by the parser.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def table_cells(table: html.HtmlElement) -> tuple[tuple[TableRow, ...], tuple[Merge, ...]]:
    """Rows and merged areas of one ``<table>``."""
    taken: dict[tuple[int, int], str] = {}
    merges: list[Merge] = []
    lines = list(table.iter("tr"))
    for top, line in enumerate(lines):
        left = 0
        for cell in line.iterchildren("td", "th"):
            while (top, left) in taken:
                left += 1
            height = min(_span(cell, "rowspan") or len(lines), len(lines) - top)
            width = min(_span(cell, "colspan") or 1, _MAX_SPAN)
            if len(taken) + height * width > _MAX_CELLS or left > MAX_COLUMNS:
                raise TableUnreadable("有一个表格过大，请在浏览器里只留下公开目录再另存")
            for row in range(top, top + height):
                for column in range(left, left + width):
                    taken[row, column] = ""
            taken[top, left] = text_of(cell)
            if height > 1 or width > 1:
                merges.append(Merge(top, left, top + height - 1, left + width - 1))
            left += width
    width = max((column for _, column in taken), default=-1) + 1
    rows = tuple(
        TableRow(row + 1, tuple(taken.get((row, column), "") for column in range(width))) for row in range(len(lines))
    )
    return rows, tuple(merges)


def _span(cell: html.HtmlElement, name: str) -> int:
    """0 means "to the end" in HTML; what is no number counts as 1."""
    digits = re.match(r"\s*(\d{1,6})", cell.get(name, "1"))
    return int(digits[1]) if digits else 1


def text_of(element: html.HtmlElement) -> str:
    """The visible text, one line a paragraph or ``<br>``."""
    text = _BLANKS.sub(" ", "".join(_pieces(element)).replace("\xa0", " "))
    return _LINES.sub("\n", text).strip()


def _pieces(element: html.HtmlElement) -> Iterator[str]:
    if element.tag in UNSEEN:
        return
    if element.text:
        yield _flowing(element.text)
    for child in element:
        breaks = child.tag in BREAKS
        if breaks:
            yield "\n"
        yield from _pieces(child)
        if breaks and child.tag != "br":
            yield "\n"
        if child.tail:
            yield _flowing(child.tail)


def _flowing(text: str) -> str:
    """Line breaks of the source are no line breaks of the page; between hanzi they are nothing at all."""
    return re.sub(r"\s*[\r\n]\s*", " ", text)


def _lines_above(table: html.HtmlElement) -> list[str]:
    """Caption and the last lines before the table, up to the table before it."""
    lines = [text for caption in table.iterchildren("caption") if (text := text_of(caption))]
    element = table
    while element is not None and len(lines) < _HEADINGS:
        before = element.getprevious()
        while before is not None and len(lines) < _HEADINGS:
            if before.tag == "table" or next(before.iterdescendants("table"), None) is not None:
                return lines[::-1]
            if before.tag not in UNSEEN:
                own = [line for line in text_of(before).splitlines() if line]
                lines += own[::-1][: _HEADINGS - len(lines)]
            before = before.getprevious()
        element = element.getparent()
    title = table.getroottree().findtext(".//title") or ""
    return [*([title.strip()] if title.strip() else []), *lines[::-1]]
