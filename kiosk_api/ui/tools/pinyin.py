"""Writes ``public/pinyin.txt``: everyday words by their spelling, for the pinyin pad.

One spelling a line: ``zheng'fu 政府 88 征服 60``; weights are eight times the binary logarithm of jieba's counts. Words
of the served content come on top at run time (``GET /api/v1/pinyin``).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import jieba

from search_index.pinyin_words import spellings, weight_of

TARGET = Path(__file__).parents[1] / "public" / "pinyin.txt"
MOST_WORDS = 60_000
LONGEST_WORD = 6
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


def main() -> None:
    """Writes the table unless it is there already."""
    if TARGET.is_file() and TARGET.stat().st_mtime > Path(__file__).stat().st_mtime:
        return
    table: dict[str, dict[str, int]] = defaultdict(dict)
    for word, count in [*_frequent(), *_characters().items()]:
        for spelled in spellings(word):
            table[spelled][word] = weight_of(count)
    lines = []
    for spelled in sorted(table):
        ranked = sorted(table[spelled].items(), key=lambda entry: -entry[1])
        lines.append(" ".join([spelled, *(f"{word} {weight}" for word, weight in ranked)]))
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()
