"""The words of catalogue tables, read from ``words.toml`` and the field's ``headers.csv``."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search_index.errors import TableUnreadable
from search_index.text import normalise

_NOISE = re.compile(r"[\s:：*＊、,，（）()【】\[\]《》\"'“”·.．]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Compiled patterns; ``groups`` by field."""

    groups: dict[str, re.Pattern[str]]
    note: re.Pattern[str]
    same: re.Pattern[str]
    number: re.Pattern[str]
    legend: re.Pattern[str]
    channel: re.Pattern[str]
    ticked: str
    unticked: str
    ticked_letters: str
    unticked_letters: str
    yes: frozenset[str]
    no: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    """The patterns of ``words.toml``."""
    raw = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    rows, boxes = raw["rows"], raw["boxes"]
    return Words(
        groups={field: re.compile(pattern) for field, pattern in raw["groups"].items()},
        note=re.compile(rows["note"]),
        same=re.compile(rows["same"]),
        number=re.compile(rows["number"]),
        legend=re.compile(rows["legend"]),
        channel=re.compile(boxes["channel"]),
        ticked=boxes["ticked"],
        unticked=boxes["unticked"],
        ticked_letters=boxes["ticked_letters"],
        unticked_letters=boxes["unticked_letters"],
        yes=frozenset(boxes["yes"].split("|")),
        no=frozenset(boxes["no"].split("|")),
    )


def header_key(text: str) -> str:
    """A header without spaces, brackets and punctuation, normalised.

    >>> header_key("公开内容 （要素）") == header_key("公开内容(要素)")
    True
    """
    return _NOISE.sub("", normalise(text))


@dataclass(frozen=True, slots=True)
class Synonyms:
    """The known header words: key → field, and the longer ones that may stand inside a longer header."""

    exact: dict[str, str]
    contained: tuple[tuple[str, str], ...]

    def field_of(self, key: str) -> str | None:
        """The field a header key names, None for an unknown column."""
        if key in self.exact:
            return self.exact[key]
        inside = (field for word, field in self.contained if word in key and len(key) <= len(word) + 8)
        return next(inside, None)


_SHORTEST_CONTAINED = 4


def read_synonyms(field_dir: Path) -> Synonyms:
    """``headers.csv`` of the field folder; raises TableUnreadable without it."""
    path = field_dir / "headers.csv"
    if not path.is_file():
        raise TableUnreadable(f"缺少表头对照表 {path.name}")
    with path.open(encoding="utf-8-sig", newline="") as file:
        exact = {header_key(word): row["字段"] for row in csv.DictReader(file) for word in row["表头写法"].split("|")}
    longer = sorted((key for key in exact if len(key) >= _SHORTEST_CONTAINED), key=len, reverse=True)
    return Synonyms(exact, tuple((key, exact[key]) for key in longer))


def group_of(key: str) -> str | None:
    """The field of a word to tick (全社会 → audience); None for any other word."""
    return next((field for field, pattern in words().groups.items() if pattern.fullmatch(key)), None)
