"""Text to unit vectors, whatever model serves them.

Every engine offers sentence-transformers' own method names. The default model goes through onnxruntime and tokenizers
alone (ready in well under a second); any other model name or folder goes through sentence-transformers.

Concurrent use: an embedder may be called from several threads at once. `encode_*` blocks, and onnxruntime lets go of
the interpreter lock while it computes: in asynchronous code call it with `asyncio.to_thread` (or a thread pool with no
more workers than cores), never directly on the event loop. With `threads=1` two callers use two cores; more threads
make one call faster and many callers no faster. After a fork open a new embedder.
"""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search_index.embedding import session
from search_index.embedding.errors import ModelUnavailable
from search_index.embedding.offline import forbid_hub

DEFAULT_MODEL = "gongkai-e5-small"
PLAIN_MODEL = "multilingual-e5-small"
"""What the default model is tuned from; the benchmark's peer."""
BATCH_SIZE = 16
"""Documents in one run. Larger batches are no faster on a CPU and need more memory."""

Vectors = NDArray[np.float32]

_FAMILY_PROMPTS = (
    (re.compile(r"(^|[/-])e5-(small|base|large)", re.I), {"query": "query: ", "document": "passage: "}),
    (
        re.compile(r"bge-(small|base|large)-zh", re.I),
        {"query": "为这个句子生成表示以用于检索相关文章：", "document": ""},
    ),
)
"""Prompts that well-known families were trained with and whose published folders do not carry."""


class Embedder(Protocol):
    """What search needs from an embedding model.

    A plain `str` counts as one text. Vectors are float32 (n, dimension), each row of length one; no text gives (0,
    dimension).
    """

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        ...

    @property
    def fingerprint(self) -> str:
        """Identity of model and prompts, 64 hex digits: vectors of equal fingerprints can be compared."""
        ...

    def encode_query(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of questions, (n, dimension)."""
        ...

    def encode_document(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of what is searched, (n, dimension)."""
        ...


def _as_list(texts: str | Sequence[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


class OnnxEmbedder:
    """A folder made by `build.py`, served by onnxruntime."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Open and check the folder; `threads` work on one call."""
        self._card = session.read_card(folder)
        session.verify(folder, self._card)
        self._tokenizer = session.open_tokenizer(folder / session.TOKENIZER_FILE)
        self._session = session.open_session(folder / session.WEIGHTS_FILE, threads)

    @property
    def dimension(self) -> int:
        """Numbers in one vector."""
        return self._card.dimension

    @property
    def fingerprint(self) -> str:
        """Identity of weights, tokenizer, prompts and length cap."""
        return self._card.fingerprint

    def encode_query(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of questions, (n, dimension)."""
        return self._encode(texts, self._card.query_prompt)

    def encode_document(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of what is searched, (n, dimension)."""
        return self._encode(texts, self._card.document_prompt)

    def _encode(self, texts: str | Sequence[str], prompt: str) -> Vectors:
        """Encode in batches of texts of like length, so that little is spent on padding."""
        prompted = [prompt + text for text in _as_list(texts)]
        vectors = np.empty((len(prompted), self.dimension), dtype=np.float32)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch(prompted)]
        order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
        for start in range(0, len(order), BATCH_SIZE):
            chosen = order[start : start + BATCH_SIZE]
            vectors[chosen] = session.run(self._session, *session.pad([rows[i] for i in chosen]))
        return vectors


class SentenceTransformerEmbedder:
    """Any model of sentence-transformers, by folder or by name in the local cache (10 s of imports).

    Calls are serialised: torch uses its threads inside one call, and tokenizers of transformers are not made for
    concurrent ones.
    """

    def __init__(
        self, model: str, threads: int = 1, *, prompts: dict[str, str] | None = None, allow_download: bool = False
    ) -> None:
        """`prompts` (keys `query`, `document`) override the model's own. Nothing is downloaded unless allowed."""
        forbid_hub(allow_download=allow_download)
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(threads)
        exported = _exported_card(Path(model))
        try:
            self._model: Any = SentenceTransformer(
                model,
                device="cpu",
                local_files_only=not allow_download,
                trust_remote_code=exported is not None,
                model_kwargs={"threads": threads} if exported else None,
            )
        except (OSError, ValueError) as error:
            hint = "" if allow_download else "（没有允许下载，只找了本机的文件）"
            raise ModelUnavailable(f"打不开嵌入模型 {model}{hint}：{error}") from error
        self._lock = threading.Lock()
        self._prompts = prompts or _prompts_of(self._model, model)
        self.dimension = int(self._model.get_embedding_dimension() or 0)
        self.fingerprint = exported.fingerprint if exported and not prompts else self._hash()

    def encode_query(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of questions, (n, dimension)."""
        return self._encode("encode_query", texts, self._prompts["query"])

    def encode_document(self, texts: str | Sequence[str]) -> Vectors:
        """Vectors of what is searched, (n, dimension)."""
        return self._encode("encode_document", texts, self._prompts["document"])

    def _encode(self, method: str, texts: str | Sequence[str], prompt: str) -> Vectors:
        listed = _as_list(texts)
        if not listed:
            return np.empty((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = getattr(self._model, method)(
                listed, prompt=prompt, batch_size=BATCH_SIZE, normalize_embeddings=True, show_progress_bar=False
            )
        return np.asarray(vectors, dtype=np.float32)

    def _hash(self) -> str:
        """SHA-256 over prompts, length cap and every weight."""
        digest = hashlib.sha256(repr((sorted(self._prompts.items()), self._model.max_seq_length)).encode())
        import torch

        for name, tensor in sorted(self._model.state_dict().items()):
            digest.update(name.encode())
            digest.update(tensor.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
        return digest.hexdigest()


def _exported_card(folder: Path) -> session.ModelCard | None:
    """The card of a folder made by `build.py`; None of any other model."""
    return session.read_card(folder) if (folder / session.CARD_FILE).is_file() else None


def _prompts_of(model: Any, name: str) -> dict[str, str]:
    """The model's own prompts, else those of its family, else none."""
    own = {kind: text for kind, text in dict(model.prompts).items() if text}
    document = next((own[kind] for kind in ("document", "passage", "corpus") if kind in own), None)
    if "query" in own or document is not None:
        return {"query": own.get("query", ""), "document": document or ""}
    family = next((prompts for pattern, prompts in _FAMILY_PROMPTS if pattern.search(name)), None)
    return family or {"query": "", "document": ""}


def open_embedder(model: str, models_dir: Path, threads: int = 1, *, allow_download: bool = False) -> Embedder:
    """The engine for a model name: the project's own from `models_dir`, any other through sentence-transformers."""
    if model in (DEFAULT_MODEL, PLAIN_MODEL):
        return OnnxEmbedder(models_dir / model, threads)
    return SentenceTransformerEmbedder(model, threads, allow_download=allow_download)
