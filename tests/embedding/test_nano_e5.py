"""Reading the packed weights: Q4_0 by hand, damaged files, and packing them back."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index.embedding.errors import ModelDamaged, ModelUnavailable
from search_index.embedding.nano_e5 import BLOCK, PackedE5, decode_q4_0
from search_index.embedding.repack import NotOnGrid, pack_q4


def block(scale: float, nibbles: list[int]) -> bytes:
    """One Q4_0 block of 32 nibbles in the order of their weights."""
    return struct.pack("<e", scale) + bytes(nibbles[j] | nibbles[j + 16] << 4 for j in range(16))


def test_one_block_by_hand() -> None:
    nibbles = [*range(16), *reversed(range(16))]
    expected = [(n - 8) * 0.5 for n in nibbles]
    assert decode_q4_0(block(0.5, nibbles), BLOCK).tolist() == [expected]


def test_rows_of_two_blocks() -> None:
    packed = block(1.0, [8] * 32) + block(2.0, [9] * 32) + block(-1.0, [0] * 32) + block(0.0, [15] * 32)
    rows = decode_q4_0(packed, 2 * BLOCK)
    assert rows.shape == (2, 64)
    assert rows[0].tolist() == [0.0] * 32 + [2.0] * 32
    assert rows[1].tolist() == [8.0] * 32 + [0.0] * 32


@pytest.mark.parametrize(("packed", "columns"), [(b"\0" * 17, 32), (b"\0" * 18, 64), (b"\0" * 18, 33), (b"", 0)])
def test_broken_rows_are_refused(packed: bytes, columns: int) -> None:
    with pytest.raises(ModelDamaged):
        decode_q4_0(packed, columns)


@given(st.floats(2**-10, 2.0, width=16), st.lists(st.integers(0, 15), min_size=31, max_size=31))
def test_packing_loses_nothing(scale: float, nibbles: list[int]) -> None:
    """Every block of the source reaches the end of its grid (nibble 0); its weights come back bit for bit."""
    weights = decode_q4_0(block(scale, [0, *nibbles]), BLOCK)
    packed, scales = pack_q4(weights)
    both = np.stack([packed & 0x0F, packed >> 4], axis=-1).reshape(1, BLOCK)
    assert np.array_equal((both.astype(np.float32) - 8) * scales, weights)


def test_other_weights_are_not_squeezed_onto_the_grid() -> None:
    with pytest.raises(NotOnGrid):
        pack_q4(np.linspace(-1, 1, BLOCK, dtype=np.float32)[None])


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable):
        PackedE5(tmp_path / "none.bin")


@pytest.mark.parametrize("content", [b"", b"GGUF" + b"\0" * 100, b"E5S1", b"E5S1" + b"\1" * 60])
def test_foreign_or_short_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "model.bin"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable):
        PackedE5(path)


def test_shapes_of_the_installed_weights(packed: PackedE5) -> None:
    state = packed.bert_state([0, 1, 2, 3, 100])
    assert state["embeddings.word_embeddings.weight"].shape == (5, 384)
    assert state["embeddings.position_embeddings.weight"].shape == (512, 384)
    assert state["encoder.layer.11.intermediate.dense.weight"].shape == (1536, 384)
    assert state["encoder.layer.11.output.dense.weight"].shape == (384, 1536)
    assert len(state) == 5 + 12 * 16
    assert all(np.isfinite(weights).all() for weights in state.values())


def test_chosen_word_vectors_are_rows_of_the_table(packed: PackedE5) -> None:
    table = packed.word_vectors(range(50))
    assert np.array_equal(packed.word_vectors([7, 3]), table[[7, 3]])


def test_unknown_tensor_is_named(packed: PackedE5) -> None:
    with pytest.raises(ModelDamaged, match="l12.q.w"):
        packed.matrix("l12.q.w", 384)
