"""The text of a CSV file taken apart into its rows and put together again: what is not changed stays byte for byte."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search_index import SearchIndexError
from search_index.catalogue.exported import safe

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class CsvText:
    """A file as one string a row, line ends included; row numbers count from 1, the header."""

    rows: tuple[str, ...]
    bom: bool
    delimiter: str
    line_end: str

    @classmethod
    def parse(cls, raw: bytes, name: str) -> CsvText:
        """The rows of a file's bytes; raises SearchIndexError for anything but plain CSV in UTF-8."""
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SearchIndexError(f"{name} 不是 UTF-8 的 CSV，不能在这里改；请另存为 CSV（UTF-8）再来") from error
        bom = text.startswith(_BOM)
        text = text.removeprefix(_BOM)
        first = text.partition("\n")[0]
        delimiter = "\t" if first.count("\t") > first.count(",") else ","
        rows = tuple(_split(text))
        found = cls(rows, bom, delimiter, "\r\n" if rows and rows[0].endswith("\r\n") else "\n")
        whole = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        if whole != [found.cells(number) for number in range(1, len(rows) + 1)]:
            raise SearchIndexError(f"{name} 的引号写法特殊，不能在这里改；请另存为 CSV（UTF-8）再来")
        return found

    def cells(self, row: int) -> list[str]:
        """The cells of one row as they stand."""
        return next(csv.reader(io.StringIO(self.rows[row - 1], newline=""), delimiter=self.delimiter), [])

    def header(self) -> list[str]:
        """The column names; a file without any row has none."""
        return [cell.strip() for cell in self.cells(1)] if self.rows else []

    def with_cells(self, row: int, values: Mapping[str, str]) -> CsvText:
        """One row with other values in some columns; a column that is not there yet is put at the end."""
        widened = self._with_columns(values)
        header, cells = widened.header(), widened.cells(row)
        cells += [""] * (len(header) - len(cells))
        for name, value in values.items():
            cells[header.index(name)] = safe(value)
        ended = widened.rows[row - 1]
        return widened._replaced(row, widened._line(cells, ended[len(ended.rstrip("\r\n")) :]))

    def appended(self, values: Mapping[str, str]) -> CsvText:
        """One more row at the end."""
        widened = self._with_columns(values)
        line = widened._line([safe(values.get(name, "")) for name in widened.header()], self.line_end)
        rows = widened.rows
        if not rows[-1].endswith(("\n", "\r")):
            rows = (*rows[:-1], rows[-1] + self.line_end)
        return CsvText((*rows, line), self.bom, self.delimiter, self.line_end)

    def without(self, row: int) -> CsvText:
        """The file without one row."""
        return CsvText((*self.rows[: row - 1], *self.rows[row:]), self.bom, self.delimiter, self.line_end)

    def text(self) -> bytes:
        """The bytes to write."""
        return ((_BOM if self.bom else "") + "".join(self.rows)).encode()

    def _with_columns(self, values: Mapping[str, str]) -> CsvText:
        header = self.cells(1)
        known = {cell.strip() for cell in header}
        missing = [name for name in values if name not in known]
        if not missing:
            return self
        ended = self.rows[0]
        return self._replaced(1, self._line([*header, *missing], ended[len(ended.rstrip("\r\n")) :]))

    def _replaced(self, row: int, line: str) -> CsvText:
        return CsvText((*self.rows[: row - 1], line, *self.rows[row:]), self.bom, self.delimiter, self.line_end)

    def _line(self, cells: Sequence[str], line_end: str) -> str:
        out = io.StringIO(newline="")
        # Cells with either line end are quoted only where the writer's own line end has both.
        csv.writer(out, delimiter=self.delimiter, lineterminator="\r\n").writerow(cells)
        return out.getvalue().removesuffix("\r\n") + line_end


def _split(text: str) -> list[str]:
    """Cuts after every line end that stands in no quotes."""
    rows: list[str] = []
    pending = ""
    for line in _lines(text):
        pending += line
        if pending.count('"') % 2 == 0:
            rows.append(pending)
            pending = ""
    if pending:
        rows.append(pending)
    return rows


def _lines(text: str) -> list[str]:
    """Lines with their ends; only ``\\n`` ends one, whatever else Unicode calls a line end."""
    parts = text.split("\n")
    return [part + "\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])
