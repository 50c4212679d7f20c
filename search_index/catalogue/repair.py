"""Puts a cell's text together again: vertical cells, words broken over lines, spaces inside words, pinyin notes.

Nothing is reworded: only white space and what a copying program put in is taken out.
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache

import jieba

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_BLANK = re.compile(r"[^\S\n]+")
_PINYIN = re.compile(
    r"(?<=[\u4e00-\u9fff])[(（]\s*[a-z]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]*\s*[)）]"
)
"""A reading after each character, as some mirrors of government pages put: 標(biāo)準(zhǔn)."""
_TONELESS = re.compile(r"(?<=[\u4e00-\u9fff])[(（]\s*[a-zü]{1,6}\s*[)）]")
"""Readings in the neutral tone (的(de)); taken for such only in a text that has others."""
_SEPARATED = re.compile(
    r"^(?:[（(]?\d{1,2}[.、．)）]|[（(][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+、|[①-⑳]|[■□☑☐√▄【《])"
)
"""How a new entry of a list begins."""
_ENDED = re.compile(r"[。；;：:，,、》】）)!！?？]$")
_HANZI = re.compile(r"[\u3400-\u9fff]")
_NEIGHBOURS = 6
"""Characters on either side that decide whether a word goes over a break."""
_VERTICAL = 4
"""A vertical cell is broken every one to four characters."""


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def without_noise(text: str) -> str:
    """The text without invisible characters and pinyin notes, with plain spaces and single line breaks."""
    clean = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if has_pinyin(clean):
        clean = _TONELESS.sub("", _PINYIN.sub("", clean))
    clean = _BLANK.sub(" ", clean)
    return re.sub(r" ?\n[ \n]*", "\n", clean).strip()


def has_pinyin(text: str) -> bool:
    """Whether a copying program put readings after the characters."""
    return _PINYIN.search(text) is not None


@lru_cache(maxsize=8_192)
def one_word(before: str, after: str) -> bool:
    """Whether a word goes over the place where one text ends and the next begins.

    >>> one_word("城镇燃", "气管理"), one_word("救助标准", "申请条件")
    (True, False)
    """
    left, right = before[-_NEIGHBOURS:], after[:_NEIGHBOURS]
    if not left or not right:
        return False
    if left[-1].isdigit() and right[0].isdigit():
        return True
    place = 0
    for word in _cutter().lcut(left + right):
        place += len(word)
        if place >= len(left):
            return place > len(left)
    return False


@lru_cache(maxsize=8_192)
def joined(text: str) -> str:
    """One unbroken text, as a name is written: no line breaks, no spaces between hanzi.

    >>> joined("城镇燃\\n气管理"), joined("公 开 事 项")
    ('城镇燃气管理', '公开事项')
    """
    return _close_gaps(without_noise(text).replace("\n", " "))


@lru_cache(maxsize=8_192)
def paragraphs(text: str) -> str:
    """A longer text: broken words put together, entries of a list left on lines of their own.

    >>> paragraphs("1.救助标准\\n2.办理流\\n程")
    '1.救助标准\\n2.办理流程'
    """
    lines = without_noise(text).split("\n")
    if _is_vertical(lines):
        return _close_gaps("".join(lines))
    whole = _mend(lines[0])
    for line in map(_mend, lines[1:]):
        apart = _SEPARATED.match(line) or not _continues(whole.rpartition("\n")[2], line)
        whole += "\n" + line if apart else line
    return whole


def _is_vertical(lines: list[str]) -> bool:
    longest = max(map(len, lines))
    return len(lines) >= 3 and longest <= _VERTICAL and sum(len(line) < _VERTICAL for line in lines) * 2 > len(lines)


def _continues(before: str, after: str) -> bool:
    if _ENDED.search(before):
        return before[-1] in "，,、（(《"
    return _in_title(before) or before[-1:] in "（(" or after[:1] in "，,、。；;）)》〕" or one_word(before, after)


def _in_title(text: str) -> bool:
    return text.count("《") > text.count("》") or text.count("〔") > text.count("〕")


def _close_gaps(text: str) -> str:
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef]) | (?=[\u3000-\u9fff\uff00-\uffef])", "", text)


@lru_cache(maxsize=8_192)
def _mend(line: str) -> str:
    """A line whose spaces inside words are gone; spaces between words of a list stay."""
    pieces = [piece for piece in line.split(" ") if piece]
    if len(pieces) < 2:
        return line
    single = sum(len(piece) == 1 for piece in pieces)
    if single * 2 > len(pieces):
        return _close_gaps(" ".join(pieces))
    whole = pieces[0]
    for piece in pieces[1:]:
        hanzi = _HANZI.match(whole[-1]) and _HANZI.match(piece[0])
        near = hanzi and (min(len(whole), len(piece)) == 1 or _in_title(whole) or one_word(whole, piece))
        marked = not _HANZI.match(whole[-1]) or not _HANZI.match(piece[0])
        tight = marked and not (whole[-1].isascii() and piece[0].isascii())
        whole += piece if near or tight else " " + piece
    return whole
