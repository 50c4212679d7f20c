"""The packed weights and the built model, opened once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from search_index.embedding.embedder import DEFAULT_MODEL, OnnxEmbedder, SentenceTransformerEmbedder
from search_index.embedding.nano_e5 import PackedE5, installed_source

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def packed() -> PackedE5:
    return PackedE5(installed_source().path)


@pytest.fixture(scope="session")
def model_folder() -> Path:
    folder = Path(os.environ.get("GONGKAI_MODELS_DIR", REPOSITORY / "var" / "models")) / DEFAULT_MODEL
    assert folder.is_dir(), f"no model at {folder}: run `make setup`"
    return folder


@pytest.fixture(scope="session")
def onnx_embedder(model_folder: Path) -> OnnxEmbedder:
    return OnnxEmbedder(model_folder)


@pytest.fixture(scope="session")
def st_embedder(model_folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(model_folder))
