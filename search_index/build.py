"""Builds an immutable index version out of checked content."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from search_index.bm25 import Bm25
from search_index.calibration import general_calibration
from search_index.content import Content
from search_index.documents import Document, documents_of
from search_index.dumped import dump_content
from search_index.embedding.embedder import Embedder
from search_index.errors import Complaint, ContentError
from search_index.fitting import fit_to
from search_index.index import BM25_FOLDER, CONTENT, DOCUMENTS, MATTERS, VECTORS, SearchIndex
from search_index.manifest import MANIFEST, Manifest, checksums
from search_index.matters import Matters, uncovered
from search_index.text import normalise
from search_index.vectors import EmbeddingCache, Progress, new_faiss_index
from search_index.versions import VersionStore


def build_version(
    content: Content, embedder: Embedder, model: str, store: VersionStore, progress: Progress | None = None
) -> Manifest:
    """Writes a new version and returns its manifest; content and model unchanged, it returns the version that stands.

    Nothing is visible in the store before the version is whole: it is written aside and renamed.
    """
    calibration = general_calibration()
    dumped = dump_content(content)
    kept = json.dumps(content.kept_files, ensure_ascii=False)
    fingerprint = f"{embedder.fingerprint}\n{calibration.model_dump_json()}\n{kept}\n{dumped}"
    content_hash = hashlib.sha256(fingerprint.encode()).hexdigest()
    if (standing := store.with_content(content_hash)) is not None:
        return standing
    documents = documents_of(content)
    if not documents:
        raise ContentError([Complaint("error", content.district.name, 0, "", "没有可以查询的内容")])
    created = datetime.now(UTC)
    version = f"{created:%Y%m%dT%H%M%S}-{content_hash[:8]}"
    store.versions_dir.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".building-", dir=store.versions_dir))
    try:
        cache = EmbeddingCache(store.folder / "embeddings.sqlite", embedder)
        vectors = cache.embed(documents, progress)
        nearest = new_faiss_index(vectors)
        faiss.write_index(nearest, str(staged / VECTORS))
        matters = _matters(content, documents, vectors, cache)
        matters.save(staged / MATTERS)
        bm25 = Bm25.build([document.text for document in documents])
        bm25.save(staged / BM25_FOLDER)
        (staged / CONTENT).write_text(dumped, "utf-8")
        for name, text in content.kept_files:
            (staged / name).write_text(text, "utf-8")
        rows = [astuple(document) for document in documents]
        (staged / DOCUMENTS).write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
        manifest = Manifest(
            version=version,
            created_at=created,
            district=content.district.name,
            model=model,
            fingerprint=embedder.fingerprint,
            dimension=embedder.dimension,
            content_hash=content_hash,
            counts=dict(Counter(record.kind for record in content.records)),
            documents=len(documents),
            calibration=calibration,
            files=checksums(staged),
        )
        fresh = SearchIndex(manifest, content, documents, nearest, bm25, embedder, matters)
        if (own := fit_to(fresh, content.questions)) is not None:
            manifest = manifest.model_copy(update={"calibration": own})
        (staged / MANIFEST).write_text(manifest.model_dump_json(indent=2), "utf-8")
        staged.chmod(0o755)
        staged.rename(store.versions_dir / version)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise
    return manifest


def _matters(
    content: Content, documents: Sequence[Document], vectors: NDArray[np.float32], cache: EmbeddingCache
) -> Matters:
    """The matters of the field that no title or question of the content comes near."""
    names = list(dict.fromkeys(normalise(matter.name) for matter in content.matters))
    asked = np.array([d.prompt == "query" and not d.negative for d in documents], dtype=np.bool_)
    own = cache.embed([Document("", "item", name, "query") for name in names])
    return uncovered(names, own, vectors[asked])
