"""Files with known truth: a plain table, and quirks upon it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import tests.catalogue.quirks.damage  # noqa: F401 -- registers its quirks
from search_index.catalogue import read_catalogue
from search_index.records import CatalogItem
from tests.catalogue.quirks.carriers import WRITERS, stacked, write
from tests.catalogue.quirks.compare import Comparison, compare
from tests.catalogue.quirks.layout import Draft, Layout, lay_out
from tests.catalogue.quirks.quirks import FIELD, QUIRKS, plain_draft

ROWS = 8


@dataclass(frozen=True, slots=True)
class Case:
    """The tables of one file and what they state."""

    tables: tuple[Layout, ...]
    truth: tuple[CatalogItem, ...]


def draft_of(names: Sequence[str], seed: str, rows: int = ROWS) -> Draft:
    """A plain table with the quirks of those names, in their registered order."""
    draft = plain_draft(Random(seed), rows)
    chosen = [made for name, made in QUIRKS.items() if name in names]
    for made in chosen:
        if made.shapes:
            made.change(draft)
    draft.fill()
    for made in chosen:
        if not made.shapes:
            made.change(draft)
    return draft


def case(names: Sequence[str], seed: str, tables: int = 1, *, below: bool = False) -> Case:
    """One file of ``tables`` tables; ``below``: all on one sheet."""
    drafts = [draft_of(names, f"{seed}/{number}") for number in range(tables)]
    for number, draft in enumerate(drafts[1:], start=2):
        draft.name = f"目录{number}"
    layouts = [lay_out(draft) for draft in drafts]
    truth = tuple(item for draft in drafts for item in draft.truth())
    return Case((stacked(layouts),) if below else tuple(layouts), truth)


def read_case(made: Case, carrier: str, folder: Path) -> Comparison:
    """What the reader makes of the case in a carrier, held against its truth."""
    report = read_catalogue(write(carrier, made.tables, folder), FIELD)
    return compare(made.truth, report.items, report.complaints)


def fitting(carrier: str) -> list[str]:
    """Names of the quirks that a carrier can show."""
    return [name for name, made in QUIRKS.items() if carrier in made.carriers]


def combination(carrier: str, seed: str) -> list[str]:
    """Three or four quirks that a carrier can show and that do not touch the same part."""
    rng = Random(seed)
    wanted = rng.randint(3, 4)
    chosen: list[str] = []
    taken: set[str] = set()
    for name in rng.sample(fitting(carrier), len(fitting(carrier))):
        if len(chosen) < wanted and not taken & QUIRKS[name].parts:
            chosen.append(name)
            taken |= QUIRKS[name].parts
    return chosen


CARRIERS = tuple(WRITERS)
