"""One calibrated probability for a search result: is its first hit what was asked for?

A logistic model over a few features of the ranking. A bare cosine is no confidence: on development questions it tells
what is there from a near miss with AUROC .77, the distance to the field's other matters alone with .82. The weights
are fitted on labelled development questions and stored with the index.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict


@dataclass(frozen=True, slots=True)
class Features:
    """What the ranking knows about its first hit."""

    cosine: float
    """Mean cosine of question and expanded question to the best document, −1 to 1."""
    margin: float
    """Fused score of the first record minus that of the first record with another title; 0 and up."""
    coverage: float
    """Share of the question's subject (by rarity) that the first record's texts contain, 0 to 1."""
    subject: float
    """How much subject the question has: 0 none, 1 from four characters on."""
    elsewhere: float
    """Cosine to the nearest matter of the field that the content lacks, minus ``cosine``; 0 where none is known."""

    def vector(self) -> tuple[float, ...]:
        """Scaled to about −2…2 so that one penalty suits all weights."""
        elsewhere = max(-0.3, min(0.3, self.elsewhere)) / 0.1
        return (
            (self.cosine - 0.72) / 0.08,
            min(self.margin, 0.3) / 0.1,
            self.coverage * 2 - 1,
            self.subject * 2 - 1,
            elsewhere,
        )


class Calibration(BaseModel):
    """Weights of the logistic model and what they were fitted on."""

    model_config = ConfigDict(frozen=True)

    source: str
    questions: int
    intercept: float
    weights: tuple[float, float, float, float, float]

    def probability(self, features: Features) -> float:
        """Between 0 and 1."""
        z = self.intercept + sum(w * x for w, x in zip(self.weights, features.vector(), strict=True))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def general_calibration() -> Calibration:
    """The calibration fitted on the development questions of the demonstration district (``make calibrate``)."""
    return Calibration.model_validate_json(Path(__file__).with_name("calibration.json").read_text("utf-8"))
