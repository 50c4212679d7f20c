"""The systems compared: this project's search and plain peers over the same content."""

from __future__ import annotations

from collections.abc import Callable

import bm25s
import jieba
import numpy as np
from numpy.typing import NDArray

from search_index import Content, SearchIndex
from search_index.bm25 import K1, B, Bm25
from search_index.embedding.embedder import Embedder

TOP_K = 10
RRF_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack et al. 2009)."""

Rank = Callable[[str], tuple[list[str], float]]
"""A question to record ids, best first, and a score that says how sure the system is that they answer it."""


def ours(index: SearchIndex) -> Rank:
    """This project's search; being sure that a matter is handled elsewhere is being sure that nothing here answers."""

    def rank(question: str) -> tuple[list[str], float]:
        result = index.search(question, top_k=TOP_K)
        elsewhere = bool(result.hits) and result.hits[0].kind == "redirect"
        return [hit.id for hit in result.hits], -result.confidence if elsewhere else result.confidence

    return rank


def whole_text(content: Content) -> list[str]:
    """One text a record, as a plain index would hold it."""
    names = ("elements", "answer", "text", "summary")
    return [
        " ".join(
            [*record.path, record.title, next((getattr(record, name) for name in names if hasattr(record, name)), "")]
        )
        for record in content.records
    ]


def _best(content: Content, scores: NDArray[np.float32]) -> tuple[list[str], float]:
    order = np.argsort(-scores, kind="stable")[:TOP_K]
    return [content.records[row].id for row in order], float(scores[order[0]])


def plain_e5(content: Content, embedder: Embedder) -> Callable[[str], NDArray[np.float32]]:
    """Cosines of one passage a record: e5 + exact FAISS, nothing else."""
    vectors = embedder.encode_document(whole_text(content))

    def score(question: str) -> NDArray[np.float32]:
        cosines: NDArray[np.float32] = vectors @ embedder.encode_query([question])[0]
        return cosines

    return score


def bm25_words(content: Content) -> Callable[[str], NDArray[np.float32]]:
    """BM25 over jieba words."""
    jieba.setLogLevel(60)
    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index([list(jieba.cut(text)) for text in whole_text(content)], show_progress=False)

    def score(question: str) -> NDArray[np.float32]:
        words = [word for word in jieba.cut(question) if word in model.vocab_dict]
        scores = model.get_scores(words) if words else np.zeros(len(content.records))
        return np.asarray(scores, dtype=np.float32)

    return score


def peers(content: Content, plain: Embedder) -> dict[str, Rank]:
    """Every peer by the name it has in the tables."""
    dense, characters, words = plain_e5(content, plain), Bm25.build(whole_text(content)).scores, bm25_words(content)

    def fused(question: str) -> NDArray[np.float32]:
        places = [np.argsort(np.argsort(-score(question))) for score in (dense, characters)]
        return np.sum([1 / (RRF_CONSTANT + 1 + place) for place in places], axis=0)

    def ranked(score: Callable[[str], NDArray[np.float32]]) -> Rank:
        return lambda question: _best(content, score(question))

    return {
        "e5 + FAISS": ranked(dense),
        "BM25 字+双字": ranked(characters),
        "BM25 jieba": ranked(words),
        "RRF 混合": ranked(fused),
    }
