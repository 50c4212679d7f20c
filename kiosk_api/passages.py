"""The sentence of a long text that answers the question: quoted word for word, with the paragraph it stands in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_index import Hit, Passage
from search_index.documents import chunks
from search_index.records import Record
from search_index.text import subject_of, tokens

SHORT_CHARS = 90
"""A text up to this long is its own quotation."""
LONG_CHARS = 1_000
"""A longer one is never given to the end: where no sentence fits, the passage found or the beginning is quoted."""
EXCERPT_CHARS = 600
"""Of a long text, what is shown around the quotation, in whole paragraphs."""
NEAR_BONUS = 1.5
"""For a sentence of the passage that search found nearest, in shared two-letter words."""
ASKED_BONUS = 2.0
"""For a sentence that states the kind of thing asked for: a sum, a date, a duration."""

_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
_STATED = (
    (
        re.compile(r"多少|几(块|元|个钱|成|倍)|钱|金额|标准|比例|百分|补多|给多|发多|涨"),
        re.compile(r"\d[\d,.]*\s*(元|%|％|万|倍|折)|百分之"),
    ),
    (re.compile(r"什么时候|啥时|几时|何时|哪天|哪年|几号|几月|日期|截止|开始|起"), re.compile(r"\d+\s*(年|月|日|号)")),
    (re.compile(r"多久|多长时间|几天|几个月|期限|多少天"), re.compile(r"\d+\s*个?(工作日|天|日|个月|月|年|小时)")),
    (re.compile(r"几个?月|多少个月"), re.compile(r"\d+\s*个月")),
    (re.compile(r"几(天|日|个工作日)|多少天"), re.compile(r"\d+\s*个?(工作日|天|日)")),
    (re.compile(r"多大|几岁|岁数|年龄"), re.compile(r"周?岁")),
    (
        re.compile(r"谁|哪些人|什么人|对象|条件|够格|能不能|可以|符合"),
        re.compile(r"对象|条件|符合|适用|包括|人员|家庭|户籍"),
    ),
)


@dataclass(frozen=True, slots=True)
class Quote:
    """Characters ``start`` to ``end`` of a text, and the paragraph (1-based; 0 where the text is one paragraph)."""

    start: int
    end: int
    paragraph: int


class Quoter:
    """Quotes the records found for one question."""

    def __init__(self, question: str = "", hits: Sequence[Hit] = ()) -> None:
        self._question = question
        self._near = {hit.id: hit.passage for hit in hits}

    def found_in(self, record: Record, field: str) -> bool:
        """Whether the passage that search found nearest is a piece of this field."""
        near = self._near.get(record.id)
        return near is not None and near.field == field

    def of(self, record: Record, field: str) -> Quote | None:
        """The quotation of one of the record's texts; None where it needs none."""
        value = getattr(record, field)
        if not isinstance(value, str):
            return None
        near = self._near.get(record.id) if self.found_in(record, field) else None
        fitting = quote(value, self._question, near) if self._question else None
        return _beginning(value, near) if fitting is None and len(value) > LONG_CHARS else fitting


def quote(text: str, question: str, near: Passage | None = None) -> Quote | None:
    """The sentence of ``text`` that says most about the question; None where the text is short or nothing fits."""
    if len(text) <= SHORT_CHARS:
        return None
    wanted = {token for token in tokens(subject_of(question) or question) if len(token) > 1}
    stated = [says for asks, says in _STATED if asks.search(question)]
    best: tuple[float, re.Match[str]] | None = None
    for sentence in _SENTENCE.finditer(text):
        score = float(len(wanted & set(tokens(sentence[0]))))
        score += ASKED_BONUS * sum(bool(says.search(sentence[0])) for says in stated)
        if near is not None and near.start <= sentence.start() < near.end:
            score += NEAR_BONUS
        if len(sentence[0].strip()) > 4 and (best is None or score > best[0]):
            best = score, sentence
    if best is None or best[0] < ASKED_BONUS:
        return None
    start, end = _scale(text, *best[1].span(), stated)
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Quote(start, end, _paragraph(text, start))


def _scale(text: str, start: int, end: int, stated: Sequence[re.Pattern[str]]) -> tuple[int, int]:
    """The clause with its neighbours between semicolons that state the same: one step of a scale would mislead."""
    clauses = list(_SENTENCE.finditer(text))
    at = next(place for place, clause in enumerate(clauses) if clause.start() == start)
    first = last = at

    def states(place: int) -> bool:
        return bool(stated) and all(says.search(clauses[place][0]) for says in stated)

    while states(last) and text[clauses[last].end() - 1] == "；" and last + 1 < len(clauses) and states(last + 1):
        last += 1
    while states(first) and first and text[clauses[first].start() - 1] == "；" and states(first - 1):
        first -= 1
    return min(start, clauses[first].start()), max(end, clauses[last].end())


def _beginning(text: str, near: Passage | None) -> Quote:
    first = chunks(text, most=1)[0]
    start, end = (near.start, near.end) if near is not None else (first.start, first.end)
    return Quote(start, end, _paragraph(text, start))


def excerpt(text: str, quotation: Quote) -> tuple[int, int]:
    """Start and end of the whole paragraphs around a quotation: the text itself where it is not long."""
    if len(text) <= LONG_CHARS:
        return 0, len(text)
    start = text.rfind("\n", 0, quotation.start) + 1
    end = _line_end(text, max(quotation.end - 1, quotation.start))
    while end < len(text) and _line_end(text, end + 1) - start <= EXCERPT_CHARS:
        end = _line_end(text, end + 1)
    while start and end - (before := text.rfind("\n", 0, start - 1) + 1) <= EXCERPT_CHARS:
        start = before
    return start, end


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def _paragraph(text: str, position: int) -> int:
    """Which non-empty paragraph a character stands in, 1-based; 0 where there is only one."""
    paragraphs = [line for line in re.finditer(r"[^\n]+", text) if line[0].strip()]
    if len(paragraphs) < 2:
        return 0
    return 1 + sum(line.end() <= position for line in paragraphs)
