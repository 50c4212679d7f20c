"""What an import would change: items added, changed element by element, and no longer there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from search_index.records import CatalogItem
from search_index.text import letters_only

_STATED = tuple(name for name, info in CatalogItem.model_fields.items() if info.title and name != "id")


@dataclass(frozen=True, slots=True)
class Change:
    """One item that stays, and its elements that change: column header → (before, after)."""

    before: CatalogItem
    after: CatalogItem
    columns: dict[str, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """An import against what stands now."""

    added: tuple[CatalogItem, ...]
    changed: tuple[Change, ...]
    removed: tuple[CatalogItem, ...]
    unchanged: int


def with_known_ids(items: Sequence[CatalogItem], current: Sequence[CatalogItem]) -> list[CatalogItem]:
    """The items, each with the id it has now: ids are quoted elsewhere, so an item keeps its own when its agency, its
    domain's wording or its elements change, as long as path and name tell which one it is."""
    taken = {item.id for item in current} & {item.id for item in items}
    free: dict[str, list[CatalogItem]] = defaultdict(list)
    for item in current:
        if item.id not in taken:
            free[_name_key(item)].append(item)
    known: list[CatalogItem] = []
    wanted: dict[str, int] = defaultdict(int)
    for item in items:
        if item.id not in taken:
            wanted[_name_key(item)] += 1
    for item in items:
        key = _name_key(item)
        sure = item.id not in taken and wanted[key] == 1 and len(free[key]) == 1
        known.append(item.model_copy(update={"id": free[key][0].id}) if sure else item)
    return known


def _name_key(item: CatalogItem) -> str:
    return "/".join(map(letters_only, (item.topic, item.subtopic, item.detail, item.name)))


def difference(items: Sequence[CatalogItem], current: Sequence[CatalogItem]) -> Difference:
    """``items`` against the ones they replace, by id."""
    before = {item.id: item for item in current}
    after = {item.id: item for item in items}
    changes = [_change(before[name], after[name]) for name in after if name in before]
    changed = tuple(change for change in changes if change.columns)
    return Difference(
        added=tuple(item for name, item in after.items() if name not in before),
        changed=changed,
        removed=tuple(item for name, item in before.items() if name not in after),
        unchanged=len(changes) - len(changed),
    )


def _change(before: CatalogItem, after: CatalogItem) -> Change:
    columns: dict[str, tuple[str, str]] = {}
    for name in _STATED:
        one, other = (str(getattr(item, name) or "") for item in (before, after))
        if one != other:
            columns[str(CatalogItem.model_fields[name].title)] = (one, other)
    for name in dict.fromkeys([*before.extra, *after.extra]):
        one, other = before.extra.get(name, ""), after.extra.get(name, "")
        if one != other:
            columns[name] = (one, other)
    return Change(before, after, columns)
