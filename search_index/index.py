"""One immutable index version, opened for search."""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Sequence
from copy import copy
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from search_index.bm25 import Bm25
from search_index.calibration import Features
from search_index.content import Content
from search_index.documents import Document
from search_index.dumped import load_dumped_content
from search_index.embedding.embedder import Embedder
from search_index.errors import IndexDamaged
from search_index.lexicon import Lexicon
from search_index.manifest import Manifest, read_manifest, verify
from search_index.matters import Matters
from search_index.policy_names import PolicyNames
from search_index.records import Policy
from search_index.search import (
    DocumentScores,
    Filters,
    Hit,
    HitSource,
    Passage,
    Ranking,
    RecordScore,
    SearchResult,
    best_by_record,
    fuse,
    margin,
    matches,
)
from search_index.suggest import Suggester
from search_index.text import document_numbers, letters_only, normalise, subject_of, tokens
from search_index.vectors import nearest
from search_index.withdrawals import without

CONTENT = "content.json"
DOCUMENTS = "documents.json"
VECTORS = "vectors.faiss"
MATTERS = "matters.npz"
BM25_FOLDER = "bm25"
SECOND_CHANCE_BELOW = 0.6
"""Pinyin and homophones are tried only where the typed words found little: they also change right words."""


def _action_hints() -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    with Path(__file__).with_name("action_hints.csv").open(encoding="utf-8", newline="") as file:
        return [(tuple(row["问法"].split("|")), tuple(row["标题词"].split("|"))) for row in csv.DictReader(file)]


class SearchIndex:
    """Search over one version; read-only and safe to share between threads."""

    def __init__(
        self,
        manifest: Manifest,
        content: Content,
        documents: Sequence[Document],
        vectors: faiss.Index,
        bm25: Bm25,
        embedder: Embedder,
        matters: Matters,
        ranking: Ranking | None = None,
    ) -> None:
        self.manifest = manifest
        self.content = content
        self._embedder = embedder
        self._vectors = vectors
        self._bm25 = bm25
        self._matters = matters
        self.ranking = ranking or Ranking()
        self._records = content.records
        position = {record.id: number for number, record in enumerate(self._records)}
        self._record_of = np.array([position[document.record_id] for document in documents], dtype=np.int64)
        self._standing: NDArray[np.bool_] | None = None
        """Whether each record stands, where some are withdrawn: their documents stay and are never allowed."""
        self._negative = np.array([document.negative for document in documents], dtype=np.bool_)
        self._passages = [Passage(d.field, d.start, d.end) if d.field else None for d in documents]
        self._is_passage = np.array([document.field != "" for document in documents], dtype=np.bool_)
        self._exact: dict[str, list[int]] = {}
        for document in documents:
            if document.kind == "faq" and document.prompt == "query" and not document.negative:
                self._exact.setdefault(letters_only(document.text), []).append(position[document.record_id])
        self._numbered: dict[tuple[int, int], list[int]] = {}
        for row, record in enumerate(self._records):
            for number in document_numbers(record.number) if isinstance(record, Policy) else ():
                self._numbered.setdefault(number, []).append(row)
        self._titles = [record.title for record in self._records]
        self._hints = _action_hints()
        self._policy_names = PolicyNames(self._records)
        self._lexicon = Lexicon.of(content)
        self._suggester = Suggester.of(content)
        self._texts = self._record_tokens(documents)

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, withdrawn: Collection[str] = ()) -> SearchIndex:
        """Opens and verifies a version folder, leaving out what is withdrawn.

        Raises IndexDamaged or IndexMismatch and loads nothing half-way.
        """
        # One question is too little work to share: OpenMP's hand-over costs more than the search.
        faiss.omp_set_num_threads(1)
        manifest = read_manifest(folder)
        verify(folder, manifest, embedder.fingerprint)
        try:
            content = load_dumped_content((folder / CONTENT).read_text("utf-8"))
            documents = [Document(*row) for row in json.loads((folder / DOCUMENTS).read_text("utf-8"))]
            vectors = faiss.read_index(str(folder / VECTORS))
            bm25 = Bm25.load(folder / BM25_FOLDER)
            matters = Matters.load(folder / MATTERS)
        except (OSError, ValueError, KeyError, RuntimeError) as error:
            raise IndexDamaged(f"索引 {manifest.version} 打不开，请重新 build 或 rollback") from error
        if vectors.ntotal != len(documents) or vectors.d != manifest.dimension:
            raise IndexDamaged(f"索引 {manifest.version} 的向量与文档数目不符，请重新 build")
        return cls(manifest, content, documents, vectors, bm25, embedder, matters).without(withdrawn)

    def without(self, ids: Collection[str]) -> SearchIndex:
        """The same version without some records; a guide's id takes all its parts out. What is large is shared."""
        if not ids:
            return self
        masked = copy(self)
        masked.content = without(self.content, ids)
        masked._standing = np.array([record.id in masked.content.by_id for record in self._records], dtype=np.bool_)
        masked._lexicon = Lexicon.of(masked.content)
        masked._suggester = Suggester.of(masked.content)
        return masked

    @property
    def version(self) -> str:
        return self.manifest.version

    def search(self, question: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchResult:
        """Ranked records for a question in anyone's words, with a calibrated confidence in the first."""
        filters = filters or Filters()
        typed = normalise(question)
        result = self._search_as(typed, top_k, filters)
        if result.confidence < SECOND_CHANCE_BELOW and (heard := self._lexicon.second_chance(typed)):
            second = self._search_as(heard, top_k, filters)
            if second.confidence > result.confidence:
                return second
        return result

    def warm_up(self) -> None:
        """Makes ready what the first question of its sort would otherwise wait for; takes a second or two, once."""
        self._lexicon.warm_up()

    def names_term(self, question: str) -> bool:
        """Whether a question holds a word of this content: a title, topic, domain, or an everyday word for one."""
        return self._lexicon.names_term(normalise(question))

    def suggest(self, typed: str, limit: int = 8) -> list[str]:
        """Whole questions for what is typed so far (hanzi, pinyin or initials); for nothing typed the hot ones."""
        return self._suggester.suggest(typed, limit)

    def _search_as(self, question: str, top_k: int, filters: Filters) -> SearchResult:
        allowed = None if filters.is_empty and self._standing is None else self._allowed_rows(filters)
        expansion = self._lexicon.expand(question)
        if not question or (allowed is not None and not len(allowed)):
            return SearchResult((), 0.0, understood_as=expansion.text)
        asked = [question] if expansion.text == question else [question, expansion.text]
        # The inner product with the mean vector is the mean of the two inner products.
        query = self._embedder.encode_query(asked).mean(axis=0)
        documents = self._score_documents(query, expansion.text, allowed)
        ranked, vetoed = best_by_record(documents, self._record_of, self._negative, self._is_passage)
        self._apply_weights(ranked, question, self._policy_names.named(f"{question} {expansion.text}"))
        exact = self._by_letters(question)
        exact = self._by_number(question) if exact is None else exact
        if exact is not None and (allowed is None or exact in set(self._record_of[allowed])):
            ranked = [RecordScore(exact, 2.0, 1.0), *(entry for entry in ranked if entry.record != exact)]
            vetoed = [entry for entry in vetoed if entry.record != exact]
        if not ranked:
            return SearchResult((), 0.0, understood_as=expansion.text)
        features = self._features(ranked, expansion.text, query)
        confidence = 1.0 if exact == ranked[0].record else self.manifest.calibration.probability(features)
        hits = tuple(self._hit(entry) for entry in ranked[:top_k])
        return SearchResult(hits, confidence, features, expansion.text, tuple(map(self._hit, vetoed[:top_k])))

    def _by_letters(self, question: str) -> int | None:
        """The first frequent question that is this one, letter for letter."""
        return next(filter(self._stands, self._exact.get(letters_only(question), ())), None)

    def _stands(self, row: int) -> bool:
        return self._standing is None or bool(self._standing[row])

    def _by_number(self, question: str) -> int | None:
        """The one policy whose document number the question names."""
        numbers = document_numbers(question)
        named = {row for number in numbers for row in self._numbered.get(number, ()) if self._stands(row)}
        return named.pop() if len(named) == 1 else None

    def _score_documents(
        self, query: NDArray[np.float32], formal: str, allowed: NDArray[np.int64] | None
    ) -> DocumentScores:
        bm25 = self._bm25.scores(formal)
        _, dense_rows = nearest(self._vectors, query, self.ranking.candidates, allowed)
        lexical = bm25
        if allowed is not None:
            lexical = np.zeros_like(bm25)
            lexical[allowed] = bm25[allowed]
        # Nearly all are 0, and thousands of equal numbers are what a partition is slowest at.
        lexical_rows = np.flatnonzero(lexical)
        if len(lexical_rows) > (count := self.ranking.candidates):
            lexical_rows = lexical_rows[np.argpartition(lexical[lexical_rows], -count)[-count:]]
        rows = np.union1d(dense_rows, lexical_rows).astype(np.int64)
        cosines = self._vectors.reconstruct_batch(rows) @ query
        return fuse(cosines, bm25[rows], rows, self.ranking.bm25_weight)

    def _apply_weights(self, ranked: list[RecordScore], question: str, named: frozenset[int]) -> None:
        wanted = [word for asked, words in self._hints if any(phrase in question for phrase in asked) for word in words]
        for entry in ranked:
            entry.score = entry.weighed(self.ranking.second_weight)
            entry.score += self.ranking.kind_weights.get(self._records[entry.record].kind, 0.0)
            if entry.record in named:
                entry.score += self.ranking.name_weight
            if any(word in self._titles[entry.record] for word in wanted):
                entry.score += self.ranking.hint_weight
        ranked.sort(key=lambda entry: (-entry.score, entry.record))

    def _features(self, ranked: Sequence[RecordScore], formal: str, query: NDArray[np.float32]) -> Features:
        top = ranked[0]
        _, elsewhere = self._matters.nearest(query)
        subject = subject_of(formal)
        return Features(
            cosine=top.cosine,
            margin=max(0.0, margin(ranked, self._titles)),
            coverage=self._coverage(subject, top.record),
            subject=min(1.0, len(subject) / 4),
            elsewhere=elsewhere - top.cosine if self._matters.names else 0.0,
        )

    def _coverage(self, subject: str, record: int) -> float:
        wanted = {token for token in tokens(subject) if len(token) > 1} or set(tokens(subject))
        return len(wanted & self._texts[record]) / len(wanted) if wanted else 0.0

    def _record_tokens(self, documents: Sequence[Document]) -> list[set[str]]:
        found: list[set[str]] = [set() for _ in self._records]
        for document, record in zip(documents, self._record_of, strict=True):
            if not document.negative:
                found[record].update(tokens(document.text))
        return found

    def _allowed_rows(self, filters: Filters) -> NDArray[np.int64]:
        allowed = self._standing
        if allowed is None or not filters.is_empty:
            wanted = np.array([matches(record, filters) for record in self._records], dtype=np.bool_)
            allowed = wanted if allowed is None else wanted & allowed
        return np.flatnonzero(allowed[self._record_of]).astype(np.int64)

    def _hit(self, entry: RecordScore) -> Hit:
        record = self._records[entry.record]
        source = HitSource(record.origin.file, record.origin.row, record.source_url, record.as_of)
        passage = self._passages[entry.passage] if entry.passage is not None else None
        return Hit(record.id, record.kind, record.title, record.path, round(entry.score, 4), source, passage)
