"""Finds text that a scanner, a copying program or a keyword filter damaged."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from search_index.text import normalise

_FEWEST_CUT = 3
"""Cut words that must be seen, of at least two different words, before a character counts as filtered."""
_MOSTLY = 0.02
"""Share of hanzi that only traditional text has, from which a text counts as traditional."""
_HANZI = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _noise() -> tuple[tuple[tuple[re.Pattern[str], str], ...], tuple[str, ...]]:
    raw = tomllib.loads(Path(__file__).with_name("noise.toml").read_text("utf-8"))
    scanned = tuple((re.compile(pattern), meant) for pattern, meant in raw["scanned"].items())
    return scanned, tuple(raw["frequent"]["words"])


def scanned(text: str) -> Iterator[tuple[str, str]]:
    """Every damaged piece of a text and what it looks like."""
    for pattern, meant in _noise()[0]:
        if found := pattern.search(text):
            yield found[0], meant


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters."""
    plain = _HANZI.findall(text)
    simple = _HANZI.findall(normalise(text))
    changed = sum(one != other for one, other in zip(plain, simple, strict=False))
    return bool(changed >= 2 and changed > _MOSTLY * len(plain))


def filtered_characters(texts: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Characters that a keyword filter took out of a whole file, with the words that show it.

    A character counts when no frequent word that holds it is whole, and several are there without it.

    >>> list(filtered_characters(["政府网站、政服务中心、国院令", "政服务中心、国院令第711号"]))
    [('务', ['国务院令', '政务服务中心'])]
    """
    whole = "\n".join(texts)
    kept: set[str] = set()
    cut: dict[str, Counter[str]] = {}
    for word in _noise()[1]:
        if word in whole:
            kept |= set(word)
            continue
        for char in dict.fromkeys(word):
            rest = word.replace(char, "")
            if len(rest) > 1 and (count := len(re.findall(re.escape(rest), whole))):
                cut.setdefault(char, Counter())[word] += count
    for char, words in cut.items():
        if char not in kept and char not in whole and len(words) > 1 and words.total() >= _FEWEST_CUT:
            yield char, sorted(words)
