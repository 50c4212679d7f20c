"""Understands one catalogue file, table by table, without writing anything."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from search_index.catalogue.exported import is_exported, read_exported
from search_index.catalogue.findings import item_complaints
from search_index.catalogue.headers import Column, Header, find_headers, known_share
from search_index.catalogue.layout import Row, lay_out
from search_index.catalogue.rows import Gathered, gather
from search_index.catalogue.ticks import choices
from search_index.catalogue.values import item_of
from search_index.catalogue.words import Synonyms, header_key, read_synonyms, words
from search_index.checks import known_domains
from search_index.errors import Complaint, ContentError, TableUnreadable
from search_index.records import CatalogItem
from search_index.tables import Table, read_tables
from search_index.text import normalise

_AREA = re.compile(r"^(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|县|区|旗|镇|乡|街道))+")
_OFFICE = re.compile(r"[局委办厅院会处所中心街镇乡县区市]$|[（(].*[)）]|^[一二三四五六七八九十\d]+")
_TITLED = re.compile(r"([\u4e00-\u9fff]{2,16})(?:试点)?领域(?:基层)?(?:政务|政府信息)?公开")


@dataclass(frozen=True, slots=True)
class TableRead:
    """One table as it was understood: its name in complaints, the table, and its columns."""

    shown: str
    table: Table
    columns: tuple[Column, ...]


@dataclass(slots=True)
class ImportReport:
    """What one file was understood as: columns by header, items read, and everything worth telling."""

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    """Header → what became of the column, in Chinese."""
    items: list[CatalogItem] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)
    tables: list[TableRead] = field(default_factory=list)


def read_catalogue(path: Path, field_dir: Path, current: Sequence[CatalogItem] = ()) -> ImportReport:
    """Understands one catalogue file; ``current`` are the items it will stand beside, whose agencies are known.

    Raises ContentError when the file is hostile or holds no catalogue; other errors are complaints of the report.
    """
    report = ImportReport(path.name)
    try:
        reader = _Reader(report, read_synonyms(field_dir), known_domains(field_dir))
        for table in (tables := read_tables(path)):
            reader.read(table, f"{path.name}·{table.name}" if len(tables) > 1 and table.name else path.name)
    except TableUnreadable as error:
        raise ContentError([Complaint("error", path.name, 0, "", str(error))]) from error
    if not report.tables:
        found = "；".join(complaint.message for complaint in report.complaints[:3])
        message = f"没有找到公开目录：{found or '文件里没有表格'}"
        raise ContentError([Complaint("error", path.name, 0, "", message)])
    report.complaints += item_complaints(report.items, field_dir, current)
    if not report.items:
        report.complaints.append(Complaint("error", path.name, 0, "", "表头下面没有一行事项"))
    return report


class _Reader:
    def __init__(self, report: ImportReport, synonyms: Synonyms, domains: Sequence[str]) -> None:
        self._report = report
        self._synonyms = synonyms
        self._domains = domains

    def read(self, table: Table, shown: str) -> None:
        """Adds a table's items and complaints to the report."""
        if is_exported(table):
            items, complaints = read_exported(table, shown)
            self._keep(shown, table, tuple(Column(i, cell) for i, cell in enumerate(table.rows[0].cells)))
            self._report.items += items
            self._report.complaints += complaints
            return
        rows = lay_out(table)
        headers = find_headers(rows, self._synonyms)
        if not headers:
            self._report.complaints.append(Complaint("warning", shown, 0, "", self._no_header(rows)))
            return
        file_titles = [table.name, Path(self._report.file).stem, *table.caption[:1]]
        every = any(words().legend.search(normalise(text)) for text in _sayings(rows, headers, table))
        for section in _sections(rows, headers):
            titles = [*section.titles[::-1], *table.caption[::-1], *file_titles]
            domain = titled_domain(titles, self._domains)
            self._keep(shown, table, section.header.columns)
            gathered = gather(section.body, section.header, self._named_domain)
            unticked = _never_ticked(gathered, section.header)
            if unticked is not None:
                sentence = "方框一个都没有打勾，当作全部公开渠道导入；如果方框表示“不选”，请在原表里改好再导入"
                self._warn(shown, gathered.entries[0].row, unticked.header, sentence)
            self._take(gathered, section.header, shown, domain, every=every or unticked is not None)

    def _no_header(self, rows: Sequence[Row]) -> str:
        if max((known_share(row, self._synonyms)[0] for row in rows[:15]), default=0) > 1:
            return "这张表没有导入：表头里没有事项这一栏（如「事项名称」「一级事项」「公开事项」）"
        first = " ".join(dict.fromkeys(text for row in rows[:3] for text in row.texts if text))[:60]
        return f"这张表没有导入：找不到「事项名称」「公开内容」这样的表头（开头是「{first}」）"

    def _named_domain(self, text: str) -> str:
        return titled_domain([text], self._domains) if len(text) <= 60 else ""

    def _keep(self, shown: str, table: Table, columns: tuple[Column, ...]) -> None:
        self._report.tables.append(TableRead(shown, table, columns))
        self._report.columns |= {column.header: _use(column) for column in columns if column.header}

    def _take(self, gathered: Gathered, header: Header, shown: str, domain: str, *, every: bool) -> None:
        for row, position, sentence in gathered.noticed:
            self._warn(shown, row, header.columns[position].header if position >= 0 else "", sentence)
        for position, filled in gathered.filled.items():
            rows = "、".join(f"{row}" for row in filled[:8]) + ("等" if len(filled) > 8 else "")
            sentence = f"第 {rows} 行空着，当作合并的单元格补成上一行的内容；如果本来就没有，请在表里写明"
            self._warn(shown, filled[0], header.columns[position].header, sentence)
        for entry in gathered.entries:
            item, told = item_of(entry, header.columns, shown, domain, every=every)
            self._report.complaints += told
            if item is None:
                said = " ".join(entry.cells.values())
                self._warn(shown, entry.row, "", f"这一行没有事项名称和内容，没有导入：{said[:80]}")
            else:
                self._report.items.append(item)

    def _warn(self, shown: str, row: int, column: str, sentence: str) -> None:
        self._report.complaints.append(Complaint("warning", shown, row, column, sentence))


@dataclass(frozen=True, slots=True)
class _Section:
    titles: tuple[str, ...]
    header: Header
    body: list[Row]


def _sections(rows: Sequence[Row], headers: Sequence[Header]) -> Iterator[_Section]:
    """One part for each header with the title lines above it; a header printed again on a page goes on."""
    starts = [_titles_from(rows, header.first) for header in headers]
    bounds = [*starts, len(rows)]
    open_section: _Section | None = None
    for header, (start, end) in zip(headers, pairwise(bounds), strict=True):
        titles = tuple(row.banner for row in rows[start : header.first] if row.banner)
        body = list(rows[header.last + 1 : end])
        if open_section and not titles and _same(open_section.header, header):
            open_section.body.extend(body)
            continue
        if open_section:
            yield open_section
        open_section = _Section(titles, header, body)
    if open_section:
        yield open_section


def _same(one: Header, other: Header) -> bool:
    """Whether a header is printed again: the same columns, whatever rows it is spread over."""
    return [column.field for column in one.columns] == [column.field for column in other.columns]


def _titles_from(rows: Sequence[Row], first: int) -> int:
    """Index of the first of the title lines and blank rows right above a header."""
    start = first
    while start > 0 and (rows[start - 1].is_blank or (rows[start - 1].banner and _is_title(rows[start - 1].banner))):
        start -= 1
    return start


def _is_title(text: str) -> bool:
    key = header_key(text)
    return not words().note.match(key) and ("目录" in key or "领域" in key or "清单" in key)


def _never_ticked(gathered: Gathered, header: Header) -> Column | None:
    """The column of channels where it has boxes and none is ticked: then a box is only how an entry begins."""
    for column in header.columns:
        if column.field == "channels" and not column.word:
            cells = [choices(entry.cells.get(column.position, "")) for entry in gathered.entries]
            boxes = [cell for cell in cells if cell is not None]
            return column if boxes and not any(cell.ticked for cell in boxes) else None
    return None


def _sayings(rows: Sequence[Row], headers: Sequence[Header], table: Table) -> Iterator[str]:
    """Wherever a legend may stand: above, in headings, in lines between the rows."""
    yield from table.caption
    yield from (column.header for header in headers for column in header.columns)
    yield from (row.banner for row in rows if row.banner)


def _use(column: Column) -> str:
    if column.field:
        return str(CatalogItem.model_fields[column.field].title) + (f"＝{column.word}" if column.word else "")
    return "（序号，不导入）" if column.is_number else "（保留为附加栏）"


def titled_domain(titles: Sequence[str], domains: Sequence[str]) -> str:
    """The domain a table's title names (「社会救助领域基层政务公开标准目录」), the nearest title first; "" for none."""
    for title in titles:
        key = header_key(title)
        found = _TITLED.search(key)
        own = _AREA.sub("", found[1]) if found else ""
        named = [domain for domain in domains if header_key(domain) in (found[1] if found else key)]
        longest = max(named, key=len, default="")
        # 海岛旅游 is a place's own domain, not 旅游; 教育局义务教育 is an office and its domain.
        if longest and own != longest and own.endswith(longest) and not _OFFICE.search(own.removesuffix(longest)):
            return own
        if longest and all(domain in longest for domain in named):
            return longest
        if own:
            return own
    return ""
