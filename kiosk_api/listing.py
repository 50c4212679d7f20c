"""Listing and counting by exact filter: which agency, domain, level and mode a question names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from search_index import Content, SearchIndex
from search_index.records import CatalogItem
from search_index.text import normalise

PAGE_SIZE = 6
"""Items on one page of a list: what fits a terminal's screen as big buttons."""

_SEPARATORS = re.compile(r"[、,，;；/\n]|(?<=[局委办会室院队厅处])(?:和|及|以及)")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:局|委|办|厅|院|队|街道|中心|所|会)")
_AREA = re.compile(r"^(?:[\u4e00-\u9fff]{2,4}(?:省|市|区|县)|省|市|区|县|镇|乡)")
_LEVELS = (
    ("社区", "社区|村居|村级|村一级|村这"),
    ("街道", "街道|乡镇|镇街|乡级|镇级|镇一级|乡一级"),
    ("区", "区级|县级|区一级|县一级|区里|县里|区这"),
)
_LEVEL_WORDS = {"社区": ("社区", "村"), "街道": ("街道", "乡", "镇"), "区": ("区", "县")}
_MODES = (("依申请", "依申请|申请才|要申请"), ("主动", "主动公开|主动"))


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Exact conditions on catalogue items; blank means any."""

    agency: str = ""
    domain: str = ""
    level: str = ""
    mode: str = ""

    def as_dict(self) -> dict[str, str]:
        """The conditions that are set, by field name."""
        return {
            name: value
            for name, value in (
                ("agency", self.agency),
                ("domain", self.domain),
                ("level", self.level),
                ("mode", self.mode),
            )
            if value
        }

    def matches(self, item: CatalogItem) -> bool:
        """Whether an item meets every condition."""
        if self.agency and self.agency not in agencies_of(item):
            return False
        if self.domain and self.domain != (item.domain or item.category):
            return False
        if self.level and not has_level(item, self.level):
            return False
        return not self.mode or self.mode in item.mode


def agencies_of(item: CatalogItem) -> tuple[str, ...]:
    """The agencies that a publishing-agency cell names, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(item.agency) if part.strip()))


def has_level(item: CatalogItem, level: str) -> bool:
    """Whether the level cell names the level under any of its names (街道 = 乡 = 镇)."""
    parts = re.split(r"[、,，;；/\s|和及]+", item.level)
    return any(
        part.startswith(word) or f"{word}级" in part for part in parts for word in _LEVEL_WORDS.get(level, (level,))
    )


def find_filter(content: Content, question: str, formal: str) -> ItemFilter:
    """The conditions a question names; ``formal`` is the question in formal words (aliases resolved)."""
    asked = normalise(question)
    agencies = {agency for item in content.items for agency in agencies_of(item)}
    domains = {item.domain or item.category for item in content.items} - {""}
    agency = _named_agency(agencies, asked, normalise(formal))
    domain = _longest(domain for domain in domains if normalise(domain) in asked or normalise(domain) in formal)
    return ItemFilter(
        agency=agency,
        # 「海洋渔业局」 names the agency, not the domain 海洋渔业.
        domain="" if domain and domain in agency else domain,
        level=_first(_LEVELS, asked),
        mode=_first(_MODES, asked),
    )


def select(index: SearchIndex, conditions: ItemFilter) -> list[CatalogItem]:
    """Every item that meets the conditions, in catalogue order: exact, never top-k."""
    return [item for item in index.content.items if conditions.matches(item)]


def _named_agency(agencies: Iterable[str], asked: str, formal: str) -> str:
    named = [agency for agency in agencies if _core(agency) in asked or _core(agency) in formal]
    if named:
        return max(named, key=lambda agency: (len(_core(agency)), -len(agency)))
    short = [
        agency
        for office in _OFFICE.findall(asked)
        for agency in agencies
        for start in range(len(office) - 2)
        if _abbreviates(office[start:], _core(agency))
    ]
    return min(short, key=len) if short else ""


def _core(agency: str) -> str:
    """The agency's name without the area before it: 区民政局 → 民政局."""
    name = normalise(agency)
    core = _AREA.sub("", name)
    return core if len(core) >= 2 else name


def _abbreviates(short: str, full: str) -> bool:
    """Whether the letters of 住建局 stand in this order in 住房城乡建设局, first and last alike."""
    if len(short) < 3 or short[0] != full[:1] or short[-1] != full[-1:]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def _longest(names: Iterable[str]) -> str:
    return max(names, key=len, default="")


def _first(table: Iterable[tuple[str, str]], asked: str) -> str:
    return next((name for name, pattern in table if re.search(pattern, asked)), "")
