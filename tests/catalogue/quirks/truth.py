"""Seeded catalogue entries whose every cell is known, varied enough that no column can be taken for another."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from search_index.records import CatalogItem

HERE = Path(__file__).parent
_COLUMNS = {
    "领域": "domain",
    "一级事项": "topic",
    "二级事项": "subtopic",
    "三级事项": "detail",
    "公开内容": "elements",
    "公开依据": "legal_basis",
    "公开主体": "agency",
    "责任科室": "office",
}
TICKED = ("audience", "mode", "level")


@dataclass(slots=True)
class Entry:
    """One item before it is laid out: texts by field, what is ticked, and the channels with their boxes."""

    texts: dict[str, str]
    extra: dict[str, str]
    ticked: dict[str, tuple[bool, ...]]
    channels: list[tuple[str, bool]]
    group: str = ""
    """Who stands in the column of particular groups in place of a tick."""

    def item(self, texts: Sequence[str], extra: Sequence[str], ticks: Mapping[str, Sequence[str]]) -> CatalogItem:
        """The truth where ``texts`` and ``extra`` are the columns of the table and ``ticks`` the words to tick."""
        values = {name: self.texts[name] for name in texts if name in self.texts}
        for name, words in ticks.items():
            values[name] = "、".join(self._word(name, word, at) for at, word in enumerate(words) if self.ticked[name][at])
        if "channels" in texts and "channels" not in values:
            values["channels"] = "、".join(name for name, ticked in self.channels if ticked)
        return CatalogItem(**values, extra={column: self.extra[column] for column in extra})

    def _word(self, name: str, word: str, position: int) -> str:
        return f"{word}（{self.group}）" if self.group and name == "audience" and position == 1 else word


@dataclass(frozen=True, slots=True)
class Words:
    """``words.toml``: lists of words by name, and names of levels by style."""

    lists: dict[str, list[str]] = field(default_factory=dict)
    levels: dict[str, list[str]] = field(default_factory=dict)


@cache
def words() -> Words:
    """The words of ``words.toml``."""
    raw: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    return Words({name: value for name, value in raw.items() if isinstance(value, list)}, raw["levels"])


@cache
def subjects() -> tuple[dict[str, str], ...]:
    """``subjects.csv`` by field."""
    with (HERE / "subjects.csv").open(encoding="utf-8", newline="") as file:
        return tuple({_COLUMNS[title]: text for title, text in row.items()} for row in csv.DictReader(file))


@cache
def synonyms(field_dir: Path) -> dict[str, tuple[str, ...]]:
    """Every way ``headers.csv`` says a column of a field is headed."""
    with (field_dir / "headers.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.reader(file) if len(row) == 2][1:]
    return {name: tuple(spelled.split("|")) for name, spelled in rows}


def entries(rng: Random, count: int) -> list[Entry]:
    """``count`` entries of different subjects, with every text a catalogue may hold."""
    place = rng.choice(words().lists["places"])
    return [_entry(rng, place, subject) for subject in rng.sample(subjects(), count)]


def _entry(rng: Random, place: str, subject: dict[str, str]) -> Entry:
    pick = words().lists
    texts = {
        **subject,
        "agency": place + subject["agency"],
        "time_limit": rng.choice(pick["time_limits"]),
        "phone": f"0{rng.randint(311, 998)}-{rng.randint(2_000_000, 8_999_999)}",
        "attribute": rng.choice(pick["attributes"]),
    }
    extra = {
        "监督电话": f"12{rng.randint(300, 399)}转{rng.randint(1, 9)}",
        "五公开": rng.choice(pick["five"]),
        "条款内容": rng.choice(pick["provisions"]),
        "补充说明": rng.choice(pick["remarks"]),
    }
    offered = sorted(rng.sample(range(len(pick["channels"])), rng.randint(4, 7)))
    kept = set(rng.sample(offered, rng.randint(2, 3)))
    channels = [(pick["channels"][at], at in kept) for at in offered]
    on_request = rng.random() < 0.25
    ticked = {
        "audience": (not on_request, on_request),
        "mode": (not on_request, on_request),
        "level": rng.choice([(True, True, True), (True, False, True), (True, True, False)]),
    }
    return Entry(texts, extra, ticked, channels)
