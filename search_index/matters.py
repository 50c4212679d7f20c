"""Public matters known in the field that this content has nothing on: the background a question is held against.

A question that lies nearer to a matter of the field which no record covers than to any record is most likely about
that matter. (Cohort normalisation, as in speaker verification: Auckenthaler et al. 2000.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

COVERED = 0.93
"""Cosine of a matter's name to a record's title from which on the record is taken to be on that matter."""


@dataclass(frozen=True, slots=True)
class Matters:
    """Names and vectors ``(n, dimension)`` float32, L2-normalised, of the matters that are not covered."""

    names: tuple[str, ...]
    vectors: NDArray[np.float32]

    def save(self, path: Path) -> None:
        """Write as ``.npz``."""
        np.savez(path, names=np.array(self.names, dtype=np.str_), vectors=self.vectors)

    @classmethod
    def load(cls, path: Path) -> Matters:
        """Read what ``save`` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(tuple(str(name) for name in stored["names"]), stored["vectors"])

    def nearest(self, query: NDArray[np.float32]) -> tuple[str, float]:
        """The matter nearest to a query vector ``(dimension,)`` and its cosine; ("", -1) when there is none."""
        if not self.names:
            return "", -1.0
        cosines = self.vectors @ query
        row = int(cosines.argmax())
        return self.names[row], float(cosines[row])


def uncovered(
    names: Sequence[str], vectors: NDArray[np.float32], titles: NDArray[np.float32], covered: float = COVERED
) -> Matters:
    """The matters that no record title ``(m, dimension)`` comes near."""
    if not len(names):
        return Matters((), vectors)
    nearest = (vectors @ titles.T).max(axis=1) if len(titles) else np.full(len(names), -1.0)
    kept = np.flatnonzero(nearest < covered)
    return Matters(tuple(names[int(row)] for row in kept), vectors[kept])
