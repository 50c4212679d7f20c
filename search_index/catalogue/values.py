"""One entry's cells as a catalogue item: each field put together in its own way, unknown columns kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from search_index.catalogue.headers import GROUPED, Column
from search_index.catalogue.repair import has_pinyin, joined, paragraphs, without_noise
from search_index.catalogue.rows import Entry
from search_index.catalogue.ticks import choices, chosen, ticked_word
from search_index.catalogue.time_limits import time_limits
from search_index.errors import Complaint
from search_index.record_rows import stable_id
from search_index.records import ORIGINAL, CatalogItem, Origin

_OWN_STATEMENTS = ("as_of", "source_url")
"""Columns whose meaning in a foreign table is not ours: kept, never taken over."""
_RUNNING_NUMBER = re.compile(r"\d{1,5}")


def item_of(
    entry: Entry, columns: Sequence[Column], shown: str, domain: str, *, every: bool
) -> tuple[CatalogItem | None, list[Complaint]]:
    """The item an entry states and what to tell of its cells; None for a row without name and content.

    ``domain`` is the title's, which the row's own goes before; ``every``: a legend says that □ counts as well.
    """
    values: dict[str, str] = {}
    extra: dict[str, str] = {}
    told: list[Complaint] = []
    for column in columns:
        cell = entry.cells.get(column.position, "")
        if not cell or column.is_number:
            continue
        if has_pinyin(cell):
            told.append(Complaint("warning", shown, entry.row, column.header, "字后面带着拼音，已去掉；请核对原文"))
        if column.field is None or column.field == "verified" or column.field in _OWN_STATEMENTS:
            extra[_extra_name(column)] = paragraphs(cell)
        elif column.word:
            word = ticked_word(cell, column.word)
            values[column.field] = "、".join(filter(None, (values.get(column.field, ""), word)))
        else:
            values[column.field] = _value(column.field, cell, every=every)
            if column.field in GROUPED and _loses(cell, every=every):
                extra[str(CatalogItem.model_fields[column.field].title) + ORIGINAL] = without_noise(cell)
    values["domain"] = values.get("domain") or entry.domain or domain
    values["category"] = values.get("category") or entry.category
    if _RUNNING_NUMBER.fullmatch(values.get("id", "")):
        # A running number is no id: another table starts at 1 again.
        extra["原表编号"] = values.pop("id")
    item = CatalogItem.model_validate({**values, "extra": extra, "origin": Origin(file=shown, row=entry.row)})
    if not item.title and not item.elements:
        return None, told
    return (item if item.id else item.model_copy(update={"id": stable_id(item)})), told


def _loses(cell: str, *, every: bool) -> bool:
    """Whether entries are left out because they are not ticked."""
    boxes = choices(cell)
    return boxes is not None and not every and len(boxes.ticked) < len(boxes.entries)


def _extra_name(column: Column) -> str:
    if column.field:
        return str(CatalogItem.model_fields[column.field].title) + "（原表）"
    return column.header or f"第{column.position + 1}栏（没有表头）"


def _value(name: str, cell: str, *, every: bool) -> str:
    readers: dict[str, Callable[[str], str]] = {"elements": paragraphs, "legal_basis": paragraphs, "time_limit": _limit}
    if name in GROUPED:
        return chosen(cell, every=every)
    return readers.get(name, joined)(cell)


def _limit(cell: str) -> str:
    """Several limits stay on lines of their own; one limit over several lines is one text."""
    text = paragraphs(cell)
    lines = text.split("\n")
    return text if len(lines) > 1 and all(time_limits(line) for line in lines) else joined(cell)
