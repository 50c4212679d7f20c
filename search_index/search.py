"""Questions in, ranked records out: score fusion of cosine and BM25 over the documents of one index version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search_index.calibration import Features
from search_index.records import Kind, Record


@dataclass(frozen=True, slots=True)
class Ranking:
    """The tunables of fusion; figures behind them: ``make bench-quality`` and RETRIEVAL notes in the README."""

    candidates: int = 50
    """Documents taken from each of FAISS and BM25."""
    bm25_weight: float = 0.06
    """Of BM25 divided by its best score; on development questions anything from .03 to .15 does as well."""
    hint_weight: float = 0.012
    """For a title that names the action the question asks for (「怎么申请」 → 办事指南)."""
    second_weight: float = 0.3
    """How far a record's score falls towards its second best document: one chance likeness weighs less than two. On
    development questions .25 to .5 does as well; 2 points of recall@1 on 360 questions over the demonstration."""
    name_weight: float = 0.1
    """For a policy that the question calls by its name (「复议法」)."""
    kind_weights: Mapping[Kind, float] = field(default_factory=lambda: {"item": 0.03, "interpretation": -0.05})
    """For records of a kind. An interpretation's many passages come near to nearly every question on its subject, an
    item's few words to hardly any: on development questions these two are worth 4 points."""


@dataclass(frozen=True, slots=True)
class Filters:
    """Exact filters; None means any."""

    domain: str | None = None
    level: str | None = None
    agency: str | None = None
    kind: Kind | None = None

    @property
    def is_empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True, slots=True)
class HitSource:
    """Where the record stands."""

    file: str
    row: int
    url: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a record's own text: characters ``start`` to ``end`` of the named field, verbatim."""

    field: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found; ``score`` is the fused score (cosine + weighted BM25), comparable within one result only.

    ``passage`` is the piece of its text nearest to the question, where it has texts of more than a title.
    """

    id: str
    kind: Kind
    title: str
    path: tuple[str, ...]
    score: float
    source: HitSource
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class SearchResult:
    """Hits best first, and the calibrated probability that the first is what was asked for."""

    hits: tuple[Hit, ...]
    confidence: float
    features: Features | None = None
    understood_as: str = ""
    """The question as searched: normalised, in formal words, pinyin and homophones resolved."""
    vetoed: tuple[Hit, ...] = ()
    """What would have been found if a negative question (反例问) of it were not nearer, best first."""


@dataclass(frozen=True, slots=True)
class DocumentScores:
    """Fused scores of candidate documents: rows of the index, score and cosine, unsorted."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]
    cosines: NDArray[np.float32]


def fuse(
    cosines: NDArray[np.float32], bm25: NDArray[np.float32], rows: NDArray[np.int64], weight: float
) -> DocumentScores:
    """``cosine + weight · bm25 / max(bm25)``; all arrays ``(n,)``, ``bm25`` of the same rows."""
    best = float(bm25.max(initial=0.0))
    scaled = bm25 / best if best > 0 else bm25
    return DocumentScores(rows, (cosines + weight * scaled).astype(np.float32), cosines)


SECOND_FAR = 0.05
"""Fused score that a record's second document lies behind the best at the most."""


@dataclass(slots=True)
class RecordScore:
    """The best own documents of one record, and whether a negative document of it was nearer."""

    record: int
    score: float = -1.0
    second: float = -1.0
    cosine: float = -1.0
    negative: float = -1.0
    passage: int | None = None
    """Row of the best document that is a piece of the record's text."""
    passage_score: float = -1.0

    @property
    def vetoed(self) -> bool:
        return self.negative >= self.score

    def weighed(self, second_weight: float) -> float:
        """The score between the best document's and the second's, which lies SECOND_FAR behind where none was found."""
        return self.score - second_weight * min(SECOND_FAR, self.score - self.second)


def best_by_record(
    documents: DocumentScores,
    record_of: NDArray[np.int64],
    negative: NDArray[np.bool_],
    is_passage: NDArray[np.bool_],
) -> tuple[list[RecordScore], list[RecordScore]]:
    """Records by their best document, best first: those found, and those that a negative document vetoes."""
    found: dict[int, RecordScore] = {}
    for row, score, cosine in zip(documents.rows, documents.scores, documents.cosines, strict=True):
        record = int(record_of[row])
        entry = found.setdefault(record, RecordScore(record))
        if negative[row]:
            entry.negative = max(entry.negative, float(score))
            continue
        if score > entry.score:
            entry.score, entry.cosine, entry.second = float(score), float(cosine), entry.score
        else:
            entry.second = max(entry.second, float(score))
        if is_passage[row] and score > entry.passage_score:
            entry.passage, entry.passage_score = int(row), float(score)
    ranked = sorted(
        (entry for entry in found.values() if entry.score > -1), key=lambda entry: (-entry.score, entry.record)
    )
    return [entry for entry in ranked if not entry.vetoed], [entry for entry in ranked if entry.vetoed]


def margin(ranked: Sequence[RecordScore], titles: Sequence[str]) -> float:
    """How far the first record leads the first record of another title; 0 when there is none."""
    if not ranked:
        return 0.0
    for other in ranked[1:]:
        if titles[other.record] != titles[ranked[0].record]:
            return ranked[0].score - other.score
    return 0.05


def matches(record: Record, filters: Filters) -> bool:
    """Whether a record passes the exact filters; level and agency match whole names inside a cell."""
    if filters.kind is not None and record.kind != filters.kind:
        return False
    for name in ("domain", "level", "agency"):
        wanted = getattr(filters, name)
        if wanted is None:
            continue
        value = getattr(record, name, "")
        if name == "domain" and value != wanted:
            return False
        if name != "domain" and wanted not in value:
            return False
    return True
