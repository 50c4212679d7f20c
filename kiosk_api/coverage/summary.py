"""The figures of a run: pure functions of its outcomes.

Shares lie between 0 and 1, times are milliseconds, points the national index's (1, 0.5 or 0 a question). What cannot
be measured, for want of any question of that kind, is None. Everything but ``variants`` counts questions as written.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from kiosk_api.coverage.abstention import CurvePoint, curve, operating_points
from kiosk_api.coverage.expectations import aspects_right, expected_ids, must_not_be_answered
from kiosk_api.coverage.facets import GROUPINGS, facets
from kiosk_api.coverage.metrics import bootstrap_interval, mrr, recall_at
from kiosk_api.coverage.names import variant_name
from kiosk_api.coverage.records import Outcome, Run, Verdict
from kiosk_api.models import Frozen, Status
from search_index import Content


class Figure(Frozen):
    """A mean over ``questions`` questions, with its 95 % bootstrap interval where one was drawn."""

    value: float | None
    questions: int
    low: float | None = None
    high: float | None = None


class Figures(Frozen):
    """The figures of one group of questions."""

    questions: int
    verdicts: dict[Verdict, int]
    right: Figure
    """Share of right verdicts of all questions."""
    points: float
    """Sum of points."""
    index: Figure
    """Mean points."""
    hit_1: Figure
    """Share of searched questions whose first hit answers them; searched is what expects records and has no context."""
    hit_3: Figure
    mrr: Figure
    aspects: Figure
    """Share of the questions labelled with aspects whose aspects were understood, whatever record was found."""
    answered: Figure
    """Share of the answerable questions that got an answer or a list, right or wrong."""
    false_answers: Figure
    """Share of what must not be answered that was answered."""
    p50: float | None
    p95: float | None
    direct_answers: int
    """How many were understood without the assistant."""


class Group(Frozen):
    """One group of questions and its figures."""

    name: str
    figures: Figures


class Summary(Frozen):
    """Everything counted of one run."""

    overall: Figures
    groups: dict[str, tuple[Group, ...]]
    """By ``facets.GROUPINGS``, the largest group first."""
    variants: tuple[Group, ...]
    """As written, then every kind of variant asked; only one group when there are no variants."""
    confusion: dict[Status, dict[Status, int]]
    """Expected status → given status → questions."""
    curve: tuple[CurvePoint, ...]
    operating_points: tuple[CurvePoint, ...]


def summarise(run: Run, content: Content) -> Summary:
    """The figures of a run over the content that it asked."""
    plain = [outcome for outcome in run.outcomes if not outcome.question.variant]
    return Summary(
        overall=figures(plain, intervals=True),
        groups=_groups(plain, content),
        variants=_variants(run.outcomes),
        confusion=confusion(plain),
        curve=curve(plain),
        operating_points=operating_points(plain, float(run.settings["answer"]) if "answer" in run.settings else None),
    )


def figures(outcomes: Sequence[Outcome], *, intervals: bool = False) -> Figures:
    """The figures of these outcomes; ``intervals`` draws the bootstrap intervals."""
    searched = [outcome.rank for outcome in outcomes if _is_searched(outcome)]
    labelled = [outcome for outcome in outcomes if outcome.question.aspects]
    open_, forbidden = _split(outcomes)
    times = [outcome.milliseconds for outcome in outcomes]
    given = {Status.answered, Status.listing}

    def mean(values: Iterable[float]) -> Figure:
        return _figure(list(values), intervals=intervals)

    return Figures(
        questions=len(outcomes),
        verdicts=dict(Counter(outcome.verdict for outcome in outcomes)),
        right=mean(outcome.verdict is Verdict.right for outcome in outcomes),
        points=sum(outcome.points for outcome in outcomes),
        index=mean(outcome.points for outcome in outcomes),
        hit_1=mean(recall_at([rank], 1) for rank in searched),
        hit_3=mean(recall_at([rank], 3) for rank in searched),
        mrr=mean(mrr([rank]) for rank in searched),
        aspects=mean(aspects_right(outcome.question, outcome.aspects) for outcome in labelled),
        answered=mean(outcome.status in given for outcome in open_),
        false_answers=mean(outcome.verdict is Verdict.false_answer for outcome in forbidden),
        p50=_percentile(times, 50),
        p95=_percentile(times, 95),
        direct_answers=sum(outcome.understood_by == "direct" for outcome in outcomes),
    )


def confusion(outcomes: Iterable[Outcome]) -> dict[Status, dict[Status, int]]:
    """How often each expected status ended in each status, expected first; only what occurs."""
    counted = Counter((outcome.question.status, outcome.status) for outcome in outcomes)
    rows = {wanted: {given: counted[wanted, given] for given in Status if counted[wanted, given]} for wanted in Status}
    return {wanted: row for wanted, row in rows.items() if row}


def _is_searched(outcome: Outcome) -> bool:
    question = outcome.question
    return bool(expected_ids(question)) and not question.context and question.status is not Status.listing


def _split(outcomes: Iterable[Outcome]) -> tuple[list[Outcome], list[Outcome]]:
    """What can be answered, and what must not be."""
    halves: tuple[list[Outcome], list[Outcome]] = ([], [])
    for outcome in outcomes:
        halves[must_not_be_answered(outcome.question)].append(outcome)
    return halves


def _figure(values: Sequence[float], *, intervals: bool) -> Figure:
    if not values:
        return Figure(value=None, questions=0)
    low, high = bootstrap_interval(values) if intervals else (None, None)
    return Figure(value=float(np.mean(values)), questions=len(values), low=low, high=high)


def _percentile(times: Sequence[float], percent: int) -> float | None:
    return float(np.percentile(times, percent)) if times else None


def _groups(outcomes: Sequence[Outcome], content: Content) -> dict[str, tuple[Group, ...]]:
    found: dict[str, dict[str, list[Outcome]]] = {grouping: defaultdict(list) for grouping in GROUPINGS}
    for outcome in outcomes:
        for grouping, names in facets(outcome.question, content).items():
            for name in names:
                found[grouping][name].append(outcome)
    return {grouping: _largest_first(by_name) for grouping, by_name in found.items()}


def _largest_first(by_name: dict[str, list[Outcome]]) -> tuple[Group, ...]:
    ordered = sorted(by_name.items(), key=lambda group: -len(group[1]))
    return tuple(Group(name=name, figures=figures(members)) for name, members in ordered)


def _variants(outcomes: Iterable[Outcome]) -> tuple[Group, ...]:
    found: dict[str, list[Outcome]] = {"": []}
    for outcome in outcomes:
        found.setdefault(outcome.question.variant, []).append(outcome)
    return tuple(Group(name=variant_name(kind), figures=figures(members)) for kind, members in found.items())
