"""How long encoding takes, and search beyond encoding, on the demonstration index and on 20,000 documents."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index import Content, SearchIndex, VersionStore
from search_index.build import build_version
from search_index.embedding.embedder import Embedder
from search_index.records import CatalogItem

LARGE = 20_000
"""Documents (embedded texts) of the large index."""


class TimedEmbedder:
    """Passes through to an embedder and adds up the seconds spent in it."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def encode_query(self, texts: str | Sequence[str]) -> NDArray[np.float32]:
        start = time.perf_counter()
        vectors = self._embedder.encode_query(texts)
        self.seconds += time.perf_counter() - start
        return vectors

    def encode_document(self, texts: str | Sequence[str]) -> NDArray[np.float32]:
        return self._embedder.encode_document(texts)


class RandomEmbedder:
    """Random unit vectors for documents: building a large index costs seconds; questions are encoded for real."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._rng = np.random.default_rng(7)
        self.building = True

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    @property
    def fingerprint(self) -> str:
        return f"random over {self._embedder.fingerprint}"

    def encode_query(self, texts: str | Sequence[str]) -> NDArray[np.float32]:
        return self._random(len(texts)) if self.building else self._embedder.encode_query(texts)

    def encode_document(self, texts: str | Sequence[str]) -> NDArray[np.float32]:
        return self._random(len(texts))

    def _random(self, count: int) -> NDArray[np.float32]:
        vectors = self._rng.normal(size=(count, self.dimension)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """p50 and p95 in milliseconds."""
    return float(np.percentile(seconds, 50)) * 1000, float(np.percentile(seconds, 95)) * 1000


def encoding(embedder: Embedder, questions: Sequence[str]) -> tuple[float, float]:
    """p50 and p95 of encoding one question, milliseconds."""
    seconds = []
    for question in questions:
        start = time.perf_counter()
        embedder.encode_query([question])
        seconds.append(time.perf_counter() - start)
    return percentiles(seconds)


def beyond_encoding(index: SearchIndex, timed: TimedEmbedder, questions: Sequence[str]) -> tuple[float, float]:
    """p50 and p95 of a search less its encoding, milliseconds."""
    seconds = []
    for question in questions:
        timed.seconds = 0.0
        start = time.perf_counter()
        index.search(question)
        seconds.append(time.perf_counter() - start - timed.seconds)
    return percentiles(seconds)


def large_content(content: Content) -> Content:
    """Items with numbered copies of the real titles, enough for LARGE documents."""
    items = content.items
    copies = [
        CatalogItem(
            id=f"copy-{number}",
            domain=item.domain,
            topic=item.topic,
            subtopic=f"{item.title}（第{number}号片区）",
            elements=item.elements,
            agency=item.agency,
        )
        for number in range(LARGE // 3)
        for item in [items[number % len(items)]]
    ]
    return Content(content.district, (*content.records, *copies), content.aliases)


def large_index(content: Content, embedder: Embedder) -> tuple[SearchIndex, TimedEmbedder]:
    """An index of about LARGE documents with real BM25 and random document vectors."""
    randomised = RandomEmbedder(embedder)
    with tempfile.TemporaryDirectory() as folder:
        store = VersionStore(Path(folder))
        manifest = build_version(large_content(content), randomised, "random", store)
        randomised.building = False
        timed = TimedEmbedder(randomised)
        return SearchIndex.open(store.path_of(manifest.version), timed), timed
