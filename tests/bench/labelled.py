"""Labelled questions (``data/questions``, format in ``data/README.md``) and when a hit is right."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from search_index import Content
from search_index.fitting import answers


@dataclass(frozen=True, slots=True)
class Labelled:
    """One line of a question set; ``expected`` is empty for what must not be answered."""

    question: str
    expected: frozenset[str]
    status: str
    tags: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    """Every aspect asked; empty where the question asks nothing special."""
    context: tuple[str, ...] = ()
    """Earlier turns of the same conversation."""
    says: tuple[str, ...] = ()
    """What a right answer must show, each; ``|`` stands between wordings that are equally right."""
    never: tuple[str, ...] = ()
    """What it may not give as current."""
    count: int | None = None
    """Exact number of items of a listing."""
    conditions: dict[str, str] = field(default_factory=dict)
    """The exact filter of a listing."""
    each: tuple[frozenset[str], ...] = ()
    """For two questions in one: what answers each."""

    @property
    def in_scope(self) -> bool:
        return bool(self.expected)

    @property
    def set(self) -> str:
        """The question set it belongs to: its first tag."""
        return self.tags[0] if self.tags else ""


def read_questions(*paths: Path) -> list[Labelled]:
    """The questions of JSONL files, in order."""
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines() if line]
    return [_labelled(json.loads(line)) for line in lines]


def _labelled(row: dict[str, Any]) -> Labelled:
    aspects = row.get("aspects") or [row["aspect"]] if row.get("aspect") or row.get("aspects") else []
    return Labelled(
        question=row["question"],
        expected=frozenset(row["expected"]),
        status=row.get("status", "answered"),
        tags=tuple(row.get("tags", ())),
        aspects=tuple(aspects),
        context=tuple(row.get("context", ())),
        says=tuple(row.get("says", ())),
        never=tuple(row.get("never", ())),
        count=row.get("count"),
        conditions=row.get("filter", {}),
        each=tuple(frozenset(ids) for ids in row.get("expected_all", ())),
    )


def of_set(questions: Iterable[Labelled], *names: str) -> list[Labelled]:
    """The questions of the named sets."""
    return [labelled for labelled in questions if labelled.set in names]


def first_right(content: Content, ids: Sequence[str], labelled: Labelled) -> int | None:
    """Rank (0-based) of the first record that answers the question."""
    return next((rank for rank, name in enumerate(ids) if answers(content, name, labelled.expected)), None)
