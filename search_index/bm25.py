"""BM25 over character unigrams and bigrams, by the bm25s library (sparse scores computed at build time)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from search_index.text import tokens

K1 = 1.2
B = 0.75
_EMPTY = "\x00"
"""Stands for a text without tokens, so that rows keep their numbers."""


class Bm25:
    """Scores of every document for a question; rows as in the FAISS index."""

    def __init__(self, model: bm25s.BM25) -> None:
        self._model = model

    @classmethod
    def build(cls, texts: Sequence[str]) -> Bm25:
        """Indexes the texts; ``texts`` must not be empty."""
        model = bm25s.BM25(k1=K1, b=B, method="lucene")
        model.index([tokens(text) or [_EMPTY] for text in texts], show_progress=False)
        return cls(model)

    @classmethod
    def load(cls, folder: Path) -> Bm25:
        return cls(bm25s.BM25.load(str(folder), load_corpus=False, mmap=True))

    def save(self, folder: Path) -> None:
        self._model.save(str(folder), show_progress=False)

    def scores(self, question: str) -> NDArray[np.float32]:
        """``(n,)`` float32, 0 where no token is shared."""
        known = [token for token in tokens(question) if token in self._model.vocab_dict]
        if not known:
            return np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        scores: NDArray[np.float32] = self._model.get_scores(known)
        return scores
