"""A small real embedder for unit tests: counts of hashed characters and character pairs, L2-normalised."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search_index.text import tokens


class CharacterEmbedder:
    """Ranks sensibly in Chinese without a model; query and document vectors are the same."""

    def __init__(self, dimension: int = 256) -> None:
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
                vectors[row, int.from_bytes(digest[:4], "big") % self._dimension] += 1.0
            # A constant part keeps unrelated texts at a low but positive cosine, as e5 does.
            vectors[row, 0] += 1.0
        norms: NDArray[np.float32] = np.linalg.norm(vectors, axis=1, keepdims=True)
        return (vectors / norms).astype(np.float32)
