"""What a labelled question expects of an answer: pure functions of the question and the answer."""

from __future__ import annotations

import re

from kiosk_api.coverage.records import TestQuestion
from kiosk_api.models import Answer, Aspect, Status

_SAME_START = {"mode", "level"}
"""Conditions of a list that questions write longer than the filter does (依申请公开 for 依申请)."""


def shown_records(answer: Answer) -> list[str]:
    """Ids of the records an answer gives, lists or offers, in its order; not the guide that 「没有」 names."""
    items = [item.id for item in answer.items]
    if answer.status is Status.answered:
        return items
    if answer.status in {Status.clarification, Status.listing}:
        return list(dict.fromkeys([*items, *(option.id for option in answer.options)]))
    return []


def must_not_be_answered(question: TestQuestion) -> bool:
    """Whether the content has no answer to it, and so any answer is false."""
    return not expected_ids(question) and question.status not in {Status.answered, Status.listing}


def is_unlabelled(question: TestQuestion) -> bool:
    """Whether nobody said what answers it: that it is answered can be judged, not whether rightly."""
    known = expected_ids(question) or question.says or question.filter or question.count is not None
    return question.status is Status.answered and not known


def aspects_right(question: TestQuestion, understood: tuple[Aspect, ...]) -> bool:
    """Of one aspect asked it comes first; of two both and nothing else."""
    wanted = question.aspects
    return understood[:1] == wanted if len(wanted) == 1 else set(understood) == set(wanted)


def expected_ids(question: TestQuestion) -> frozenset[str]:
    """Every id that answers the question or one of its halves."""
    return frozenset(question.expected).union(*question.expected_all)


def _squeezed(text: str) -> str:
    """Without white space and thousands' commas."""
    return re.sub(r"[\s,，]", "", text)


def _shown_text(answer: Answer) -> str:
    return _squeezed(answer.text + "".join(field.label + field.value for field in answer.fields if field.asked))


def unsaid_words(question: TestQuestion, answer: Answer) -> list[str]:
    """What a right answer must show and this one does not, in its words and the fields asked."""
    shown = _shown_text(answer)
    return [words for words in question.says if not any(_squeezed(word) in shown for word in words.split("|"))]


def forbidden_words(question: TestQuestion, answer: Answer) -> list[str]:
    """What an answer may not show and this one does, in its own words."""
    own = _squeezed(answer.text)
    return [words for words in question.never if any(_squeezed(word) in own for word in words.split("|"))]


def same_filter(wanted: dict[str, str], given: dict[str, str]) -> bool:
    """The same conditions; mode and level may be written longer in one of the two."""
    if wanted.keys() != given.keys():
        return False
    return all(
        wanted[name] == given[name]
        or (name in _SAME_START and (wanted[name].startswith(given[name]) or given[name].startswith(wanted[name])))
        for name in wanted
    )
