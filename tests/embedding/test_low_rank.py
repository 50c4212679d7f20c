"""The committed low-rank weights are read as they were trained."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search_index.embedding.adapter import ADAPTER_FILE, Adapter, adapter_hash, read_adapter
from search_index.embedding.errors import ModelDamaged, ModelUnavailable

LARGEST = 4_000_000


def test_transposed_views_are_stored_as_what_they_show(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    down, up = rng.normal(size=(6, 2)).astype(np.float32).T, rng.normal(size=(2, 4)).astype(np.float32).T
    Adapter({"layer": (down, up)}).save(tmp_path / "a.safetensors")
    read_down, read_up = read_adapter(tmp_path / "a.safetensors").layers["layer"]
    np.testing.assert_allclose(read_down, down, atol=2e-3)
    np.testing.assert_allclose(read_up, up, atol=2e-3)


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"no weights")
    with pytest.raises(ModelDamaged):
        read_adapter(tmp_path / "a.safetensors")


def test_the_committed_weights_are_small_and_whole() -> None:
    adapter = read_adapter()
    assert ADAPTER_FILE.stat().st_size <= LARGEST
    assert all(down.shape[0] == up.shape[1] and np.isfinite(up).all() for down, up in adapter.layers.values())
    assert len(adapter_hash()) == 64


def test_an_unknown_model_is_refused_by_name() -> None:
    from search_index.embedding.build import recipe_of

    with pytest.raises(ModelUnavailable, match="不知道怎样生成"):
        recipe_of("some-other-model")
