"""Which matters count as uncovered, whatever the vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from search_index.matters import COVERED, Matters, uncovered
from tests.character_embedder import CharacterEmbedder

NOTHING = np.zeros((0, 2), dtype=np.float32)


def unit(*angles: float) -> NDArray[np.float32]:
    """Unit vectors of the plane."""
    return np.array([[np.cos(angle), np.sin(angle)] for angle in angles], dtype=np.float32).reshape(-1, 2)


def test_without_records_every_matter_is_uncovered() -> None:
    assert uncovered(("甲", "乙"), unit(0, 1), NOTHING).names == ("甲", "乙")


def test_without_matters_none_is_nearest(tmp_path: Path) -> None:
    none = uncovered((), NOTHING, unit(0))
    none.save(tmp_path / "matters.npz")
    assert Matters.load(tmp_path / "matters.npz").nearest(unit(0)[0]) == ("", -1.0)


@given(st.lists(st.floats(0, 6.28), max_size=8), st.lists(st.floats(0, 6.28), max_size=8), st.floats(-1, 1))
def test_exactly_the_matters_no_title_comes_near_are_kept_with_their_own_vectors(
    matters: list[float], titles: list[float], covered: float
) -> None:
    names = [f"事{number}" for number in range(len(matters))]
    vectors, known = unit(*matters), unit(*titles)
    kept = uncovered(names, vectors, known, covered)
    nearest = [max((float(row @ title) for title in known), default=-1.0) for row in vectors]
    unsure = {name for name, cosine in zip(names, nearest, strict=True) if abs(cosine - covered) < 1e-5}
    far = {name for name, cosine in zip(names, nearest, strict=True) if cosine < covered}
    assert set(kept.names) - unsure == far - unsure
    for name, vector in zip(kept.names, kept.vectors, strict=True):
        assert np.array_equal(vector, vectors[names.index(name)])


def test_a_title_of_the_same_words_covers_and_a_question_finds_the_rest() -> None:
    embedder = CharacterEmbedder()
    names = ("养犬登记", "婚姻登记", "渔船检验")
    kept = uncovered(names, embedder.encode_query(names), embedder.encode_query(["婚姻登记"]), 1 - 1e-4)
    assert kept.names == ("养犬登记", "渔船检验")
    assert kept.nearest(embedder.encode_query(["养犬要登记吗"])[0])[0] == "养犬登记"
    assert kept.nearest(embedder.encode_query(["渔船检验"])[0])[1] == pytest.approx(1, abs=1e-5)


def test_the_limit_itself_counts_as_covered() -> None:
    title = np.array([[1.0, 0.0]], dtype=np.float32)
    assert uncovered(("甲",), title * np.float32(COVERED), title, float(np.float32(COVERED))).names == ()
