"""Figures of a question set: pure functions over sequences and numpy arrays, no files and no clock.

All shares, confidences and errors lie between 0 and 1 (no unit). What cannot be measured (no question of that kind) is
``nan``, never 0. Whatever draws random numbers takes a seed and gives the same figure for the same seed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class ReliabilityBin(NamedTuple):
    """One bin of a reliability diagram."""

    confidence: float
    """Mean confidence of the bin, 0 to 1."""
    right: float
    """Share of right answers in the bin, 0 to 1."""
    questions: int
    """Number of questions in the bin."""


class AbstentionPoint(NamedTuple):
    """What answering from one confidence on, and staying silent below it, would give."""

    threshold: float
    """Lowest confidence that is answered, 0 to 1."""
    coverage: float
    """Share of the answerable questions that are answered."""
    accuracy: float
    """Share of right answers among the answerable questions that are answered."""
    false_answers: float
    """Share of the questions that must not be answered that are answered all the same."""


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """Share of questions whose first right record stands among the first ``k``.

    Ranks count from 0, None is "not found". Four questions, right records in places 1, 3, 11 and nowhere: one of four
    in the first place, two within the first five.

    >>> recall_at([0, 2, 10, None], 1), recall_at([0, 2, 10, None], 5)
    (0.25, 0.5)
    """
    return _mean([rank is not None and rank < k for rank in ranks])


def mrr(ranks: Sequence[int | None]) -> float:
    """Mean reciprocal rank of the first right record; ranks count from 0, None counts 0.

    Places 1, 2 and 4 and nowhere: (1 + 1/2 + 1/4 + 0) / 4 = 1.75 / 4.

    >>> mrr([0, 1, 3, None])
    0.4375
    """
    return _mean([0.0 if rank is None else 1 / (rank + 1) for rank in ranks])


def auroc(positive: ArrayLike, negative: ArrayLike) -> float:
    """Probability that a random positive scores above a random negative, a tie counting half; O(n log n).

    The Mann–Whitney U over its largest value (Hanley and McNeil 1982). Of the six pairs .9 beats both negatives, .5
    beats .2 and ties with .5, .2 ties with .2 and loses: (2 + 1.5 + 0.5) / 6.

    >>> round(auroc([0.9, 0.5, 0.2], [0.5, 0.2]), 4)
    0.6667
    """
    above, below = _floats(positive), np.sort(_floats(negative))
    if not above.size or not below.size:
        return math.nan
    beaten = np.searchsorted(below, above, "left").sum()
    not_above = np.searchsorted(below, above, "right").sum()
    return float(beaten + not_above) / (2 * above.size * below.size)


def bootstrap_interval(
    values: ArrayLike, statistic: Callable[[Floats], Any] = np.mean, resamples: int = 1_000, seed: int = 0
) -> tuple[float, float]:
    """95 % percentile bootstrap interval of a statistic (Efron 1979): rows are drawn with replacement.

    A constant has no spread, and two figures differ at most between the two:

    >>> bootstrap_interval([3, 3, 3]), bootstrap_interval([0, 1])
    ((3.0, 3.0), (0.0, 1.0))
    """
    rows = _floats(values)
    if not len(rows):
        return math.nan, math.nan
    draw = np.random.default_rng(seed)
    figures = [float(statistic(rows[draw.integers(len(rows), size=len(rows))])) for _ in range(resamples)]
    low, high = np.percentile(figures, [2.5, 97.5])
    return float(low), float(high)


def reliability(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> list[ReliabilityBin]:
    """Equal-mass bins by rising confidence: mean confidence, share of right answers, number of questions.

    Equal confidences share their right answers evenly, so the order of the questions never matters. Below, .1 and .3
    are one bin (mean .2, none of two right) and .7 and .9 the other (mean .8, one of two right).

    >>> [(round(mean, 2), share, n) for mean, share, n in reliability([0.9, 0.1, 0.7, 0.3], [1, 0, 0, 0], bins=2)]
    [(0.2, 0.0, 2), (0.8, 0.5, 2)]
    """
    sorted_, order, ties = _sorted(confidences)
    answers = _floats(right)
    if sorted_.size != answers.size:
        raise ValueError(f"{sorted_.size} confidences, {answers.size} answers")
    if not sorted_.size:
        return []
    starts = _starts(sorted_.size, bins)
    sizes = np.diff(np.append(starts, sorted_.size))
    means = np.add.reduceat(sorted_, starts) / sizes
    shares = np.add.reduceat(_share_in_ties(answers[order], ties), starts) / sizes
    return [ReliabilityBin(float(m), float(s), int(n)) for m, s, n in zip(means, shares, sizes, strict=True)]


def ece(confidences: ArrayLike, right: ArrayLike, bins: int = 10) -> float:
    """Expected calibration error over equal-mass bins: mean distance of confidence and share right, by questions.

    Nguyen and O'Connor 2015 (equal mass), Guo et al. 2017. The two bins of :func:`reliability`'s example are .2 and .3
    off: (2 × .2 + 2 × .3) / 4.

    >>> round(ece([0.9, 0.1, 0.7, 0.3], [1, 0, 0, 0], bins=2), 4)
    0.25
    """
    found = reliability(confidences, right, bins)
    total = sum(each.questions for each in found)
    return sum(each.questions * abs(each.confidence - each.right) for each in found) / total if total else math.nan


def ece_expected(confidences: ArrayLike, bins: int = 10, resamples: int = 1_000, seed: int = 0) -> tuple[float, float]:
    """Mean and 95th percentile of the ECE that a perfectly calibrated system with these confidences would show.

    An ECE is never 0 on few questions, even of an honest system; only one above the percentile says "miscalibrated".
    Each resample draws every answer right with its own confidence (consistency resampling, Bröcker and Smith 2007).
    One question of confidence .5 is always .5 off; sure ones are never off:

    >>> ece_expected([0.5]), ece_expected([0.0, 1.0, 1.0])
    ((0.5, 0.5), (0.0, 0.0))
    """
    sorted_, _, ties = _sorted(confidences)
    if not sorted_.size:
        return math.nan, math.nan
    draw, starts = np.random.default_rng(seed), _starts(sorted_.size, bins)
    errors = []
    for _ in range(resamples):
        drawn = (draw.random(sorted_.size) < sorted_).astype(np.float64)
        gaps = np.add.reduceat(sorted_ - _share_in_ties(drawn, ties), starts)
        errors.append(float(np.abs(gaps).sum()) / sorted_.size)
    return float(np.mean(errors)), float(np.percentile(errors, 95))


def abstention_curve(confidences: ArrayLike, right: Sequence[bool | None]) -> list[AbstentionPoint]:
    """One point for every distinct confidence, rising; ``right`` is None where the question must not be answered.

    Answerable: .9 right, .6 wrong; not answerable: .7 and .2. From .7 on one of two is answered, and right, and one of
    the two others is answered falsely.

    >>> abstention_curve([0.9, 0.6, 0.7, 0.2], [True, False, None, None])[2]
    AbstentionPoint(threshold=0.7, coverage=0.5, accuracy=1.0, false_answers=0.5)
    """
    scores = _floats(confidences)
    forbidden = np.array([answer is None for answer in right], dtype=bool)
    good = np.array([bool(answer) for answer in right], dtype=bool)
    if scores.size != forbidden.size:
        raise ValueError(f"{scores.size} confidences, {forbidden.size} answers")
    thresholds = np.unique(scores)
    answered, hits, false = (_count_from(scores[mask], thresholds) for mask in (~forbidden, good, forbidden))
    answerable, others = int((~forbidden).sum()), int(forbidden.sum())
    return [
        AbstentionPoint(float(t), _ratio(n, answerable), _ratio(hit, n), _ratio(wrong, others))
        for t, n, hit, wrong in zip(thresholds, answered.tolist(), hits.tolist(), false.tolist(), strict=True)
    ]


def false_answers_at_coverage(
    in_scope: ArrayLike, out_of_scope: ArrayLike, coverage: float = 0.9
) -> tuple[float, float]:
    """The highest threshold that still answers this share of in-scope questions, and the out-of-scope share it answers.

    To answer three of four the threshold is .6; one of the two others (.8) reaches it.

    >>> false_answers_at_coverage([0.9, 0.8, 0.6, 0.1], [0.8, 0.3], coverage=0.75)
    (0.6, 0.5)
    """
    inside, outside = np.sort(_floats(in_scope))[::-1], _floats(out_of_scope)
    if not inside.size:
        return math.nan, math.nan
    wanted = math.ceil(coverage * inside.size - 1e-9)
    threshold = float(inside[min(max(wanted, 1), inside.size) - 1])
    return threshold, _mean(outside >= threshold)


def _floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=np.float64)


def _mean(values: ArrayLike) -> float:
    array = _floats(values)
    return float(array.mean()) if array.size else math.nan


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else math.nan


def _sorted(confidences: ArrayLike) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
    """Confidences in rising order, that order, and for each the number of its group of equal ones."""
    scores = _floats(confidences)
    order = np.argsort(scores, kind="stable")
    return scores[order], order, np.unique(scores[order], return_inverse=True)[1]


def _share_in_ties(right: Floats, ties: NDArray[np.intp]) -> Floats:
    """Each answer replaced by the share of right ones among those of the same confidence."""
    shares: Floats = np.bincount(ties, weights=right) / np.bincount(ties)
    return shares[ties]


def _starts(size: int, bins: int) -> NDArray[np.intp]:
    """First places of at most ``bins`` bins whose sizes differ by one at most."""
    count = min(bins, size)
    return np.arange(count) * size // count


def _count_from(scores: Floats, thresholds: Floats) -> NDArray[np.intp]:
    """How many scores reach each threshold."""
    return scores.size - np.searchsorted(np.sort(scores), thresholds, "left")
