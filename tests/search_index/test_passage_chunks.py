"""Pieces of a long text, and the documents they become."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index import Content
from search_index.district import District
from search_index.documents import CHUNK_CHARS, chunks, documents_of
from search_index.records import CatalogItem, Interpretation
from search_index.text import normalise


@pytest.mark.parametrize(
    ("heading", "is_cut"),
    [
        ("二、标准", True),
        ("十二、标准", True),
        ("（三）标准", True),
        ("(三)标准", True),
        ("第三条 标准", True),
        ("第十章 标准", True),
        ("## 标准", True),
        ("　　二、标准", True),
        ("标准二、", False),
        ("二等标准", False),
        ("第三方标准", False),
    ],
)
def test_a_piece_never_runs_over_the_start_of_the_next_part(heading: str, is_cut: bool) -> None:
    text = f"一、总则\n适用于本县。\n{heading}\n每月860元。"
    found = chunks(text)
    assert [chunk.text.split()[0] for chunk in found] == (["一、总则", heading.split()[0]] if is_cut else ["一、总则"])


@given(st.text(max_size=4 * CHUNK_CHARS))
def test_pieces_are_in_order_never_overlap_and_are_never_too_long(text: str) -> None:
    found = chunks(text, most=10_000)
    assert all(0 <= chunk.start < chunk.end <= len(text) for chunk in found)
    assert all(chunk.end - chunk.start <= CHUNK_CHARS for chunk in found)
    assert all(before.end <= after.start for before, after in zip(found, found[1:], strict=False))
    assert all(text[chunk.start : chunk.end].strip() == chunk.text for chunk in found)
    covered = {place for chunk in found for place in range(chunk.start, chunk.end)}
    assert all(place in covered for place, char in enumerate(text) if not char.isspace())


def test_of_a_text_over_the_limit_the_first_pieces_stay() -> None:
    text = "\n".join(f"第{number}条 规定。" for number in "一二三四五六")
    assert chunks(text, most=2) == chunks(text)[:2]
    assert len(chunks(text)) == 6


@pytest.mark.parametrize("text", ["", " ", "\n\u3000\n"])
def test_a_blank_text_has_no_pieces(text: str) -> None:
    assert chunks(text) == []


def test_documents_point_to_the_very_characters_of_the_field_they_were_made_of() -> None:
    record = Interpretation(
        id="i-1", name="补助解读", policy="p-1", text="一、总则\n适用于本县。\n二、标准\n每月860元。"
    )
    made = [one for one in documents_of(Content(District(name="海湾县"), (record,))) if one.field]
    assert [one.field for one in made] == ["text", "text"]
    assert all(one.text.endswith(normalise(record.text[one.start : one.end])) for one in made)
    assert all(one.prompt == "document" for one in made)


def test_an_item_without_elements_is_still_found_by_its_agency() -> None:
    item = CatalogItem(id="a", domain="海洋渔业", topic="休渔", agency="海洋渔业局")
    whole = [one for one in documents_of(Content(District(name="海湾县"), (item,))) if one.prompt == "document"]
    assert [(one.field, one.text) for one in whole] == [("", normalise("海洋渔业 休渔 海洋渔业局"))]
