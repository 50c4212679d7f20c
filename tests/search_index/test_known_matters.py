"""Matters of the field that a content has nothing on, and pieces of texts that stay verbatim."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search_index.documents import CHUNK_CHARS, chunks
from search_index.matters import Matters, uncovered

NAMES = ("养犬登记", "婚姻登记")
VECTORS = np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)


def test_a_matter_that_a_title_comes_near_is_covered() -> None:
    titles = np.array([[0.999, 0.045]], dtype=np.float32)
    assert uncovered(NAMES, VECTORS, titles).names == ("婚姻登记",)


def test_the_nearest_matter_and_its_cosine() -> None:
    assert Matters(NAMES, VECTORS).nearest(np.array([0.6, 0.8], dtype=np.float32)) == ("婚姻登记", np.float32(0.8))
    assert Matters((), VECTORS[:0]).nearest(VECTORS[0]) == ("", -1.0)


def test_matters_survive_the_disk(tmp_path: Path) -> None:
    Matters(NAMES, VECTORS).save(tmp_path / "matters.npz")
    read = Matters.load(tmp_path / "matters.npz")
    assert read.names == NAMES
    assert np.array_equal(read.vectors, VECTORS)


def test_a_text_is_cut_at_its_own_headings() -> None:
    text = "一、谁能领\n满八十周岁。\n二、领多少\n每月一百元。\n"
    assert [chunk.text for chunk in chunks(text)] == ["一、谁能领\n满八十周岁。", "二、领多少\n每月一百元。"]


@given(st.text(alphabet="一二、补贴。；\n元日", max_size=4 * CHUNK_CHARS))
def test_pieces_stand_where_they_say_and_nothing_is_lost(text: str) -> None:
    found = chunks(text, most=10_000)
    assert all(text[chunk.start : chunk.end].strip() == chunk.text for chunk in found)
    assert "".join("".join(chunk.text.split()) for chunk in found) == "".join(text.split())
