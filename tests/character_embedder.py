"""A small real embedder for unit tests: counts of hashed characters and character pairs, L2-normalised."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_index.text import tokens

SHARED = 0.85
"""Cosine of two texts without a common character."""


class CharacterEmbedder:
    """Ranks sensibly in Chinese without a model; query and document vectors are the same."""

    def __init__(self, dimension: int = 1024) -> None:
        self._dimension = dimension
        self.embedded = 0

    @property
    def dimension(self) -> int:
        return self._dimension

    @property
    def fingerprint(self) -> str:
        return f"characters-{self._dimension}"

    def encode_query(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def encode_document(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self._dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for token in tokens(text):
                digest = hashlib.md5(token.encode(), usedforsecurity=False).digest()
                vectors[row, int.from_bytes(digest[:4], "big") % (self._dimension - 1) + 1] += 1.0
        norms: NDArray[np.float32] = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-6)
        # A constant part compresses cosines into SHARED…1, as e5's are.
        vectors = np.hstack([vectors[:, 1:] / norms * (1 - SHARED) ** 0.5, np.full_like(norms, SHARED**0.5)])
        whole: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / whole).astype(np.float32)
