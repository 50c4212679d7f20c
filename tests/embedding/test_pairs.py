"""The training pairs: read strictly, every one usable, negatives never the item itself.

That they are apart from the held-out questions and follow no template stands in ``tests/test_question_sets.py``.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from search_index.embedding.build import DOCUMENT_PROMPT, QUERY_PROMPT
from search_index.embedding.tuning.pairs import Pair, examples_of, hard_negatives, read_pairs, whole
from search_index.text import is_question, letters_only
from tests.character_embedder import CharacterEmbedder
from tests.conftest import ROOT

ROW = {"question": "狗证哪办", "item": "养犬登记", "text": "条件、材料", "domain": "公安"}


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return read_pairs(ROOT / "data/training")


def test_every_pair_has_a_question_and_an_item(pairs: list[Pair]) -> None:
    assert all(is_question(pair.question) and letters_only(pair.item) for pair in pairs)


def test_hardly_a_question_is_the_bare_name_of_its_item(pairs: list[Pair]) -> None:
    assert sum(letters_only(pair.question) == letters_only(pair.item) for pair in pairs) / len(pairs) <= 0.001


def test_no_item_outweighs_the_rest(pairs: list[Pair]) -> None:
    assert Counter(pair.item for pair in pairs).most_common(1)[0][1] / len(pairs) <= 0.01


def test_about_one_item_in_eight_is_kept_from_training(pairs: list[Pair]) -> None:
    kept = {pair.item: pair.is_development for pair in pairs}
    assert 0.09 <= sum(kept.values()) / len(kept) <= 0.16


def test_negatives_are_other_items_and_texts_carry_their_prompts() -> None:
    rows = [Pair(f"{name}在哪办", name, "材料", "") for name in ("养犬登记", "婚姻登记", "渔船检验", "渔船登记")]
    negatives = hard_negatives(rows, CharacterEmbedder(), seed=1)
    assert negatives == hard_negatives(rows, CharacterEmbedder(), seed=1)
    for pair, example in zip(rows, examples_of(rows, negatives), strict=True):
        assert example.negative_item != pair.item
        assert example.question == QUERY_PROMPT + pair.question
        assert example.texts == (QUERY_PROMPT + pair.item, DOCUMENT_PROMPT + whole(pair))


@pytest.mark.parametrize("line", ["{", "[]", '{"question": "狗证哪办"}', json.dumps({**ROW, "text": None})])
def test_a_wrong_line_is_told_by_file_and_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "pairs_1.jsonl").write_text(json.dumps(ROW) + "\n" + line + "\n", "utf-8")
    with pytest.raises(ValueError, match=r"pairs_1\.jsonl line 2"):
        read_pairs(tmp_path)


def test_files_are_read_in_order_and_others_are_left_alone(tmp_path: Path) -> None:
    for name, question in (("pairs_2", "二"), ("pairs_1", "一"), ("notes", "三")):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({**ROW, "question": question}), "utf-8")
    assert [pair.question for pair in read_pairs(tmp_path)] == ["一", "二"]
