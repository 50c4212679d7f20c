"""The figures, counted by hand and against slow definitions."""

from __future__ import annotations

import doctest
import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.coverage import metrics

RANKS = st.lists(st.none() | st.integers(0, 20), min_size=1, max_size=30)
SHARES = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.75, 0.9, 1.0]) | st.floats(0, 1)
SCORES = st.lists(SHARES, min_size=1, max_size=30)
ANSWERED = st.lists(st.tuples(SHARES, st.booleans()), min_size=1, max_size=40)


def test_the_figures_counted_by_hand_in_the_docstrings() -> None:
    found = doctest.testmod(metrics)
    assert found.attempted == 9
    assert not found.failed


@given(RANKS)
def test_recall_rises_with_k_and_bounds_the_reciprocal_rank(ranks: list[int | None]) -> None:
    recalls = [metrics.recall_at(ranks, k) for k in range(23)]
    assert recalls == sorted(recalls)
    assert recalls[0] == 0
    assert recalls[1] - 1e-12 <= metrics.mrr(ranks) <= recalls[-1] + 1e-12
    assert recalls[-1] == pytest.approx(sum(rank is not None for rank in ranks) / len(ranks))


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_won_pairs_with_ties_half(positive: list[float], negative: list[float]) -> None:
    won = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positive for n in negative]
    assert metrics.auroc(positive, negative) == pytest.approx(sum(won) / len(won))
    assert metrics.auroc(positive, negative) + metrics.auroc(negative, positive) == pytest.approx(1)


@given(SCORES, st.integers(0, 5))
def test_the_interval_lies_within_the_values_and_depends_on_the_seed_alone(values: list[float], seed: int) -> None:
    low, high = metrics.bootstrap_interval(values, resamples=50, seed=seed)
    assert min(values) - 1e-12 <= low <= high <= max(values) + 1e-12
    assert (low, high) == metrics.bootstrap_interval(values, resamples=50, seed=seed)


def test_the_interval_of_a_mean_is_about_two_standard_errors_wide() -> None:
    # 100 answers, half right: standard error .05, so .5 ± 1.96 × .05 = .402 … .598.
    low, high = metrics.bootstrap_interval([0, 1] * 50, resamples=4_000)
    assert (low, high) == (pytest.approx(0.402, abs=0.02), pytest.approx(0.598, abs=0.02))


def test_the_interval_of_any_statistic_keeps_rows_together() -> None:
    pairs = [(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
    low, high = metrics.bootstrap_interval(pairs, statistic=lambda rows: (rows[:, 0] + rows[:, 1]).min(), resamples=200)
    assert (low, high) == (1.0, 2.0)


@given(ANSWERED, st.integers(1, 12), st.randoms(use_true_random=False))
def test_reliability_counts_everything_once_whatever_the_order(
    answered: list[tuple[float, bool]], bins: int, shuffle: random.Random
) -> None:
    found = metrics.reliability(*zip(*answered, strict=True), bins)
    assert len(found) == min(bins, len(answered))
    assert sum(each.questions for each in found) == len(answered)
    assert max(each.questions for each in found) - min(each.questions for each in found) <= 1
    assert sum(each.right * each.questions for each in found) == pytest.approx(sum(right for _, right in answered))
    assert [each.confidence for each in found] == sorted(each.confidence for each in found)
    other = list(answered)
    shuffle.shuffle(other)
    assert metrics.ece(*zip(*other, strict=True), bins) == pytest.approx(
        metrics.ece(*zip(*answered, strict=True), bins)
    )


def test_ece_by_hand() -> None:
    # Ten times .8, eight right: nothing off. Ten times .8, five right: .3 off.
    assert metrics.ece([0.8] * 10, [1] * 8 + [0] * 2) == pytest.approx(0)
    assert metrics.ece([0.8] * 10, [1] * 5 + [0] * 5) == pytest.approx(0.3)
    # Bins (.2 .4), (.6 .8): .3 sure, half right, .2 off; .7 sure, all right, .3 off; the mean is .25.
    assert metrics.ece([0.2, 0.4, 0.6, 0.8], [0, 1, 1, 1], bins=2) == pytest.approx(0.25)


def test_the_ece_of_a_calibrated_system_is_about_the_expected_one() -> None:
    draw = np.random.default_rng(7)
    confidences = draw.random(400)
    mean, high = metrics.ece_expected(confidences, seed=1)
    # Ten bins of 40: the mean distance of a share is about √(2/π) × √(p(1−p)/40) ≈ .05.
    assert 0.03 < mean < 0.07 < high < 0.1
    honest = [metrics.ece(confidences, draw.random(400) < confidences) for _ in range(200)]
    assert np.mean(honest) == pytest.approx(mean, abs=0.004)
    assert np.mean([error <= high for error in honest]) == pytest.approx(0.95, abs=0.04)
    assert metrics.ece(confidences, draw.random(400) < confidences / 2) > high
    assert metrics.ece_expected(confidences, seed=1) == (mean, high)


@given(st.lists(st.tuples(SHARES, st.none() | st.booleans()), min_size=1, max_size=30))
def test_the_abstention_curve_is_what_counting_gives(answered: list[tuple[float, bool | None]]) -> None:
    curve = metrics.abstention_curve([score for score, _ in answered], [right for _, right in answered])
    assert [point.threshold for point in curve] == sorted({score for score, _ in answered})
    for point in curve:
        inside = [score >= point.threshold for score, right in answered if right is not None]
        good = [bool(right) for score, right in answered if right is not None and score >= point.threshold]
        outside = [score >= point.threshold for score, right in answered if right is None]
        wanted = [sum(each) / len(each) if each else math.nan for each in (inside, good, outside)]
        assert [point.coverage, point.accuracy, point.false_answers] == pytest.approx(wanted, nan_ok=True)


@given(SCORES, SCORES, st.floats(0.05, 1))
def test_the_threshold_is_the_highest_that_keeps_the_coverage(
    inside: list[float], outside: list[float], coverage: float
) -> None:
    threshold, share = metrics.false_answers_at_coverage(inside, outside, coverage)
    assert metrics.recall_at([0 if score >= threshold else None for score in inside], 1) >= coverage - 1e-6
    above = [score for score in inside if score > threshold]
    assert len(above) < coverage * len(inside)
    assert share == pytest.approx(np.mean([score >= threshold for score in outside]))


def test_nine_of_ten_are_nine_not_ten() -> None:
    scores = [n / 10 for n in range(1, 11)]
    assert metrics.false_answers_at_coverage(scores, [0.1, 0.2, 0.3, 0.05]) == (0.2, 0.5)


def test_nothing_to_measure_is_no_number_and_unequal_lengths_are_an_error() -> None:
    nothing = [metrics.recall_at([], 1), metrics.mrr([]), metrics.auroc([], [1]), metrics.ece([], [])]
    nothing += [*metrics.bootstrap_interval([]), *metrics.ece_expected([]), *metrics.false_answers_at_coverage([], [1])]
    nothing.append(metrics.false_answers_at_coverage([1], [])[1])
    assert all(math.isnan(figure) for figure in nothing)
    assert metrics.reliability([], []) == [] == metrics.abstention_curve([], [])
    with pytest.raises(ValueError, match="2 confidences, 1 answers"):
        metrics.ece([0.1, 0.2], [1])
    with pytest.raises(ValueError, match="1 confidences, 2 answers"):
        metrics.abstention_curve([0.1], [True, None])
