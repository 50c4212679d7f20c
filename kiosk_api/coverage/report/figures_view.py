"""The charts of the page, each with a sentence that says the same: how much is answered, how well, how fast."""

from __future__ import annotations

import math
from bisect import bisect_left
from typing import NamedTuple

from markupsafe import Markup

from kiosk_api.coverage.records import Run
from kiosk_api.coverage.report.charts import Point, curve, histogram
from kiosk_api.coverage.report.overview import seconds, share, words
from kiosk_api.coverage.summary import Summary

LATENCIES = (20, 50, 100, 200, 500, 1_000, 2_000, 4_000, math.inf)
"""Upper bounds of the columns, milliseconds; 4 s is the longest a turn may take."""
LABELS = ("20", "50", "100", "200", "500", "1000", "2000", "4000", "更久")


class Chart(NamedTuple):
    """A drawing and what it says."""

    svg: Markup
    sentence: str


def charts(run: Run, summary: Summary) -> tuple[Chart, ...]:
    """The coverage–abstention curve and the times; only what could be measured."""
    found = [_curve(summary)] if summary.curve else []
    if summary.overall.questions:
        found.append(_latency(run, summary))
    return tuple(found)


def _curve(summary: Summary) -> Chart:
    said = words()["charts"]
    points = sorted(
        Point(point.coverage, point.accuracy)
        for point in summary.curve
        if point.coverage is not None and point.accuracy is not None
    )
    used = next(iter(summary.operating_points), None)
    here, sentence = None, said["no_here"]
    if used is not None and used.coverage is not None and used.accuracy is not None:
        here = Point(used.coverage, used.accuracy)
        sentence = said["here"].format(
            threshold=used.threshold,
            coverage=share(used.coverage),
            accuracy=share(used.accuracy),
            false=share(used.false_answers),
        )
    return Chart(curve(said["curve"], points, here, said["curve_x"], said["curve_y"]), sentence)


def _latency(run: Run, summary: Summary) -> Chart:
    said = words()["charts"]
    counts = [0] * len(LATENCIES)
    for outcome in run.outcomes:
        if not outcome.question.variant:
            counts[bisect_left(LATENCIES, outcome.milliseconds)] += 1
    columns = list(zip(LABELS, counts, strict=True))
    sentence = said["speed"].format(p50=seconds(summary.overall.p50), p95=seconds(summary.overall.p95))
    return Chart(histogram(said["latency"], columns, said["latency_y"], said["latency_x"]), sentence)
