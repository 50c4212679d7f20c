"""Which group a question belongs to: groups keep their ids, new questions join the nearest or found one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from kiosk_api.coverage.gaps import membership
from search_index.embedding.embedder import Vectors

Mean = NDArray[np.float32]


def nearest_groups(vectors: Vectors, means: Mapping[str, Mean], distance: float) -> list[str | None]:
    """For each row the group whose members are nearest on average, None where none is within ``distance``.

    ``means`` are the plain means of the members' unit vectors, so that a product is the mean cosine; they need not be
    of length one. ``distance`` is a cosine distance, 0 to 2.
    """
    if not means:
        return [None] * len(vectors)
    names = list(means)
    cosines = vectors @ np.stack([means[name] for name in names]).T
    best = cosines.argmax(axis=1)
    return [names[place] if cosines[row, place] >= 1 - distance else None for row, place in enumerate(best.tolist())]


def new_groups(vectors: Vectors, distance: float) -> list[list[int]]:
    """The rows that belong together, group by group in the order of their first rows."""
    if len(vectors) == 0:
        return []
    return [np.flatnonzero(mask).tolist() for mask in membership(vectors, distance)]


def means_of(names: Sequence[str], vectors: Vectors) -> dict[str, Mean]:
    """The mean of each group, given the group of every row."""
    rows: dict[str, list[int]] = {}
    for row, name in enumerate(names):
        rows.setdefault(name, []).append(row)
    return {name: vectors[members].mean(axis=0) for name, members in rows.items()}
