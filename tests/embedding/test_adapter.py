"""Low-rank weights on disk: any layout of the memory, any damage of the file."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save_file

from search_index.embedding.adapter import ADAPTER_FILE, DOWN, UP, Adapter, adapter_hash, read_adapter
from search_index.embedding.errors import ModelDamaged


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 9), st.integers(1, 5), st.integers(1, 9), st.booleans(), st.booleans(), st.integers(0, 2**31))
def test_weights_read_are_the_weights_saved_in_half_precision(
    inputs: int, rank: int, outputs: int, down_turned: bool, up_turned: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    down = rng.normal(size=(inputs, rank)).astype(np.float32).T
    up = rng.normal(size=(rank, outputs)).astype(np.float32).T
    layer = (down if down_turned else down.copy(), up if up_turned else up.copy())
    with TemporaryDirectory() as folder:
        path = Path(folder) / "a.safetensors"
        Adapter({"layer.0": layer, "layer.1": layer}).save(path)
        read = read_adapter(path).layers
    assert list(read) == ["layer.0", "layer.1"]
    for read_down, read_up in read.values():
        assert read_down.dtype == read_up.dtype == np.float32
        assert np.array_equal(read_down, down.astype(np.float16).astype(np.float32))
        assert np.array_equal(read_up, up.astype(np.float16).astype(np.float32))


def test_saving_what_was_read_gives_the_same_weights(tmp_path: Path) -> None:
    committed = read_adapter()
    committed.save(tmp_path / "a.safetensors")
    again = read_adapter(tmp_path / "a.safetensors")
    assert list(again.layers) == list(committed.layers)
    for name, (down, up) in committed.layers.items():
        assert np.array_equal(again.layers[name][0], down)
        assert np.array_equal(again.layers[name][1], up)


@pytest.mark.parametrize("kept", [0, 4, 8, 1_000, -1])
def test_a_file_cut_short_is_told_by_name(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "a.safetensors"
    path.write_bytes(ADAPTER_FILE.read_bytes()[:kept])
    with pytest.raises(ModelDamaged, match=r"a\.safetensors"):
        read_adapter(path)


def test_one_matrix_without_the_other_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    save_file({"layer" + DOWN: np.zeros((2, 3), dtype=np.float16)}, str(path))
    with pytest.raises(ModelDamaged, match="layer" + UP):
        read_adapter(path)


def test_a_missing_file_is_told_like_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(ModelDamaged):
        read_adapter(tmp_path / "nowhere.safetensors")


def test_other_weights_have_another_hash(tmp_path: Path) -> None:
    for name, value in (("a", 0.0), ("b", 0.0), ("c", 1.0)):
        matrix = np.full((2, 2), value, dtype=np.float32)
        Adapter({"layer": (matrix, matrix)}).save(tmp_path / name)
    assert adapter_hash(tmp_path / "a") == adapter_hash(tmp_path / "b") != adapter_hash(tmp_path / "c")
