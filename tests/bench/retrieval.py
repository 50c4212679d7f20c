"""Retrieval figures of one system on one district's questions, each with its 95 % interval."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk_api.coverage.metrics import (
    auroc,
    bootstrap_interval,
    ece,
    ece_expected,
    false_answers_at_coverage,
    mrr,
    recall_at,
)
from search_index import Content
from tests.bench.labelled import Labelled, first_right, of_set
from tests.bench.peers import TOP_K, Rank

COVERAGE = 0.9
"""Share of the answerable questions answered at the operating point that false answers are counted at."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """What one system made of the questions: places of the right record and how sure it was."""

    places: list[int | None]
    inside: NDArray[np.float64]
    near_miss: NDArray[np.float64]
    off_topic: NDArray[np.float64]
    milliseconds: NDArray[np.float64]

    def joined(self, other: Ranks) -> Ranks:
        """Both districts' questions as one set."""
        pairs = (
            (getattr(self, name), getattr(other, name)) for name in ("inside", "near_miss", "off_topic", "milliseconds")
        )
        return Ranks(self.places + other.places, *(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and its interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.2f}–{self.high:.2f}]"


def run(rank: Rank, content: Content, questions: Sequence[Labelled]) -> Ranks:
    """Asks every colloquial, near-miss and off-topic question once."""
    times: list[float] = []
    scores: dict[str, list[float]] = {"colloquial": [], "near_miss": [], "off_topic": []}
    places: list[int | None] = []
    for labelled in of_set(questions, *scores):
        started = time.perf_counter()
        ids, score = rank(labelled.question)
        times.append((time.perf_counter() - started) * 1000)
        scores[labelled.set].append(score)
        if labelled.set == "colloquial":
            places.append(first_right(content, ids[:TOP_K], labelled))
    arrays = {name: np.array(values, dtype=np.float64) for name, values in scores.items()}
    return Ranks(places, arrays["colloquial"], arrays["near_miss"], arrays["off_topic"], np.array(times))


def figures(ranks: Ranks) -> dict[str, Figure]:
    """Recall, MRR, AUROCs and false answers at the coverage operating point."""
    found = {
        "recall@1": _mean([recall_at([place], 1) for place in ranks.places]),
        "recall@5": _mean([recall_at([place], 5) for place in ranks.places]),
        "MRR@10": _mean([mrr([place]) for place in ranks.places]),
    }
    if len(ranks.near_miss):
        found["AUROC near miss"] = _against(ranks.inside, ranks.near_miss)
        threshold, share = false_answers_at_coverage(ranks.inside, ranks.near_miss, COVERAGE)
        low, high = bootstrap_interval((ranks.near_miss >= threshold).astype(float))
        found[f"false answers to near misses at {COVERAGE:.0%} coverage"] = Figure(share, low, high)
    if len(ranks.off_topic):
        found["AUROC off topic"] = _against(ranks.inside, ranks.off_topic)
    return found


def calibration_error(ranks: Ranks) -> tuple[float, float, float]:
    """ECE of "the first record is right" over all questions; mean and 95th percentile of a perfectly calibrated one."""
    right = [place == 0 for place in ranks.places]
    sure = np.abs(np.concatenate([ranks.inside, ranks.near_miss, ranks.off_topic]))
    is_redirect = np.concatenate([ranks.inside, ranks.near_miss, ranks.off_topic]) < 0
    correct = np.concatenate([right, np.zeros(len(ranks.near_miss) + len(ranks.off_topic), dtype=bool)])
    # A redirect's rightness is not labelled: it is no claim about the content.
    kept = ~is_redirect
    mean, high = ece_expected(sure[kept])
    return ece(sure[kept], correct[kept]), mean, high


def _mean(values: Sequence[float]) -> Figure:
    return Figure(float(np.mean(values)), *bootstrap_interval(values))


def _against(inside: NDArray[np.float64], outside: NDArray[np.float64]) -> Figure:
    rng = np.random.default_rng(0)
    drawn = [auroc(rng.choice(inside, len(inside)), rng.choice(outside, len(outside))) for _ in range(300)]
    return Figure(auroc(inside, outside), float(np.quantile(drawn, 0.025)), float(np.quantile(drawn, 0.975)))
