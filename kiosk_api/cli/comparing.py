"""The command that holds a catalogue against a reference: compare."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kiosk_api.cli.output import AsJson, err, out
from kiosk_api.settings import Settings
from search_index import ContentError
from search_index.catalogue import read_catalogue
from search_index.catalogue.dry_run import write_sheets
from search_index.catalogue.importing import current_items
from search_index.comparing import Comparison, compare
from search_index.records import CatalogItem

SHOWN = 15


def compare_(
    catalogue: Annotated[Path, typer.Argument(help="本地目录：内容文件夹，或一张目录表")],
    reference: Annotated[Path, typer.Argument(help="对照：国家标准目录、权责等三张清单，或旧版目录")],
    excel: Annotated[Path | None, typer.Option("--excel", help="写成 Excel，一个部门一张表")] = None,
    as_json: AsJson = False,
) -> None:
    """拿本地目录和标准目录（或三张清单）对照：缺了什么、多了什么、哪里写得不一样，按部门列出。"""
    found = compare(_items(catalogue), _items(reference))
    if excel is not None:
        write_sheets(excel, _sheets(found))
        err.print(f"对照结果在 {excel}")
    if as_json:
        print(json.dumps(_facts(found), ensure_ascii=False))
    else:
        _show(found)


def _items(path: Path) -> list[CatalogItem]:
    """The items of a content folder or of one file in any carrier; raises ContentError."""
    if path.is_dir():
        return [item for items in current_items(path).values() for item in items]
    report = read_catalogue(path, Settings().field_dir)
    wrong = [complaint for complaint in report.complaints if complaint.severity == "error"]
    if wrong:
        raise ContentError(wrong)
    return report.items


def _named(item: CatalogItem) -> str:
    return " / ".join([*item.path, item.title])


def _show(found: Comparison) -> None:
    counts = len(found.missing), len(found.alike), len(found.extra), len(found.changed)
    out.print("缺 {}，可能是同一项 {}，多 {}，写得不一样 {}，".format(*counts) + f"相同 {found.same}")
    for title, field in (("按部门", "agency"), ("按领域", "domain")):
        table = Table(title, "缺", "可能同一项", "多", "不一样")
        for key, row in list(found.by(field).items())[:SHOWN]:
            table.add_row(key, *map(str, row))
        out.print(table)
    for item in found.missing[:SHOWN]:
        out.print(f"缺：{_named(item)}")
    for pair in found.alike[:SHOWN]:
        out.print(f"可能是同一项：对照写「{_named(pair.reference)}」，本地写「{_named(pair.item)}」")
    for change in found.changed[:SHOWN]:
        out.print(f"不一样：{_named(change.item)}（{'、'.join(change.columns)}）")


def _facts(found: Comparison) -> dict[str, object]:
    return {
        "missing": [{"title": _named(item), "agency": item.agency} for item in found.missing],
        "alike": [
            {"reference": _named(pair.reference), "item": _named(pair.item), "likeness": pair.likeness}
            for pair in found.alike
        ],
        "extra": [{"id": item.id, "title": _named(item), "agency": item.agency} for item in found.extra],
        "changed": [{"id": one.item.id, "title": _named(one.item), "columns": one.columns} for one in found.changed],
        "same": found.same,
        "by_agency": found.by("agency"),
        "by_domain": found.by("domain"),
    }


def _rows(found: Comparison) -> Iterator[tuple[str, Sequence[str]]]:
    """Agency and one row: what, item, other name or column, reference, catalogue."""
    for item in found.missing:
        yield item.agency, ("缺", _named(item), "", item.elements, "")
    for pair in found.alike:
        yield pair.item.agency, ("可能是同一项", _named(pair.item), _named(pair.reference), "", "")
    for item in found.extra:
        yield item.agency, ("多", _named(item), "", "", item.elements)
    for change in found.changed:
        for column, (one, other) in change.columns.items():
            yield change.item.agency, ("不一样", _named(change.item), column, one, other)


def _sheets(found: Comparison) -> dict[str, list[Sequence[object]]]:
    """One sheet a department, the overview first; the first row of each is its header."""
    counts = [("部门", "缺", "可能同一项", "多", "不一样"), *((key, *row) for key, row in found.by("agency").items())]
    sheets: dict[str, list[Sequence[object]]] = {"概要": list(counts)}
    for agency, row in _rows(found):
        sheet = sheets.setdefault(agency or "没有写明部门", [("怎么了", "事项", "栏目或另一个名称", "对照", "本地")])
        sheet.append(row)
    return sheets


COMMANDS: tuple[Callable[..., None], ...] = (compare_,)
