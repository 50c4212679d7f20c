"""The benchmark's two plots: is the probability honest, and what does silence buy."""

from __future__ import annotations

from pathlib import Path

import matplotlib
import numpy as np

from kiosk_api.bands import Bands
from kiosk_api.coverage.metrics import abstention_curve, reliability
from tests.bench.retrieval import Ranks

matplotlib.use("Agg")

from matplotlib import pyplot  # noqa: E402

FOLDER = Path("docs/quality")


def draw(ranks: Ranks) -> None:
    """Writes ``reliability.png`` and ``abstention.png`` of all questions asked."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    outside = np.concatenate([ranks.near_miss, ranks.off_topic])
    sure = np.clip(np.concatenate([ranks.inside, outside]), 0, 1)
    right = [place == 0 for place in ranks.places]
    _reliability(sure, np.concatenate([right, np.zeros(len(outside), dtype=bool)]))
    _abstention(sure, [*right, *[None] * len(outside)])


def _reliability(sure: np.ndarray, right: np.ndarray) -> None:
    figure, axes = pyplot.subplots(figsize=(5, 5))
    bins = reliability(sure, right)
    axes.plot([0, 1], [0, 1], "--", color="grey")
    axes.plot([one.confidence for one in bins], [one.right for one in bins], "o-")
    axes.set(
        xlabel="confidence", ylabel="share right", title="Reliability, held-out districts", xlim=(0, 1), ylim=(0, 1)
    )
    figure.savefig(FOLDER / "reliability.png", dpi=110, bbox_inches="tight")
    pyplot.close(figure)


def _abstention(sure: np.ndarray, right: list[bool | None]) -> None:
    figure, axes = pyplot.subplots(figsize=(6, 4.5))
    curve = abstention_curve(sure, right)
    covered = [point.coverage for point in curve]
    axes.plot(covered, [point.accuracy for point in curve], label="right among answered")
    axes.plot(covered, [point.false_answers for point in curve], label="false answers to what is not there")
    operating = next((point for point in curve if point.threshold >= Bands().answer), curve[-1])
    axes.axvline(operating.coverage, color="grey", linestyle=":", label=f"operating point {Bands().answer}")
    axes.set(
        xlabel="share of answerable questions answered", ylabel="share", title="Coverage and abstention", ylim=(0, 1)
    )
    axes.legend()
    figure.savefig(FOLDER / "abstention.png", dpi=110, bbox_inches="tight")
    pyplot.close(figure)
