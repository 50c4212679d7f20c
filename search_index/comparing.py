"""A district's catalogue held against a reference: what is missing, what is extra, what is stated otherwise.

The reference is the national standard catalogue of a domain, one of the three lists (权责、公共服务、行政执法) or an
earlier edition. Items are paired by their names; what is only alike is shown as such and never counted as the same.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from search_index.records import CatalogItem
from search_index.text import letters_only, tokens

ALIKE = 0.72
"""Likeness of two names (difflib's ratio of their letters) from which they may be one item under two names."""
COMPARED = ("elements", "legal_basis", "time_limit", "audience", "mode", "level")
"""What a reference rules on. Agencies and channels are each place's own."""
_CODE = re.compile(r"^[\dA-Za-z.\-—、．()（）\s]+(?=[\u4e00-\u9fff])")
_UNKNOWN = "（没有写明）"


@dataclass(frozen=True, slots=True)
class Changed:
    """One item that both have, and what is stated otherwise: column → (reference, catalogue)."""

    item: CatalogItem
    reference: CatalogItem
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Alike:
    """A missing item and an extra one whose names are so alike that a person should look."""

    reference: CatalogItem
    item: CatalogItem
    likeness: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that differs; an item stands in one list only."""

    missing: tuple[CatalogItem, ...]
    """In the reference, not in the catalogue."""
    extra: tuple[CatalogItem, ...]
    changed: tuple[Changed, ...]
    alike: tuple[Alike, ...]
    same: int

    def by(self, field: str) -> dict[str, tuple[int, int, int, int]]:
        """Agency or domain → missing, alike, extra, changed; the longest lists first."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for name, items in (
            ("missing", self.missing),
            ("alike", [pair.reference for pair in self.alike]),
            ("extra", self.extra),
            ("changed", [change.item for change in self.changed]),
        ):
            for item in items:
                counts[getattr(item, field) or _UNKNOWN][name] += 1
        ordered = sorted(counts.items(), key=lambda entry: -entry[1].total())
        return {key: (one["missing"], one["alike"], one["extra"], one["changed"]) for key, one in ordered}


def compare(catalogue: Sequence[CatalogItem], reference: Sequence[CatalogItem]) -> Comparison:
    """Pairs by whole path first, then by name within the domain, then by name alone where it is the only one.

    A reference of some domains only says nothing of the others: their items are left out.
    """
    covered = {item.domain for item in reference}
    left = [item for item in catalogue if "" in covered or not item.domain or item.domain in covered]
    changed: list[Changed] = []
    missing: list[CatalogItem] = []
    same = 0
    waiting = list(reference)
    for key in (_path_key, _domain_key, _name_key):
        waiting, pairs = _paired(waiting, left, key)
        for wanted, found in pairs:
            columns = _stated_otherwise(wanted, found)
            same += not columns
            if columns:
                changed.append(Changed(found, wanted, columns))
    alike, missing = _alike(waiting, left)
    kept = {id(pair.item) for pair in alike}
    extra = tuple(item for item in left if id(item) not in kept)
    return Comparison(tuple(missing), extra, tuple(changed), tuple(alike), same)


def _name(item: CatalogItem) -> str:
    return letters_only(_CODE.sub("", item.title))


def _path_key(item: CatalogItem) -> str:
    return "/".join(letters_only(_CODE.sub("", part)) for part in (*item.path, item.title))


def _domain_key(item: CatalogItem) -> str:
    """Domain, the level right above, and name: places add and drop outer levels."""
    above = item.path[-1] if item.path else ""
    return f"{letters_only(item.domain)}/{letters_only(above)}/{_name(item)}"


def _name_key(item: CatalogItem) -> str:
    return _name(item)


def _paired(
    waiting: Sequence[CatalogItem], left: list[CatalogItem], key: Callable[[CatalogItem], str]
) -> tuple[list[CatalogItem], list[tuple[CatalogItem, CatalogItem]]]:
    """Pairs whose key is the only one of its kind on both sides, taken out of ``left``; and who still waits."""
    wanted = Counter(key(item) for item in waiting)
    found: dict[str, list[CatalogItem]] = defaultdict(list)
    for item in left:
        found[key(item)].append(item)
    pairs = [
        (item, found[key(item)][0]) for item in waiting if wanted[key(item)] == 1 and len(found[key(item)]) == 1
    ]
    taken = {id(item) for _, item in pairs}
    matched = {id(item) for item, _ in pairs}
    left[:] = [item for item in left if id(item) not in taken]
    return [item for item in waiting if id(item) not in matched], pairs


def _stated_otherwise(wanted: CatalogItem, found: CatalogItem) -> dict[str, tuple[str, str]]:
    """Columns that the reference states and the catalogue states otherwise or not at all."""
    columns: dict[str, tuple[str, str]] = {}
    for name in COMPARED:
        one, other = getattr(wanted, name), getattr(found, name)
        if one and letters_only(one) != letters_only(other):
            columns[str(CatalogItem.model_fields[name].title)] = (one, other)
    return columns


def _alike(waiting: Sequence[CatalogItem], left: Sequence[CatalogItem]) -> tuple[list[Alike], list[CatalogItem]]:
    """For each missing item the nearest free one of the catalogue, where their names are alike enough."""
    words = {id(item): set(tokens(_name(item))) for item in (*waiting, *left)}
    found: list[Alike] = []
    candidates: list[Alike] = []
    for item in waiting:
        for other in left:
            if item.domain and other.domain and item.domain != other.domain:
                continue
            if len(words[id(item)] & words[id(other)]) * 3 < len(words[id(item)]):
                continue
            likeness = SequenceMatcher(None, _name(item), _name(other), autojunk=False).ratio()
            if likeness >= ALIKE:
                candidates.append(Alike(item, other, round(likeness, 3)))
    taken: set[int] = set()
    for pair in sorted(candidates, key=lambda pair: -pair.likeness):
        if not {id(pair.reference), id(pair.item)} & taken:
            taken |= {id(pair.reference), id(pair.item)}
            found.append(pair)
    return found, [item for item in waiting if id(item) not in taken]
