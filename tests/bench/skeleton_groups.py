"""Which sentences are near-duplicates of one another, for folds that keep them together.

The *skeleton* of a sentence is what is left when its topical words (nouns, names, numbers, by jieba's part-of-speech
tags) and its punctuation are masked; a sentence of nothing but topical words is its own skeleton. Sentences with the
same skeleton (低保在哪看 / 公租房在哪看), or with half of their character pairs in common (Jaccard, the ends of the
sentence counted as characters), are of one group, transitively.
"""

from __future__ import annotations

from collections.abc import Sequence

import jieba.posseg
import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

NEAR = 0.5
"""Jaccard similarity of character pairs from which two sentences are near-duplicates."""
TOPICAL_TAGS = frozenset(["n", "nr", "nrt", "nrfg", "ns", "nt", "nz", "vn", "an", "t", "s", "m", "q", "eng", "x", "w"])


def skeleton(text: str) -> str:
    """The sentence without its topical words; itself when there is nothing else."""
    words = (word.word for word in jieba.posseg.lcut(text) if word.flag not in TOPICAL_TAGS)
    return "".join(words).strip() or text


def groups(texts: Sequence[str]) -> list[int]:
    """The group number of each sentence: same skeleton or near-duplicate, transitively."""
    parent = list(range(len(texts)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    first: dict[str, int] = {}
    for i, text in enumerate(texts):
        parent[root(i)] = root(first.setdefault(skeleton(text), i))
    pairs = CountVectorizer(analyzer="char", ngram_range=(2, 2), binary=True, lowercase=False)
    matrix = pairs.fit_transform([f"^{text}$" for text in texts]).astype(np.int32)
    sizes = np.asarray(matrix.sum(axis=1)).ravel()
    shared = (matrix @ matrix.T).tocoo()
    near = shared.data >= NEAR * (sizes[shared.row] + sizes[shared.col] - shared.data)
    for i, j in zip(shared.row[near], shared.col[near], strict=False):
        parent[root(i)] = root(j)
    return [root(i) for i in range(len(texts))]
