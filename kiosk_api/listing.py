"""Listing and counting by exact filter: which agency, domain, level and mode a question names."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk_api.agencies import agencies_of, named_agency
from search_index import Content, SearchIndex
from search_index.records import CatalogItem
from search_index.text import normalise, subject_of

PAGE_SIZE = 6
"""Items on one page of a list: what fits a terminal's screen as big buttons."""

_LEVELS = (
    ("社区", r"(?:社区|村居?)(?:这?一?级|这?一?层|里|都|的|公开|有|能|要)|村居", ("社区", "村", "居")),
    (
        "街道",
        r"(?:街道|乡镇|镇街|街镇|镇|乡)(?:这?一?级|这?一?层|里|上|都|的|公开|有|能|要)|乡镇|镇街|街镇",
        ("街道", "乡", "镇"),
    ),
    ("区", r"(?:区县|区|县|旗)(?:这?一?级|这?一?层|本级|里|上(?!头))", ("区", "县", "旗")),
    ("市", r"(?:地?市)(?:这?一?级|这?一?层|本级|里(?!面))", ("市", "地市", "设区")),
    ("省", r"省(?:这?一?级|这?一?层|本级|里(?!面))", ("省",)),
)
"""Name of a level, how a question says it, and how cells of catalogues begin that name it."""
_ON_REQUEST = (
    r"依申请|(?<!不用)(?<!不要)(?<!无需)(?<!不)(?:申请|打报告)(?:公开)?(?:后|了|才|的)"
    r"|(?:得|要|须|需要?|必须|先)(?:先|打|写|递|提交?|去)?(?:个|份)?申请"
)
_BY_ITSELF = r"主动|不(?:用|要|必)申请|无需申请|自己公开|直接公开"
_ASKS_LIST = re.compile(
    r"哪|什么|啥|几|多少(?=项|个|条|类|种|事|内容|东西|公开)|有多少$|数|有没有|列|都有|全部|所有|清单|目录|一共|总共|共有|多不多|看看|查"
)
_ASKS_ELSE = re.compile(
    r"钱|元|费|补多少|材料|手续|怎么|咋|如何|时候|多久|几天|哪天|谁|电话|在哪|去哪|哪里|哪儿|条件|资格|够格"
)
_FILLER = re.compile(
    r"街道办事处|街道|事项|目录|有没有|哪|几|一两|数数|数一数|拉一?个|摊子?|有关|跟|底下|下面|全|写|么|些|委|总|么|内容|信息|东西|方面|这块|那块|一块|领域|部门|系统|清单|条目|项目|公开|公示|政务|列出来?|列|全部|所有|拢共|一共|总共|合计|共|数目"
    r"|部分|上头?|那边|这边|那头|这头|口|家|这一?级|这一?层|一级|级别|层级|级|类|种|样|件|条|项|个|款|归|管着|管|里头?|面|本|依|主动|申请|自己|直接|打|先|得|须|必须|才|能|看到?|看|查|给|后|都|有|负责|属于|属|发布|放|挂|出来?|下"
)


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Exact conditions on catalogue items; blank means any."""

    agency: str = ""
    domain: str = ""
    level: str = ""
    mode: str = ""

    def as_dict(self) -> dict[str, str]:
        """The conditions that are set, by field name."""
        pairs = (("agency", self.agency), ("domain", self.domain), ("level", self.level), ("mode", self.mode))
        return {name: value for name, value in pairs if value}

    def matches(self, item: CatalogItem) -> bool:
        """Whether an item meets every condition."""
        if self.agency and self.agency not in agencies_of(item):
            return False
        if self.domain and self.domain != (item.domain or item.category):
            return False
        if self.level and not has_level(item, self.level):
            return False
        return not self.mode or self.mode in item.mode


@dataclass(frozen=True, slots=True)
class Named:
    """The conditions a question names, and what of substance is left of it besides."""

    conditions: ItemFilter
    rest: str

    def is_all(self, question: str) -> bool:
        """Whether the question names nothing but conditions and asks what or how many there are."""
        asked = normalise(question)
        named = len(self.conditions.as_dict())
        # 「社保里头得写申请才能看的」 asks for a list by nothing but two conditions.
        lists = bool(_ASKS_LIST.search(asked)) or (named > 1 and asked.endswith("的"))
        return named > 0 and not self.rest and lists and not _ASKS_ELSE.search(asked)


def has_level(item: CatalogItem, level: str) -> bool:
    """Whether the level cell names the level under any of its names (街道 = 乡 = 镇)."""
    words = next((words for name, _, words in _LEVELS if name == level), (level,))
    parts = [part for part in re.split(r"[、,，;；/\s|和及]+", item.level) if part]
    return any(part.startswith(word) or f"{word}级" in part for part in parts for word in words)


def find_filter(content: Content, question: str, formal: str) -> Named:
    """The conditions a question names; ``formal`` is the question in formal words (aliases resolved)."""
    asked, formal = normalise(question), normalise(formal)
    agencies = {agency for item in content.items for agency in agencies_of(item)}
    agency, agency_words = named_agency(sorted(agencies), asked, formal)
    left = asked.replace(agency_words, " ") if agency_words else asked
    # 「海洋渔业局」 names the agency, not the domain 海洋渔业.
    domain, domain_words = _named_domain(content, left, "" if agency else formal)
    level = next((name for name, pattern, _ in _LEVELS if re.search(pattern, left)), "")
    mode = "依申请" if re.search(_ON_REQUEST, asked) else "主动" if re.search(_BY_ITSELF, asked) else ""
    for word in (re.escape(domain_words), *(pattern for _, pattern, _ in _LEVELS), _ON_REQUEST, _BY_ITSELF):
        left = re.sub(word, " ", left) if word else left
    rest = re.sub(r"\W|[省市区县]", "", _FILLER.sub("", subject_of(_FILLER.sub(" ", left))))
    return Named(ItemFilter(agency, domain, level, mode), rest if len(rest) > 1 else "")


def select(index: SearchIndex, conditions: ItemFilter) -> list[CatalogItem]:
    """Every item that meets the conditions, in catalogue order: exact, never top-k."""
    return [item for item in index.content.items if conditions.matches(item)]


@lru_cache(maxsize=1)
def _everyday_domains() -> dict[str, tuple[str, ...]]:
    with Path(__file__).with_name("domain_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["领域"]: tuple(row["平常说法"].split("|")) for row in csv.DictReader(file)}


def _named_domain(content: Content, asked: str, formal: str) -> tuple[str, str]:
    """The domain a question names and the words that name it: its own name first, then the longest everyday one."""
    domains = {item.domain or item.category for item in content.items} - {""}
    own = _longest((name, name) for name in domains if normalise(name) in asked or normalise(name) in formal)
    if own[0]:
        return own
    everyday = ((name, word) for name in domains for word in _everyday_domains().get(name, ()))
    return _longest((name, word) for name, word in everyday if word in asked)


def _longest(names: Iterable[tuple[str, str]]) -> tuple[str, str]:
    return max(names, key=lambda pair: (len(pair[1]), pair[0]), default=("", ""))
