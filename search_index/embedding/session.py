"""An exported model folder served by onnxruntime and tokenizers alone; torch is not imported.

The folder holds `model.onnx` (ids and mask in, unit vectors out), `tokenizer.json` and `model.json` (name, sizes,
prompts, checksums, origin).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from search_index.embedding.errors import ModelDamaged, ModelUnavailable

WEIGHTS_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
CARD_FILE = "model.json"
MAX_TOKENS = 256
"""Longest text in tokens, prompt and both ends included; the rest is cut off."""
PAD_ID = 1


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What `model.json` says: what the model is, how it was made and from what."""

    name: str
    dimension: int
    recipe: str
    weights_sha256: str
    tokenizer_sha256: str
    query_prompt: str
    document_prompt: str
    source_package: str
    source_version: str
    source_sha256: str
    licence: str
    vocabulary: int

    def write(self, folder: Path) -> None:
        """Write `model.json`."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=2) + "\n"
        (folder / CARD_FILE).write_text(text, encoding="utf-8")

    @property
    def fingerprint(self) -> str:
        """Identity of the vectors: weights, tokenizer, prompts and length cap, 64 hex digits."""
        parts = [self.weights_sha256, self.tokenizer_sha256, self.query_prompt, self.document_prompt, str(MAX_TOKENS)]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def read_card(folder: Path) -> ModelCard:
    """Read `model.json` of a model folder."""
    try:
        values = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelUnavailable(f"{folder} 里没有嵌入模型，请先运行 make setup 生成。") from error
    except (OSError, ValueError) as error:
        raise ModelDamaged(f"读不了 {folder / CARD_FILE}：{error}") from error
    try:
        return ModelCard(**values)
    except TypeError as error:
        raise ModelDamaged(f"{folder / CARD_FILE} 的内容与本版本不符，请重新生成模型。") from error


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def verify(folder: Path, card: ModelCard) -> None:
    """Compare both files with the checksums of the card."""
    for name, expected in ((WEIGHTS_FILE, card.weights_sha256), (TOKENIZER_FILE, card.tokenizer_sha256)):
        path = folder / name
        if not path.is_file() or sha256_of(path) != expected:
            raise ModelDamaged(f"嵌入模型文件 {path} 缺失或与校验值不符，请删除该目录后重新生成。")


def open_session(weights: Path, threads: int) -> onnxruntime.InferenceSession:
    """An onnxruntime session on the CPU with `threads` intra-op threads that do not spin while idle."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])


def open_tokenizer(path: Path) -> Tokenizer:
    """The folder's tokenizer, cutting at `MAX_TOKENS` (the closing mark is kept)."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def pad(rows: Sequence[Sequence[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Token ids and attention mask of n rows, both (n, longest row)."""
    width = max(map(len, rows))
    ids = np.full((len(rows), width), PAD_ID, dtype=np.int64)
    mask = np.zeros((len(rows), width), dtype=np.int64)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = row
        mask[i, : len(row)] = 1
    return ids, mask


def run(session: onnxruntime.InferenceSession, ids: NDArray[np.int64], mask: NDArray[np.int64]) -> NDArray[np.float32]:
    """Ids and mask (n, tokens) to unit vectors (n, dimension)."""
    (vectors,) = session.run(None, {"input_ids": ids, "attention_mask": mask})
    return np.asarray(vectors, dtype=np.float32)
