"""Fits the confidence to labelled questions: a content's own at build time, or the development districts'."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from search_index.calibration import Calibration
from search_index.errors import Complaint
from search_index.records import Faq, GuidePart

if TYPE_CHECKING:
    from search_index.content import Content
    from search_index.index import SearchIndex

QUESTIONS = "questions.jsonl"
GATE = "gate.toml"
"""Files of a content folder that a version keeps as they are: what it is tested with before it goes live."""
FEWEST = 100
"""Labelled questions, and FEWEST_WRONG of them wrongly answered or unanswerable, below which nothing is fitted."""
FEWEST_WRONG = 20


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question and the ids that answer it; none for what must not be answered."""

    question: str
    expected: frozenset[str]


def read_labelled(path: Path) -> tuple[tuple[LabelledQuestion, ...], list[Complaint]]:
    """The questions of a JSONL file with every complaint; nothing when there is no file."""
    found: list[LabelledQuestion] = []
    complaints: list[Complaint] = []
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            found.append(LabelledQuestion(str(row["question"]), frozenset(row["expected"])))
        except (ValueError, KeyError, TypeError):
            message = '读不懂：每行要写成 {"question": "…", "expected": ["编号"]}'
            complaints.append(Complaint("error", path.name, number, "", message))
    return tuple(found), complaints


def answers(content: Content, record_id: str, expected: frozenset[str]) -> bool:
    """Whether a record answers a question: itself, as a part of an expected guide, or as an FAQ that cites it."""
    record = content.get(record_id)
    names = {record_id}
    if isinstance(record, GuidePart):
        names.add(record.guide)
    if isinstance(record, Faq):
        for cited in record.cites:
            part = content.get(cited)
            names |= {cited, part.guide} if isinstance(part, GuidePart) else {cited}
    return bool(names & expected)


def samples(index: SearchIndex, questions: Sequence[LabelledQuestion]) -> tuple[list[tuple[float, ...]], list[bool]]:
    """Features of each question's first hit, and whether it was right; what a letter-for-letter match or another
    door answers is left out, for no probability is needed there."""
    rows, right = [], []
    for labelled in questions:
        result = index.search(labelled.question)
        if result.features is not None and result.confidence < 1.0 and result.hits[0].kind != "redirect":
            rows.append(result.features.vector())
            right.append(answers(index.content, result.hits[0].id, labelled.expected))
    return rows, right


def fit(
    rows: Sequence[tuple[float, ...]], right: Sequence[bool], source: str, weights: Sequence[float] | None = None
) -> Calibration:
    """Logistic regression with a light penalty."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right), sample_weight=weights)
    return Calibration(
        source=source,
        questions=len(rows),
        intercept=round(float(model.intercept_[0]), 4),
        weights=tuple(round(float(weight), 4) for weight in model.coef_[0]),
    )


def fit_to(index: SearchIndex, questions: Sequence[LabelledQuestion]) -> Calibration | None:
    """The calibration of a content's own questions; None where there are too few to learn from."""
    if len(questions) < FEWEST:
        return None
    rows, right = samples(index, questions)
    if sum(right) < FEWEST_WRONG or len(right) - sum(right) < FEWEST_WRONG:
        return None
    return fit(rows, right, QUESTIONS)
