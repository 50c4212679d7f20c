"""Pinyin typed without an input method, spelled out as the likeliest words: 「dibao zenme」 → 「低保怎么」."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

import jieba
from pypinyin import Style, lazy_pinyin

MOST_WORDS = 20_000
LONGEST_WORD = 6
OWN_COUNT = 300_000
"""Words of the content count as often as the language's most frequent ones: 「申请」 before 「深情」."""


def spelled(word: str) -> str:
    """The toneless syllables of a word without a break, ü as v."""
    return "".join(lazy_pinyin(word, style=Style.NORMAL, v_to_u=False))


@lru_cache(maxsize=1)
def everyday_words() -> dict[str, tuple[str, int]]:
    """The most frequent word of each spelling, with its count in jieba's dictionary; takes about a second, once."""
    counted: list[tuple[int, str]] = []
    for line in jieba.get_dict_file().read().decode("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if len(word) <= LONGEST_WORD and all("一" <= letter <= "鿿" for letter in word):
            counted.append((int(count), word))
    singles = [entry for entry in counted if len(entry[1]) == 1]
    longer = sorted((entry for entry in counted if len(entry[1]) > 1), reverse=True)[:MOST_WORDS]
    found: dict[str, tuple[str, int]] = {}
    for count, word in (*longer, *singles):
        letters = spelled(word)
        if letters not in found or found[letters][1] < count:
            found[letters] = word, max(1, count)
    return found


class Speller:
    """Everyday words and those of one content, by their spelling."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = {letters: word for word in own if (letters := spelled(word)).isalpha() and letters.isascii()}

    def warm_up(self) -> None:
        """Builds its table, which the first run of letters would otherwise wait for."""
        self._table()

    def hanzi(self, letters: str) -> str | None:
        """The likeliest words that a run of lower-case letters spells; None where it spells none to its end."""
        table, longest = self._table()
        best: list[tuple[float, str] | None] = [(0.0, ""), *([None] * len(letters))]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - longest), end):
                before, word = best[start], table.get(letters[start:end])
                if before is None or word is None:
                    continue
                cost = before[0] + word[1]
                if (known := best[end]) is None or cost < known[0]:
                    best[end] = cost, before[1] + word[0]
        last = best[-1]
        return last[1] if last is not None else None

    @lru_cache(maxsize=1)  # noqa: B019  one speller lives as long as its index
    def _table(self) -> tuple[dict[str, tuple[str, float]], int]:
        everyday = everyday_words()
        total = sum(count for _, count in everyday.values())
        counted = {**everyday, **{letters: (word, OWN_COUNT) for letters, word in self._own.items()}}
        table = {letters: (word, -math.log(count / total)) for letters, (word, count) in counted.items()}
        return table, max(map(len, table))
