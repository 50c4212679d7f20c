"""What a run shows: its figures and beyond; counted once, written into every report."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk_api.coverage.duplicates import Twin, find_twins
from kiosk_api.coverage.gaps import Gaps, find_gaps
from kiosk_api.coverage.matrix import CoverageMatrix, coverage_matrix
from kiosk_api.coverage.records import Run
from kiosk_api.coverage.summary import Summary, summarise
from search_index import Content
from search_index.embedding.embedder import Embedder


@dataclass(frozen=True, slots=True)
class Findings:
    """Figures, coverage matrix, and what only an embedding model can tell: None where there was none."""

    summary: Summary
    matrix: CoverageMatrix
    gaps: Gaps | None = None
    twins: tuple[Twin, ...] | None = None


def find(run: Run, content: Content, embedder: Embedder | None = None) -> Findings:
    """Everything a report shows; embeds the unanswered questions of the run and every frequent question."""
    summary, matrix = summarise(run, content), coverage_matrix(content, run.outcomes)
    if embedder is None:
        return Findings(summary, matrix)
    return Findings(summary, matrix, find_gaps(run.outcomes, embedder), find_twins(content, embedder))
