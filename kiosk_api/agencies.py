"""Which agency a question names: in full, without its area, or shortened the way people do (人社厅, 卫健, 广州公安)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from search_index.records import CatalogItem
from search_index.text import normalise

_SEPARATORS = re.compile(r"[、,，;；/\n]|(?<=[局委办会室院队厅处])(?:和|及|以及)")
_OFFICE = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:局|委|办|厅|院|队|街道|中心|所|会|公司)")
_AREA = re.compile(
    r"^(?:省|市(?!场)|区|县|镇|乡|[\u4e00-\u9fff]{2,7}?(?:省|(?<!城)市(?!场)|区|县|旗|州))(?=[\u4e00-\u9fff]{2})"
)
_SUFFIX = re.compile(r"(?:委员会|办公室|管理局|总局|分局|局|厅|委|办|中心|处|所|会)$")
_LEVELS = {"社区", "街道", "乡镇", "镇街", "区县", "村居"}
"""Words for a level; 「到社区的有几项」 names no 社区居民委员会."""
_AS_AGENCY = r"(?:部门|那块|这块|底下|下面|的|系统|口|上头?|那边|这边|那头|这头|家|局|厅|委|办)"
"""What follows a bare 民政 or 公安 that means the agency and not the matter."""


def agencies_of(item: CatalogItem) -> tuple[str, ...]:
    """The agencies that a publishing-agency cell names, each once, in order."""
    return tuple(dict.fromkeys(part.strip() for part in _SEPARATORS.split(item.agency) if part.strip()))


def named_agency(agencies: Iterable[str], asked: str, formal: str) -> tuple[str, str]:
    """The agency a normalised question names and the words that name it; two blanks when none is named.

    ``formal`` is the question in formal words (aliases resolved). Of equal matches the one whose area is named wins,
    then the shortest name.
    """
    found: list[tuple[int, bool, int, str, str]] = []
    for agency in agencies:
        name = normalise(agency)
        area = match[0] if (match := _AREA.match(name)) else ""
        core = name.removeprefix(area).replace("分局", "局")
        if len(core) < 2:
            area, core = "", name
        strength, words = max(_mention(one, asked, formal) for one in (core, *_former_names().get(core, ())))
        if strength:
            near = bool(area) and (area[:2] in asked or f"{area[-1]}{words[:2]}" in asked)
            found.append((strength, near, -len(agency), agency, words))
    if not found:
        return "", ""
    *_, agency, words = max(found)
    return agency, words


@lru_cache(maxsize=1)
def _former_names() -> dict[str, tuple[str, ...]]:
    """Present name → former and everyday ones: people ask for 国土局 years after it became 自然资源局."""
    with Path(__file__).with_name("former_agencies.csv").open(encoding="utf-8", newline="") as file:
        return {row["现行名称"]: tuple(row["曾用名称"].split("|")) for row in csv.DictReader(file)}


def _mention(core: str, asked: str, formal: str) -> tuple[int, str]:
    """How strongly a text names an agency (0 not at all), and with which words of the question."""
    if core in asked or core in formal:
        return 100 + len(core), core
    for office in _OFFICE.findall(asked):
        for start in range(len(office) - 1):
            if abbreviates(office[start:], core):
                return 50 + len(office) - start, office[start:]
    stem = _SUFFIX.sub("", core)
    for short in (stem, *_shorts(stem)):
        if len(short) >= 2 and short not in _LEVELS and re.search(re.escape(short) + _AS_AGENCY, asked):
            return 20 + len(short), short
    if core.endswith(("联合会", "工会")) and (short := core[0] + "联") in asked:
        return 20, short
    for size in range(len(core) - 1, 3, -1):
        if core[-size:] in asked:
            return size, core[-size:]
    return 0, ""


def abbreviates(short: str, full: str) -> bool:
    """Whether the letters of 住建局 stand in this order in 住房城乡建设局, first and last alike."""
    if len(short) < 3 or short[0] != full[:1] or short[-1] != full[-1:]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)


def _shorts(stem: str) -> list[str]:
    """人力资源和社会保障 → 人社, 人保 …: its first letter with a later one."""
    return [stem[0] + later for later in stem[1:]]
