"""Text normalisation, applied to questions and content alike, and the tokens of BM25."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from opencc import OpenCC

MAX_CHARS = 4_000
"""Longer texts are cut before normalisation; no catalogue cell or question needs more."""

_SPACES = re.compile(r"\s+")
_HANZI_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_RUNS = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[a-z]+|[0-9]+")
_PARTICLES = re.compile(
    r"(?:请问一下|请问|那个|这个|就是|然后|的话|的|了|呢|吗|嘛|啊|吧|呀|哦|噢|嗯|呃|额|唉|哎|喂|哈|啦|诶|咯|哇|和|与|是)+"
)


@lru_cache(maxsize=1)
def _traditional_to_simplified() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=4_096)
def normalise(text: str) -> str:
    """NFKC, traditional to simplified, lower case, no control or invisible characters, single spaces.

    >>> normalise("「低保」怎麼申請？\u200b")
    '「低保」怎么申请?'
    """
    text = unicodedata.normalize("NFKC", text[:MAX_CHARS])
    visible = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    simplified: str = _traditional_to_simplified().convert(visible)
    return _HANZI_GAP.sub("", _SPACES.sub(" ", simplified)).strip().lower()


def is_command(text: str) -> bool:
    """Whether the text starts like an assistant command (``/restart``, ``／restart``)."""
    return normalise(text).startswith("/")


def is_question(text: str) -> bool:
    """False for empty, punctuation-only and particle-only texts and for ``/command``.

    >>> is_question("？？！"), is_question("那个…的呢"), is_question("/restart"), is_question("低保")
    (False, False, False, True)
    """
    if is_command(text):
        return False
    words = "".join(_RUNS.findall(normalise(text)))
    return bool(_PARTICLES.sub("", words))


def tokens(text: str) -> list[str]:
    """Character unigrams and bigrams of hanzi runs; Latin words and numbers whole.

    >>> tokens("低保 2024")
    ['低', '低保', '保', '2024']
    """
    found: list[str] = []
    for run in _RUNS.findall(normalise(text)):
        if run[0].isascii():
            found.append(run)
            continue
        for i, char in enumerate(run):
            found.append(char)
            if i + 1 < len(run):
                found.append(run[i : i + 2])
    return found


def letters_only(text: str) -> str:
    """The normalised text without anything but hanzi, letters and digits: the key of an exact match."""
    return "".join(_RUNS.findall(normalise(text)))


_ORDER = re.compile(r"令第?(\d{1,4})号|(\d{1,4})号令")
_NUMBER = re.compile(r"((?:19|20)\d\d)\D{0,3}?(\d{1,4})号")


def document_numbers(text: str) -> frozenset[tuple[int, int]]:
    """The document numbers (发文字号) in a text as (year, number); orders (令) are numbered through and have year 0.

    >>> document_numbers("临政发〔2021〕8号"), document_numbers("2021年8号文还管用吗")
    (frozenset({(2021, 8)}), frozenset({(2021, 8)}))
    """
    clean = normalise(text)
    orders = {(0, int(one or other)) for one, other in _ORDER.findall(clean)}
    return frozenset(orders) | frozenset((int(year), int(number)) for year, number in _NUMBER.findall(clean))


@lru_cache(maxsize=1)
def question_words() -> tuple[str, ...]:
    """Words that carry no subject, the longest first."""
    lines = Path(__file__).with_name("question_words.txt").read_text("utf-8").splitlines()
    return tuple(sorted({line for line in lines if line and not line.startswith("#")}, key=len, reverse=True))


@lru_cache(maxsize=1)
def _question_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, question_words())))


@lru_cache(maxsize=4_096)
def subject_of(question: str) -> str:
    """What is left of a question when question words, politeness and aspect words are taken away.

    >>> subject_of("请问低保在哪里申请呀"), subject_of("那多久呢")
    ('低保', '')
    """
    return " ".join(_RUNS.findall(_question_words().sub(" ", normalise(question))))
