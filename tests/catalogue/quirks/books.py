"""Files with known truth: which quirks, which carrier, which seed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from search_index.records import CatalogItem
from tests.catalogue.quirks import cells, headings, rows
from tests.catalogue.quirks.carriers import stacked, write
from tests.catalogue.quirks.layout import Cell, Draft, Layout, lay_out
from tests.catalogue.quirks.quirks import QUIRKS, Quirk, plain_draft
from tests.catalogue.quirks.truth import entries

assert cells and headings and rows  # registers their quirks
ITEMS = 8
"""Items of a file with one table."""


def make(names: Sequence[str], carrier: str, seed: int, folder: Path) -> tuple[Path, list[CatalogItem]]:
    """A file that has every named quirk, and what stands in it."""
    rng = Random(f"{'+'.join(names)}/{seed}")
    quirks = [quirk for name, quirk in QUIRKS.items() if name in names]
    assert len(quirks) == len(set(names))
    count = max([quirk.tables for quirk in quirks], default=1)
    each = ITEMS // count + (count > 1)
    told = entries(rng, each * count)
    drafts = [_drafted(plain_draft(rng, told[at : at + each]), quirks) for at in range(0, len(told), each)]
    tables = [table for draft in drafts for table in (*_aside(draft), lay_out(draft))]
    if any(quirk.stacked for quirk in quirks):
        tables = [stacked(tables)]
    return write(carrier, tables, folder), [item for draft in drafts for item in draft.truth()]


def combination(carrier: str, seed: int) -> tuple[str, ...]:
    """Three to five quirks that go together in a carrier."""
    rng = Random(f"{carrier}/{seed}")
    possible = [name for name, quirk in QUIRKS.items() if carrier in quirk.carriers]
    rng.shuffle(possible)
    wanted = rng.randint(3, 5)
    chosen: list[str] = []
    parts: set[str] = set()
    for name in possible:
        if len(chosen) < wanted and not parts & QUIRKS[name].parts:
            chosen.append(name)
            parts |= QUIRKS[name].parts
    return tuple(sorted(chosen))


def _drafted(draft: Draft, quirks: Sequence[Quirk]) -> Draft:
    for quirk in quirks:
        if quirk.shapes:
            quirk.change(draft)
    draft.fill()
    for quirk in quirks:
        if not quirk.shapes:
            quirk.change(draft)
    return draft


def _aside(draft: Draft) -> list[Layout]:
    texts = draft.aside
    return [Layout("菜单", (), tuple(Cell(0, at, text) for at, text in enumerate(texts)), 1, len(texts))] if texts else []
