"""Imports a catalogue (CSV, XLSX, XLS) into a content folder: all or nothing.

Any subset of the standard columns will do. Blank elements and unknown domains are warnings; unknown columns are kept.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search_index.checks import HIJACKED, blank_elements, known_domains
from search_index.content import stable_id
from search_index.errors import Complaint, ContentError, TableUnreadable
from search_index.headers import TICKED, UNTICKED, Column, Header, find_header, read_synonyms, titled_domain
from search_index.records import CatalogItem, Origin
from search_index.tables import Table, TableRow, read_tables
from search_index.text import letters_only

LEVELS = ("domain", "category", "topic", "subtopic")
"""Merged cells leave blanks below; these fields are filled down from the row above."""
SAME_AS_ABOVE = {"同上", "同上。", "〃", "″"}
ROW_NUMBER = {"序号", "行号", "no", "no."}


@dataclass
class ImportReport:
    """What one import understood: columns by header, items read, and everything worth telling."""

    file: str
    columns: dict[str, str] = field(default_factory=dict)
    items: list[CatalogItem] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)


def read_catalogue(path: Path, field_dir: Path) -> ImportReport:
    """Understands one catalogue file, sheet by sheet, without writing; raises ContentError when it is no catalogue."""
    report = ImportReport(path.name)
    unread: list[Complaint] = []
    synonyms, domains = read_synonyms(field_dir), known_domains(field_dir)
    try:
        sheets = read_tables(path)
    except TableUnreadable as error:
        raise ContentError([Complaint("error", path.name, 0, "", str(error))]) from error
    for sheet in sheets:
        shown = f"{path.name}·{sheet.name}" if len(sheets) > 1 else path.name
        try:
            _read_sheet(report, sheet, shown, synonyms, domains)
        except TableUnreadable as error:
            unread.append(Complaint("warning", shown, 0, "", f"这张表没有导入：{error}"))
    if not report.columns:
        raise ContentError([Complaint("error", path.name, 0, "", c.message) for c in unread])
    report.complaints += [*unread, *_item_complaints(report)]
    return report


def _read_sheet(
    report: ImportReport, sheet: Table, shown: str, synonyms: dict[str, str], domains: Sequence[str]
) -> None:
    rows = [row for row in sheet.rows if not row.is_blank]
    header = find_header(rows, synonyms)
    report.columns |= {column.header: _use(column) for column in header.columns if column.header}
    titles = [cell for row in rows[: header.first_row] for cell in row.cells] + [sheet.name, Path(report.file).stem]
    domain = titled_domain(titles, domains)
    above: dict[str, str] = {}
    for row in rows[header.first_row :]:
        values, extra = _row_values(row, header)
        if not values or _repeats_header(values, header):
            continue
        report.complaints += _fill_from_above(values, above, shown, row.number)
        above = values
        if domain and not values.get("domain"):
            values["domain"] = domain
        report.items.append(_item(values, extra, shown, row.number))


def _use(column: Column) -> str:
    if column.field:
        return str(CatalogItem.model_fields[column.field].title) + (f"＝{column.word}" if column.word else "")
    return "（序号，不导入）" if _is_row_number(column) else "（保留为附加栏）"


def _is_row_number(column: Column) -> bool:
    return column.header.strip().lower() in ROW_NUMBER


def _row_values(row: TableRow, header: Header) -> tuple[dict[str, str], dict[str, str]]:
    values: dict[str, str] = {}
    extra: dict[str, str] = {}
    for column, cell in zip(header.columns, row.cells, strict=False):
        if not cell:
            continue
        if column.word:
            mark = cell.strip().lower()
            if mark not in UNTICKED:
                word = column.word if mark in TICKED else f"{column.word}（{cell}）"
                values[column.field or ""] = "、".join(filter(None, [values.get(column.field or ""), word]))
        elif column.field:
            values[column.field] = cell
        elif column.header and not _is_row_number(column):
            extra[column.header] = cell
    return values, extra


def _repeats_header(values: dict[str, str], header: Header) -> bool:
    """Printed pages repeat the header; a row that only repeats it is no item."""
    titles = {column.header.split("/")[-1] for column in header.columns} | {
        c.header.split("/")[0] for c in header.columns
    }
    return all(value in titles for value in values.values())


def _fill_from_above(values: dict[str, str], above: dict[str, str], file: str, row: int) -> Iterator[Complaint]:
    for name, value in list(values.items()):
        if value in SAME_AS_ABOVE:
            if above.get(name):
                values[name] = above[name]
            else:
                values[name] = ""
                column = str(CatalogItem.model_fields[name].title)
                yield Complaint("warning", file, row, column, f"写着「{value}」，但上一行没有内容")
    for position, name in enumerate(LEVELS):
        filled_above_it = any(values.get(outer) and values[outer] != above.get(outer) for outer in LEVELS[:position])
        if not values.get(name) and above.get(name) and not filled_above_it and _has_finer_level(values, name):
            values[name] = above[name]


def _has_finer_level(values: dict[str, str], name: str) -> bool:
    finer = ("domain", "category", "topic", "subtopic", "detail", "name")
    return any(values.get(other) for other in finer[finer.index(name) + 1 :])


def _item(values: dict[str, str], extra: dict[str, str], file: str, row: int) -> CatalogItem:
    wanted = {name: value for name, value in values.items() if name in CatalogItem.model_fields}
    for name in ("as_of", "verified", "source_url"):
        if (value := wanted.pop(name, "")) and name != "verified":
            extra = {**extra, str(CatalogItem.model_fields[name].title) + "（原表）": value}
    if re.fullmatch(r"\d{1,5}", wanted.get("id", "")):
        # A running number is no id: another sheet starts at 1 again.
        extra = {**extra, "原表编号": wanted.pop("id")}
    item = CatalogItem.model_validate({**wanted, "extra": extra, "origin": Origin(file=file, row=row)})
    return item if item.id else item.model_copy(update={"id": stable_id(item)})


def _item_complaints(report: ImportReport) -> list[Complaint]:
    found: list[Complaint] = list(blank_elements(report.items))
    seen: dict[str, int] = {}
    for position, item in enumerate(report.items):
        row = item.origin.row
        if not item.title:
            found.append(Complaint("error", item.origin.file, row, "事项名称", "没有事项名称"))
        for name in CatalogItem.model_fields:
            value = getattr(item, name)
            if isinstance(value, str) and (bad := HIJACKED.search(value)):
                title = str(CatalogItem.model_fields[name].title)
                found.append(
                    Complaint("error", item.origin.file, row, title, f"出现「{bad[0]}」，像是被篡改的网页或广告")
                )
        if item.id in seen:
            unique = f"{item.id}-{sum(other.id.startswith(item.id) for other in report.items[:position]) + 1}"
            report.items[position] = item.model_copy(update={"id": unique})
            found.append(
                Complaint(
                    "warning", item.origin.file, row, "事项名称", f"与第{seen[item.id]}行同名同主体，编号加了后缀"
                )
            )
        seen.setdefault(item.id, row)
    if not report.items:
        found.append(Complaint("error", report.file, 0, "", "表头下面没有一行事项"))
    return found


def import_catalogues(files: Sequence[Path], into: Path, field_dir: Path) -> list[ImportReport]:
    """Reads every file, then writes ``catalog-<name>.csv`` for each and keeps the original in ``originals/``.

    Raises ContentError with the complaints of all files, and then has written nothing.
    """
    reports: list[ImportReport] = []
    refused: list[Complaint] = []
    for path in files:
        try:
            reports.append(read_catalogue(path, field_dir))
        except ContentError as error:
            refused += error.complaints
    refused += [c for report in reports for c in report.complaints if c.severity == "error"]
    if refused:
        raise ContentError(refused)
    into.mkdir(parents=True, exist_ok=True)
    originals = into / "originals"
    originals.mkdir(exist_ok=True)
    for path, report in zip(files, reports, strict=True):
        if path.resolve() != (originals / path.name).resolve():
            shutil.copy2(path, originals / path.name)
        target = into / f"catalog-{letters_only(path.stem) or 'import'}.csv"
        staged = target.with_suffix(".part")
        staged.write_text(catalogue_csv(report.items), encoding="utf-8")
        staged.replace(target)
    return reports


def catalogue_csv(items: Sequence[CatalogItem]) -> str:
    """Items as the text of ``catalog.csv``: standard columns first, then every extra column in first-seen order."""
    names = [name for name, info in CatalogItem.model_fields.items() if info.title]
    extras = list(dict.fromkeys(column for item in items for column in item.extra))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*(CatalogItem.model_fields[name].title for name in names), *extras])
    for item in items:
        cells = [_cell(getattr(item, name)) for name in names]
        writer.writerow([*cells, *(item.extra.get(column, "") for column in extras)])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
