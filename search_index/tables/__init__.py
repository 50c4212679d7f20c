"""Tables out of Excel, Word, web pages and text files, told apart by content, hostile ones refused."""

from __future__ import annotations

from pathlib import Path

from search_index.errors import TableUnreadable
from search_index.tables.delimited import delimited_tables
from search_index.tables.grid import Merge, Table, TableRow
from search_index.tables.guard import MAX_ROWS, Carrier, carrier_of

__all__ = ["Merge", "Table", "TableRow", "read_rows", "read_tables"]


def read_tables(path: Path) -> list[Table]:
    """Every table of a file that is not blank, in order; raises TableUnreadable with what to do, in Chinese."""
    tables = _tables(path, carrier_of(path))
    if sum(len(table.rows) for table in tables) > MAX_ROWS:
        raise TableUnreadable(f"{path.name} 超过 {MAX_ROWS} 行，请拆分后再导入")
    return tables


def _tables(path: Path, carrier: Carrier) -> list[Table]:
    # The service itself reads CSV only: the other readers would cost its cold start.
    if carrier is Carrier.text:
        return delimited_tables(path)
    if carrier is Carrier.html:
        from search_index.tables.html import html_tables

        return html_tables(path)
    if carrier is Carrier.docx:
        from search_index.tables.docx import docx_tables

        return docx_tables(path)
    from search_index.tables.workbook import workbook_tables

    return workbook_tables(path)


def read_rows(path: Path) -> list[TableRow]:
    """The rows of a file's first table; errors as ``read_tables``."""
    tables = read_tables(path)
    return list(tables[0].rows) if tables else []
