"""Fixtures that several suites share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index import SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.embedding.embedder import open_embedder
from tests.character_embedder import CharacterEmbedder
from tests.tiny_district import write_district

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the small district 海湾县."""
    return write_district(tmp_path_factory.mktemp("district"))


@pytest.fixture(scope="session")
def tiny_index(district: Path, tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """海湾县 indexed with the character embedder."""
    return build_tiny_index(district, tmp_path_factory.mktemp("index"))


def build_tiny_index(district: Path, folder: Path) -> SearchIndex:
    """The small district's index in a folder of versions."""
    embedder = CharacterEmbedder()
    content, _ = load_content(district)
    store = VersionStore(folder)
    manifest = build_version(content, embedder, "characters", store)
    return SearchIndex.open(store.path_of(manifest.version), embedder)


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text as a file of the test's folder and returns its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def demo_index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    """The demonstration district indexed with the real model; for tests marked ``model``."""
    models = Path(os.environ.get("GONGKAI_MODELS_DIR", ROOT / "var" / "models"))
    embedder = open_embedder("gongkai-e5-small", models, 2)
    content, _ = load_content(ROOT / "data" / "demo", ROOT / "data" / "field")
    store = VersionStore(tmp_path_factory.mktemp("demo-index"))
    manifest = build_version(content, embedder, "gongkai-e5-small", store)
    return SearchIndex.open(store.path_of(manifest.version), embedder)
