"""What answering less saves in wrong answers: the coverage–abstention curve of a run, and points on it worth a look."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np

from kiosk_api.coverage.expectations import must_not_be_answered
from kiosk_api.coverage.metrics import AbstentionPoint, abstention_curve, false_answers_at_coverage
from kiosk_api.coverage.records import Outcome, Verdict
from kiosk_api.models import Frozen, Status

COVERAGE = 0.9
"""Share of the answerable questions answered at one of the operating points."""
FALSE_ANSWERS = 0.05
"""Share of false answers allowed at another: the project's target."""
CURVE_POINTS = 100
"""Points of the curve that are kept at most, spread evenly over the confidences."""
_DECIDED = {Status.answered, Status.clarification, Status.no_content, Status.out_of_scope}
"""Statuses that depend on the confidence; lists and refusals do not."""


class CurvePoint(Frozen):
    """What answering from a confidence on gives, see ``metrics.AbstentionPoint``; ``name`` of an operating point."""

    threshold: float
    coverage: float | None
    accuracy: float | None
    false_answers: float | None
    name: str = ""


def curve(outcomes: Iterable[Outcome]) -> tuple[CurvePoint, ...]:
    """The curve over the questions whose answer depends on the confidence, by rising threshold."""
    points = abstention_curve(*_sure_and_right(outcomes))
    kept = np.unique(np.linspace(0, len(points) - 1, min(len(points), CURVE_POINTS)).round().astype(int))
    return tuple(_point(points[at]) for at in kept.tolist())


def operating_points(outcomes: Iterable[Outcome], threshold: float | None) -> tuple[CurvePoint, ...]:
    """The point in use (none where ``threshold`` is None), the one that answers COVERAGE, and the one with the most
    answers at FALSE_ANSWERS; the last two only where the questions tell them."""
    sure, right = _sure_and_right(outcomes)
    points = abstention_curve(sure, right)
    found = [_at(points, threshold, "现在用的")] if threshold is not None else []
    inside = [score for score, good in zip(sure, right, strict=True) if good is not None]
    if inside:
        wanted, _ = false_answers_at_coverage(inside, [], COVERAGE)
        found.append(_at(points, wanted, f"答到 {COVERAGE:.0%}"))
    allowed = [point for point in points if point.false_answers <= FALSE_ANSWERS]
    if allowed:
        found.append(_point(allowed[0], f"误答不超过 {FALSE_ANSWERS:.0%}"))
    return tuple(found)


def _sure_and_right(outcomes: Iterable[Outcome]) -> tuple[list[float], list[bool | None]]:
    """Confidence of each question that it decides on, and whether its answer is (or would be) right; None where any
    answer is false. Another door named is no answer out of the content."""
    sure: list[float] = []
    right: list[bool | None] = []
    for outcome in outcomes:
        if outcome.status not in _DECIDED or outcome.question.context or outcome.question.status is Status.listing:
            continue
        answered = outcome.status is Status.answered
        forbidden = must_not_be_answered(outcome.question)
        harmless = forbidden and answered and outcome.verdict is not Verdict.false_answer
        sure.append(0.0 if harmless else outcome.confidence)
        good = outcome.verdict in {Verdict.right, Verdict.wrong_aspect} if answered else outcome.rank == 0
        right.append(None if forbidden else good)
    return sure, right


def _at(points: Sequence[AbstentionPoint], threshold: float, name: str) -> CurvePoint:
    """What answering from ``threshold`` on gives: the first point from there; beyond the last nothing is answered."""
    reached = next((point for point in points if point.threshold >= threshold), None)
    found = reached or AbstentionPoint(threshold, 0.0, math.nan, 0.0)
    return _point(found._replace(threshold=threshold), name)


def _point(point: AbstentionPoint, name: str = "") -> CurvePoint:
    shares = {field: _known(getattr(point, field)) for field in ("coverage", "accuracy", "false_answers")}
    return CurvePoint(threshold=point.threshold, name=name, **shares)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
