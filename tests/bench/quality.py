"""``make bench-quality``: how often the right record comes first, beside plain peers over the same content.

Run on ``data/questions/demo_dev.jsonl`` (tuned on) and ``demo_test.jsonl`` (held out, never tuned on).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import jieba
import numpy as np

from kiosk_api.offline import open_index, open_settings_embedder
from kiosk_api.resolution import Bands
from kiosk_api.settings import Settings
from search_index import Content, SearchIndex
from search_index.bm25 import K1, B, Bm25
from search_index.embedding.embedder import Embedder
from tests.bench.labelled import Labelled, auroc, first_right, read_questions

QUESTIONS = Path("data/questions")
TOP_K = 10
RESAMPLES = 1_000

Rank = Callable[[str], tuple[list[str], float]]
"""A question to record ids, best first, and a score that says how sure the system is."""


@dataclass(frozen=True, slots=True)
class Figures:
    """One system on one question set."""

    recall_at_1: float
    recall_at_5: float
    mrr: float
    interval: tuple[float, float]
    near_miss: float
    off_topic: float


def evaluate(rank: Rank, content: Content, questions: Sequence[Labelled]) -> Figures:
    """Recall and MRR on what is in the content, AUROC of the score against what is not."""
    ranks: list[int | None] = []
    sure: list[float] = []
    unsure: dict[str, list[float]] = {"near_miss": [], "off_topic": []}
    for labelled in questions:
        ids, score = rank(labelled.question)
        if labelled.in_scope:
            ranks.append(first_right(content, ids[:TOP_K], labelled))
            sure.append(score)
        else:
            unsure[labelled.tags[0]].append(score)
    hits = [rank == 0 for rank in ranks]
    return Figures(
        recall_at_1=float(np.mean(hits)),
        recall_at_5=float(np.mean([rank is not None and rank < 5 for rank in ranks])),
        mrr=float(np.mean([0.0 if rank is None else 1 / (rank + 1) for rank in ranks])),
        interval=bootstrap(hits),
        near_miss=auroc(sure, unsure["near_miss"]),
        off_topic=auroc(sure, unsure["off_topic"]),
    )


def bootstrap(hits: Sequence[bool]) -> tuple[float, float]:
    """95 % interval of the mean by resampling with a fixed seed."""
    rng = random.Random(7)
    means = sorted(float(np.mean(rng.choices(hits, k=len(hits)))) for _ in range(RESAMPLES))
    return means[int(RESAMPLES * 0.025)], means[int(RESAMPLES * 0.975)]


def ours(index: SearchIndex) -> Rank:
    """This project's search with its calibrated confidence."""

    def rank(question: str) -> tuple[list[str], float]:
        result = index.search(question, top_k=TOP_K)
        return [hit.id for hit in result.hits], result.confidence

    return rank


def whole_text(content: Content) -> list[str]:
    """One text a record, as a plain index would hold it."""
    texts = []
    for record in content.records:
        body = next((getattr(record, name) for name in ("elements", "answer", "text", "summary") if hasattr(record, name)), "")
        texts.append(" ".join([*record.path, record.title, body]))
    return texts


def plain_e5(content: Content, embedder: Embedder) -> Rank:
    """Cosine of one passage a record: e5 + exact FAISS, nothing else."""
    vectors = embedder.encode_document(whole_text(content))

    def rank(question: str) -> tuple[list[str], float]:
        scores = vectors @ embedder.encode_query([question])[0]
        order = np.argsort(-scores)[:TOP_K]
        return [content.records[row].id for row in order], float(scores[order[0]])

    return rank


def bm25_characters(content: Content) -> Rank:
    """BM25 over character unigrams and bigrams."""
    model = Bm25.build(whole_text(content))

    def rank(question: str) -> tuple[list[str], float]:
        scores = model.scores(question)
        order = np.argsort(-scores)[:TOP_K]
        return [content.records[row].id for row in order], float(scores[order[0]])

    return rank


def bm25_words(content: Content) -> Rank:
    """BM25 over jieba words."""
    import bm25s

    model = bm25s.BM25(k1=K1, b=B, method="lucene")
    model.index([list(jieba.cut(text)) for text in whole_text(content)], show_progress=False)

    def rank(question: str) -> tuple[list[str], float]:
        words = [word for word in jieba.cut(question) if word in model.vocab_dict]
        scores = model.get_scores(words) if words else np.zeros(len(content.records))
        order = np.argsort(-scores)[:TOP_K]
        return [content.records[row].id for row in order], float(scores[order[0]])

    return rank


def outcomes(rank: Rank, content: Content, questions: Sequence[Labelled], bands: Bands) -> dict[str, float]:
    """What the confidence bands make of it: shares answered, right among them, and false answers."""
    answered = right = offered = false = 0
    inside = [labelled for labelled in questions if labelled.in_scope]
    outside = [labelled for labelled in questions if not labelled.in_scope]
    for labelled in inside:
        ids, confidence = rank(labelled.question)
        place = first_right(content, ids[:3], labelled)
        answered += confidence >= bands.answer
        right += confidence >= bands.answer and place == 0
        offered += bands.clarify <= confidence < bands.answer and place is not None
    for labelled in outside:
        false += rank(labelled.question)[1] >= bands.answer
    return {
        "answered": answered / len(inside),
        "right when answered": right / max(answered, 1),
        "answered right or offered": (right + offered) / len(inside),
        "false answers to what is not there": false / len(outside),
    }


def main() -> None:
    """Prints one table a question set."""
    jieba.setLogLevel(60)
    settings = Settings()
    index = open_index(settings)
    embedder = open_settings_embedder(settings)
    content = index.content
    systems: dict[str, Rank] = {
        "gongkai": ours(index),
        "e5 + FAISS": plain_e5(content, embedder),
        "BM25 字+双字": bm25_characters(content),
        "BM25 jieba": bm25_words(content),
    }
    for name in ("demo_dev", "demo_test"):
        questions = read_questions(QUESTIONS / f"{name}.jsonl")
        print(f"\n{name}: {len(questions)} questions, {len(content.records)} records\n")
        print("| system | recall@1 (95 %) | recall@5 | MRR@10 | AUROC near miss | AUROC off topic |\n|---|---|---|---|---|---|")
        for system, rank in systems.items():
            figures = evaluate(rank, content, questions)
            low, high = figures.interval
            print(
                f"| {system} | {figures.recall_at_1:.3f} ({low:.2f}–{high:.2f}) | {figures.recall_at_5:.3f} "
                f"| {figures.mrr:.3f} | {figures.near_miss:.3f} | {figures.off_topic:.3f} |"
            )
        for label, share in outcomes(systems["gongkai"], content, questions, Bands()).items():
            print(f"{label}: {share:.3f}")


if __name__ == "__main__":
    main()
