"""The words of a content with their spellings: what the pinyin pad offers before everyday words."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, pinyin

from search_index.content import Content

SHORTEST, LONGEST = 2, 12
OWN_COUNT = 300_000
"""Counts as often as the field's most frequent words: 「公示」 is rare in newspapers and not here."""
_HANZI = re.compile("[一-鿿]+")
_STOPS = re.compile("[的和与及或、，。；：（）()《》“”\\s]")


def weight_of(count: int) -> int:
    """Eight times the binary logarithm: 0 for one occurrence, 146 for 300,000."""
    return round(8 * math.log2(max(1, count)))


@lru_cache(maxsize=100_000)
def spellings(word: str) -> tuple[str, ...]:
    """The syllables joined by ``'``, without tones, ü as v; a single character has all its readings.

    >>> spellings("政府")
    ("zheng'fu",)
    """
    if len(word) > 1:
        syllables = pinyin(word, style=Style.NORMAL, errors="ignore", v_to_u=False)
        return ("'".join(one[0].replace("ü", "v") for one in syllables),) if len(syllables) == len(word) else ()
    readings = pinyin(word, style=Style.NORMAL, heteronym=True, errors="ignore")
    return tuple(dict.fromkeys(one.replace("ü", "v") for one in readings[0])) if readings else ()


def _named(content: Content) -> Iterable[str]:
    for item in content.items:
        yield from (item.domain, item.topic, item.subtopic, item.detail, item.name, item.agency, item.elements)
    for faq in content.faq:
        yield faq.question
    for policy in content.policies:
        yield policy.name
    for part in content.guides:
        yield part.name
    for place in content.places:
        yield place.name
    for alias in content.aliases:
        yield from (alias.word, *alias.formal)


def own_words(content: Content) -> dict[str, list[str]]:
    """Words by spelling: names of the content, whole and in their parts, 2 to 12 characters."""
    words: dict[str, None] = {}
    for name in _named(content):
        for piece in (*_STOPS.split(name), name):
            for run in _HANZI.findall(piece):
                if SHORTEST <= len(run) <= LONGEST:
                    words[run] = None
    table: dict[str, list[str]] = {}
    for word in words:
        for spelled in spellings(word):
            table.setdefault(spelled, []).append(word)
    return table
