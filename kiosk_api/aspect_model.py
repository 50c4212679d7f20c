"""Which aspect a question asks, from its letters: a linear model over hashed character n-grams.

The direct detector's counterpart of the assistant, trained on the assistant's own sentences (``make aspects``), so a
question is understood nearly as well while Rasa is away. Weinberger et al. 2009 (feature hashing).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.text import letters_only

WEIGHTS = Path(__file__).with_name("aspect_model.npz")
BUCKETS = 1 << 14
LONGEST = 4
"""Letters of the longest n-gram; ``<`` and ``>`` mark both ends of the question."""


def features(question: str) -> dict[int, float]:
    """Bucket → weight of the question's n-grams, at unit length."""
    text = f"<{letters_only(question)}>"
    counts: dict[int, float] = {}
    for size in range(1, LONGEST + 1):
        for start in range(len(text) - size + 1):
            bucket = zlib.crc32(text[start : start + size].encode()) % BUCKETS
            counts[bucket] = 1.0
    length = len(counts) ** 0.5
    return {bucket: value / length for bucket, value in counts.items()}


@dataclass(frozen=True, slots=True)
class AspectModel:
    """Logistic regression, one row of weights a class; classes that are no aspect stand for everything else said."""

    classes: tuple[str, ...]
    weights: NDArray[np.float32]
    """(classes, BUCKETS)."""
    intercepts: NDArray[np.float32]

    def probabilities(self, question: str) -> dict[str, float]:
        """Probability of every class, summing to one."""
        found = features(question)
        columns = np.fromiter(found, dtype=np.int64, count=len(found))
        values = np.fromiter(found.values(), dtype=np.float32, count=len(found))
        scores = self.weights[:, columns] @ values + self.intercepts
        shares = np.exp(scores - scores.max())
        return dict(zip(self.classes, (shares / shares.sum()).tolist(), strict=True))

    def save(self, path: Path = WEIGHTS) -> None:
        """Write in half precision."""
        np.savez_compressed(
            path, classes=np.array(self.classes), weights=self.weights.astype(np.float16), intercepts=self.intercepts
        )


@lru_cache(maxsize=1)
def load_aspect_model(path: Path = WEIGHTS) -> AspectModel:
    """The committed weights."""
    with np.load(path, allow_pickle=False) as stored:
        classes = tuple(str(name) for name in stored["classes"])
        return AspectModel(classes, stored["weights"].astype(np.float32), stored["intercepts"])
