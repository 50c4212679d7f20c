"""The words of documents and question lists, read from ``words.toml``."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from search_index.text import letters_only

_LONGEST_LABEL = 12


@dataclass(frozen=True, slots=True)
class Words:
    """Compiled patterns; ``labels`` and ``faq`` map a key without spaces and punctuation to what it names."""

    labels: dict[str, str]
    label: re.Pattern[str]
    """A label with its colon anywhere in a line; the group is the label."""
    kept: dict[str, str]
    containers: tuple[str, ...]
    around: re.Pattern[str]
    page_line: re.Pattern[str]
    site: re.Pattern[str]
    explains: re.Pattern[str]
    consultation: re.Pattern[str]
    letterhead: re.Pattern[str]
    addressed: re.Pattern[str]
    agency: re.Pattern[str]
    repealed: re.Pattern[str]
    banner_chars: int
    status: dict[str, str]
    authors: dict[str, re.Pattern[str]]
    forms: dict[str, re.Pattern[str]]
    wrapper: re.Pattern[str]
    faq: dict[str, str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The patterns of ``words.toml``."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    page, policy, explained = raw["page"], raw["policy"], raw["interpretation"]
    labels = {letters_only(word): name for name, every in raw["labels"].items() for word in every}
    return Words(
        labels=labels,
        label=_label_pattern(raw["labels"]),
        kept=raw["kept"],
        containers=tuple(name.lower() for name in page["containers"]),
        around=re.compile(page["around"], re.IGNORECASE),
        page_line=re.compile(page["lines"]),
        site=re.compile(page["site"]),
        explains=re.compile(policy["explains"]),
        consultation=re.compile(policy["consultation"]),
        letterhead=re.compile(policy["letterhead"]),
        addressed=re.compile(policy["addressed"]),
        agency=re.compile(policy["agency"]),
        repealed=re.compile(policy["repealed"]),
        banner_chars=policy["banner_chars"],
        status={letters_only(word): status for status, every in policy["status"].items() for word in every},
        authors={name: re.compile(explained[name]) for name in ("专家", "官员", "媒体")},
        forms={
            "新闻发布会": re.compile(explained["press"]),
            "视频": re.compile(explained["video"]),
            "图片": re.compile(explained["picture"]),
        },
        wrapper=re.compile(explained["wrapper"]),
        faq={letters_only(word): name for name, every in raw["faq"].items() for word in every},
    )


def _label_pattern(labels: dict[str, Any]) -> re.Pattern[str]:
    every = sorted((word for group in labels.values() for word in group), key=len, reverse=True)
    spaced = "|".join(r"\s*".join(map(re.escape, word)) for word in every)
    return re.compile(rf"(?<![\u4e00-\u9fff])[【\[]?({spaced})[】\]]?\s*[:：]")


def label_named(text: str) -> str:
    """What a text that is nothing but a label names; "" for any other text.

    >>> label_named("索 引 号："), label_named("发文机关"), label_named("办理地点")
    ('index', 'agency', '')
    """
    return words().labels.get(letters_only(text), "") if len(text) <= _LONGEST_LABEL + 8 else ""


def labelled(text: str) -> dict[str, str]:
    """The facts of a line that begins with a label: 「来源：民政局 发布日期：2023-05-06」; empty for any other line."""
    text = text.strip()
    found = list(words().label.finditer(text))
    if not found or text[: found[0].start()].strip(" 【[|"):
        return {}
    ends = [*(mark.start() for mark in found[1:]), len(text)]
    facts: dict[str, str] = {}
    for mark, end in zip(found, ends, strict=True):
        facts.setdefault(label_named(mark[1]), text[mark.end() : end].strip(" \n|｜；;【】[]"))
    return facts
