"""Frequent questions that mean the same: entries to merge, and entries whose answers contradict each other."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kiosk_api.aspect_detector import AspectDetector
from search_index import Content
from search_index.embedding.embedder import Embedder, Vectors
from search_index.records import Faq
from search_index.text import letters_only, normalise

SAME = 0.93
"""Cosine from which two questions are the same whatever they ask, for the default model.

Measured on the 423 questions and variants of the demo and national FAQ, where the closest two of different entries are
.919, and on 26 pairs of paraphrases, of which 11 lie above."""
SAME_ASPECT = 0.87
"""Cosine from which they are the same when both ask the same aspects: 18 of the 26 pairs, one pair of the FAQ."""
BLOCK = 1_000
"""Questions compared with all others at once: memory stays flat in the number of entries."""

Kind = Literal["duplicate", "conflict"]

_DIGITS = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_TENS = re.compile(r"([一二三四五六七八九])?十([一二三四五六七八九])?")


@dataclass(frozen=True, slots=True)
class Twin:
    """Two entries that a citizen's question cannot tell apart."""

    first: str
    second: str
    """Ids, in file order."""
    first_text: str
    second_text: str
    """The two questions or variants that are closest."""
    similarity: float
    """Cosine; 1 where the two differ by punctuation, width or script at most."""
    kind: Kind
    reason: str
    """What is wrong and what to do, in Chinese, for staff."""


class _Opposites(NamedTuple):
    about: str
    yes: re.Pattern[str]
    no: re.Pattern[str]


class _Rules(NamedTuple):
    """``duplicates.toml``."""

    opposites: tuple[_Opposites, ...]
    units: dict[str, str]
    number: re.Pattern[str]


class _Question(NamedTuple):
    faq: Faq
    text: str


def find_twins(
    content: Content, embedder: Embedder, same: float = SAME, same_aspect: float = SAME_ASPECT
) -> tuple[Twin, ...]:
    """Every pair of entries with a question or variant too near in meaning, contradictions first, then by similarity.

    Variants count, negatives do not: what must not reach one entry may well reach another. Cosines by the embedder;
    the thresholds hold for the default model.
    """
    questions = [_Question(faq, text) for faq in content.faq for text in (faq.question, *faq.variants)]
    closest: dict[tuple[str, str], tuple[float, _Question, _Question]] = {}
    for similarity, one, other in _near(questions, embedder, same, same_aspect):
        pair = (one.faq.id, other.faq.id)
        if pair not in closest or similarity > closest[pair][0]:
            closest[pair] = (similarity, one, other)
    twins = (_twin(*found) for found in closest.values())
    return tuple(sorted(twins, key=lambda twin: (twin.kind != "conflict", -twin.similarity)))


def _near(
    questions: list[_Question], embedder: Embedder, same: float, same_aspect: float
) -> Iterator[tuple[float, _Question, _Question]]:
    if not questions:
        return
    keys: dict[str, list[_Question]] = defaultdict(list)
    for question in questions:
        keys[letters_only(question.text)].append(question)
    for equal in keys.values():
        yield from ((1.0, equal[0], other) for other in equal[1:] if other.faq.id != equal[0].faq.id)
    detector = AspectDetector()
    vectors = embedder.encode_query([question.text for question in questions])
    for i, j, cosine in _pairs(vectors, same_aspect):
        one, other = questions[i], questions[j]
        if one.faq.id != other.faq.id and (cosine >= same or _ask_alike(detector, one.text, other.text)):
            yield min(cosine, 1.0), one, other


def _pairs(vectors: Vectors, least: float) -> Iterator[tuple[int, int, float]]:
    """Rows i < j whose cosine reaches ``least``."""
    for start in range(0, len(vectors), BLOCK):
        cosines: NDArray[np.float32] = vectors[start : start + BLOCK] @ vectors.T
        for row, column in np.argwhere(cosines >= least).tolist():
            if start + row < column:
                yield start + row, column, round(float(cosines[row, column]), 4)


def _ask_alike(detector: AspectDetector, one: str, other: str) -> bool:
    first, second = (frozenset(detector.asked(normalise(text)).aspects) for text in (one, other))
    return bool(first) and first == second


def _twin(similarity: float, one: _Question, other: _Question) -> Twin:
    kind, reason = _judged(similarity, one, other)
    return Twin(one.faq.id, other.faq.id, one.text, other.text, similarity, kind, reason)


def _judged(similarity: float, one: _Question, other: _Question) -> tuple[Kind, str]:
    if contradiction := contradicts(one.faq.answer, other.faq.answer):
        return "conflict", f"问的是一回事，答案却不一样：{contradiction}。请核对哪一条对，改正后合并。"
    if letters_only(one.faq.answer) == letters_only(other.faq.answer):
        return "duplicate", "问法和答案都一样。请删掉一条，把它的相似问并到另一条。"
    if similarity == 1.0:
        return "conflict", "同一个问法写在两条里，系统只能挑一条来答。请只留在该答的那一条。"
    return "duplicate", "两条问的意思很近，答案写法不同。请看能不能合并；确实是两回事的，把问法写得更有区别。"


def contradicts(one: str, other: str) -> str:
    """In what two answers contradict each other, in Chinese; blank when neither number nor negation does.

    >>> contradicts("20个工作日内答复。", "十五个工作日内答复，不收费。")
    '一条写20个工作日，另一条写15个工作日'
    """
    first, second = normalise(one), normalise(other)
    numbers, others = _numbers(first), _numbers(second)
    for unit in numbers.keys() & others.keys():
        mine, theirs = numbers[unit], others[unit]
        if not (mine <= theirs or theirs <= mine):
            return f"一条写{_listed(mine, unit)}，另一条写{_listed(theirs, unit)}"
    for opposites in _rules().opposites:
        says = {_says(first, opposites), _says(second, opposites)}
        if says == {"yes", "no"}:
            return f"一条说是，一条说不（{opposites.about}）"
    return ""


def _says(text: str, opposites: _Opposites) -> str:
    """``yes`` or ``no``; blank where a text says neither, or both."""
    rest, denied = opposites.no.subn("", text)
    affirmed = opposites.yes.search(rest) is not None
    if bool(denied) == affirmed:
        return ""
    return "yes" if affirmed else "no"


def _listed(numbers: set[float], unit: str) -> str:
    return "、".join(f"{number:g}{unit}" for number in sorted(numbers))


def _numbers(text: str) -> dict[str, set[float]]:
    """The numbers of a normalised text by their unit."""
    found: dict[str, set[float]] = defaultdict(set)
    rules = _rules()
    for number, unit in rules.number.findall(_with_digits(text)):
        found[rules.units[unit]].add(float(number))
    return found


def _with_digits(text: str) -> str:
    """Hanzi numbers below a hundred as digits."""
    tens = _TENS.sub(lambda m: str(10 * _DIGITS[m[1] or "一"] + _DIGITS[m[2] or "零"]), text)
    return re.sub("[" + "".join(_DIGITS) + "]", lambda m: str(_DIGITS[m[0]]), tens)


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    data = tomllib.loads(Path(__file__).with_name("duplicates.toml").read_text("utf-8"))
    opposites = tuple(
        _Opposites(rule["about"], re.compile(rule["yes"]), re.compile(rule["no"])) for rule in data["opposites"]
    )
    units = "|".join(map(re.escape, data["units"]))
    return _Rules(opposites, data["units"], re.compile(rf"(\d+(?:\.\d+)?)({units})"))
