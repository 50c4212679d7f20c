"""Writes ``public/pinyin.txt``: everyday words by their spelling, for the pinyin pad.

One spelling a line: ``zheng'fu 政府 88 征服 60``; weights are eight times the binary logarithm of jieba's counts. Words
of the served content come on top at run time (``GET /api/v1/pinyin``).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import jieba

from search_index.pinyin_words import spellings, weight_of

TARGET = Path(__file__).parents[1] / "public" / "pinyin.txt"
MOST_WORDS = 60_000
LONGEST_WORD = 6
RARELY = 1e-4
"""Share of a reading that no frequent word has: 也 as yi is found, but behind everything else."""
GB2312_ROWS = range(0xB0, 0xF8)


def _frequent() -> list[tuple[str, int]]:
    """jieba's words, the most frequent first, as far as they are of hanzi alone."""
    words: list[tuple[str, int]] = []
    for line in jieba.get_dict_file().read().decode("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if 2 <= len(word) <= LONGEST_WORD and all("一" <= letter <= "鿿" for letter in word):
            words.append((word, int(count)))
    words.sort(key=lambda entry: -entry[1])
    return words[:MOST_WORDS]


def _characters() -> dict[str, int]:
    """Every character of GB 2312, with jieba's count where it has one."""
    found = {}
    for high in GB2312_ROWS:
        for low in range(0xA1, 0xFF):
            try:
                found[bytes([high, low]).decode("gb2312")] = 1
            except UnicodeDecodeError:
                continue
    for line in jieba.get_dict_file().read().decode("utf-8").splitlines():
        word, count, *_ = line.split(" ")
        if word in found:
            found[word] = int(count)
    return found


def _shares(words: Iterable[tuple[str, int]]) -> dict[tuple[str, str], float]:
    """How much of a character's use falls on each of its readings, by the words it stands in."""
    used: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in words:
        for spelled in spellings(word):
            for character, syllable in zip(word, spelled.split("'"), strict=True):
                used[character][syllable] += count
    for character in _characters():
        if character not in used:
            used[character][spellings(character)[0]] = 1
    return {
        (character, syllable): count / readings.total()
        for character, readings in used.items()
        for syllable, count in readings.items()
    }


def main() -> None:
    """Writes the table unless it is there already."""
    if TARGET.is_file() and TARGET.stat().st_mtime > Path(__file__).stat().st_mtime:
        return
    table: dict[str, dict[str, int]] = defaultdict(dict)
    words = _frequent()
    for word, count in words:
        for spelled in spellings(word):
            table[spelled][word] = weight_of(count)
    shares = _shares(words)
    for character, count in _characters().items():
        for spelled in spellings(character):
            table[spelled][character] = weight_of(round(count * shares.get((character, spelled), RARELY)))
    lines = []
    for spelled in sorted(table):
        ranked = sorted(table[spelled].items(), key=lambda entry: -entry[1])
        lines.append(" ".join([spelled, *(f"{word} {weight}" for word, weight in ranked)]))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
