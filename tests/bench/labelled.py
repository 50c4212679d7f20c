"""Labelled questions and when a hit is right."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index import Content
from search_index.records import Faq, GuidePart


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of a question set; ``expected`` is empty for what must not be answered."""

    question: str
    expected: frozenset[str]
    status: str
    tags: tuple[str, ...]

    @property
    def in_scope(self) -> bool:
        return bool(self.expected)


def read_questions(path: Path) -> list[Labelled]:
    """A JSONL question set (data/README.md)."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    return [
        Labelled(row["question"], frozenset(row["expected"]), row["status"], tuple(row.get("tags", ()))) for row in rows
    ]


def answers(content: Content, record_id: str, labelled: Labelled) -> bool:
    """Whether a record answers the question: itself, as a part of an expected guide, or as an FAQ that cites it."""
    record = content.get(record_id)
    names = {record_id}
    if isinstance(record, GuidePart):
        names.add(record.guide)
    if isinstance(record, Faq):
        for cited in record.cites:
            part = content.get(cited)
            names |= {cited, part.guide} if isinstance(part, GuidePart) else {cited}
    return bool(names & labelled.expected)


def first_right(content: Content, ids: Sequence[str], labelled: Labelled) -> int | None:
    """Rank (0-based) of the first record that answers the question."""
    return next((rank for rank, name in enumerate(ids) if answers(content, name, labelled)), None)


def auroc(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Chance that a positive scores above a negative; ties count half."""
    pairs = [(p > n) + 0.5 * (p == n) for p in positive for n in negative]
    return sum(pairs) / len(pairs) if pairs else float("nan")
