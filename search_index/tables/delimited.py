"""CSV and tab-separated text in the encodings that Chinese offices save: UTF-8, UTF-16, GB18030."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from search_index.errors import TableUnreadable
from search_index.tables.grid import Table, TableRow

csv.field_size_limit(1 << 22)


def decoded(path: Path) -> str:
    """The text of a file; raises TableUnreadable when no encoding fits."""
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\x00" in raw:
        raise TableUnreadable(f"{path.name} 不是文本表格（含二进制内容），请另存为 CSV（UTF-8）")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TableUnreadable(f"{path.name} 的编码读不出来，请另存为 CSV（UTF-8）")


def delimited_tables(path: Path) -> list[Table]:
    """The one table of a text file; raises TableUnreadable for unbalanced quotes or an unknown encoding."""
    text = decoded(path)
    first = text.partition("\n")[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[TableRow] = []
    try:
        for cells in reader:
            rows.append(TableRow(len(rows) + 1, tuple(cell.strip() for cell in cells)))
    except csv.Error as error:
        near = f"{path.name} 第{len(rows) + 1}行附近"
        raise TableUnreadable(f"{near}的引号不成对，或者一格文字过长，请检查后再导入") from error
    table = Table("", tuple(rows))
    return [] if table.is_blank else [table]
