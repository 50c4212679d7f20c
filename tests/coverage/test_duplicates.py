"""Frequent questions that repeat or contradict each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.coverage.duplicates import Twin, contradicts, find_twins
from search_index import load_content
from search_index.content import assemble
from search_index.district import District
from search_index.embedding.embedder import open_embedder
from search_index.records import Faq
from tests.character_embedder import CharacterEmbedder


def faq(name: str, question: str, answer: str = "见公告。", variants: tuple[str, ...] = (), negatives: tuple[str, ...] = ()) -> Faq:
    return Faq(id=name, question=question, answer=answer, variants=variants, negatives=negatives)


def twins(*entries: Faq, same: float = 0.99, same_aspect: float = 0.98) -> tuple[Twin, ...]:
    return find_twins(assemble(District(name="甲"), entries), CharacterEmbedder(), same, same_aspect)


def test_equal_questions_with_other_numbers_are_a_conflict_naming_both() -> None:
    [twin] = twins(faq("f1", "低保怎么申请", "20个工作日内答复。"), faq("f2", "低保怎麼申請？", "十五个工作日内答复。"))
    assert (twin.first, twin.second, twin.similarity, twin.kind) == ("f1", "f2", 1.0, "conflict")
    assert (twin.first_text, twin.second_text) == ("低保怎么申请", "低保怎麼申請？")
    assert "20个工作日" in twin.reason and "15个工作日" in twin.reason


def test_equal_questions_with_equal_answers_are_a_duplicate() -> None:
    [twin] = twins(faq("f1", "低保怎么申请"), faq("f2", "低保怎么申请。", "见公告"))
    assert twin.kind == "duplicate"
    assert "删掉一条" in twin.reason


def test_one_variant_in_two_entries_is_a_conflict() -> None:
    [twin] = twins(faq("f1", "低保怎么申请", "向街道申请。", ("想吃低保",)), faq("f2", "五保怎么办", "向村里申请。", ("想吃低保",)))
    assert (twin.kind, twin.first_text, twin.second_text) == ("conflict", "想吃低保", "想吃低保")
    assert "只留在该答的那一条" in twin.reason


def test_a_negative_that_is_a_variant_elsewhere_is_fine() -> None:
    assert twins(faq("f1", "低保名单在哪看", negatives=("想吃低保",)), faq("f2", "五保怎么办", variants=("想吃低保",))) == ()


def test_a_question_repeated_inside_one_entry_is_no_pair() -> None:
    assert twins(faq("f1", "低保怎么申请", variants=("低保怎么申请", "低保怎么申请呀"))) == ()


def test_near_questions_count_when_they_ask_the_same_aspect_only() -> None:
    """By characters the three lie within 0.02; 怎么申请 and 怎么申请呢 ask how, 收费 asks for the fee."""
    entries = faq("f1", "公共租赁住房怎么申请"), faq("f2", "公共租赁住房怎么申请呢"), faq("f3", "公共租赁住房申请收费吗")
    found = twins(*entries, same=1.1, same_aspect=0.9)
    assert [(twin.first, twin.second) for twin in found] == [("f1", "f2")]


def test_contradictions_come_first_then_the_closest() -> None:
    found = twins(
        faq("f1", "低保名单在哪看", "甲"),
        faq("f2", "低保名单在哪看呢看", "乙"),
        faq("f3", "养犬登记怎么办", "不收费。"),
        faq("f4", "养犬登记怎么办", "要交费，每件10元。"),
        same=0.95,
    )
    assert [(twin.first, twin.kind) for twin in found] == [("f3", "conflict"), ("f1", "duplicate")]


def test_no_questions_no_pairs() -> None:
    assert twins() == ()


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("20个工作日内答复", "15个工作日内答复", "一条写20个工作日，另一条写15个工作日"),
        ("二十个工作日", "20工作日", ""),
        ("三十天", "30日", ""),
        ("十二个月", "12个月", ""),
        ("60周岁以上", "65岁以上", "一条写60岁，另一条写65岁"),
        ("20个工作日，可延长20个工作日", "20个工作日，最长40个工作日", ""),
        ("依据2019年条例第三十条", "依据2007年条例第二十条", ""),
        ("本项不收费。", "每件收费10元", "一条说是，一条说不（收不收费）"),
        ("外地人可以申请", "外地人不能申请", "一条说是，一条说不（能不能办）"),
        ("需要说明用途", "不需要说明用途", "一条说是，一条说不（要不要）"),
        ("可以看，但不能复印", "不能看", ""),
        ("", "", ""),
    ],
)
def test_what_makes_two_answers_contradict_each_other(one: str, other: str, says: str) -> None:
    assert contradicts(one, other) == says


@given(st.text("一二十百20155个工作日天元不收费可以能需要，。", max_size=30))
def test_no_answer_contradicts_itself(answer: str) -> None:
    assert contradicts(answer, answer) == ""


@given(st.text("20155个工作日天元", max_size=12), st.text("20155个工作日天元", max_size=12))
def test_contradiction_is_mutual(one: str, other: str) -> None:
    assert bool(contradicts(one, other)) == bool(contradicts(other, one))


@pytest.mark.model
def test_the_real_model_finds_a_planted_repetition_and_little_else_in_the_demo_district() -> None:
    """Two entries are added to the demo and national FAQ: one said anew with the same answer, one with another number."""
    root = Path(__file__).parents[2]
    content, _ = load_content(root / "data" / "demo", root / "data" / "field")
    embedder = open_embedder("gongkai-e5-small", root / "var" / "models")
    known = find_twins(content, embedder)
    assert len(known) <= 2
    assert all(twin.kind == "duplicate" for twin in known)
    planted = [
        faq("again", "怎么申请低保", next(each.answer for each in content.faq if each.id == "faq-shjz-db")),
        faq("other", "交了信息公开申请要等几天呀", "15个工作日内答复。"),
    ]
    found = find_twins(assemble(content.district, [*content.records, *planted]), embedder)
    kinds = {(twin.first, twin.second): twin.kind for twin in found if twin not in known}
    assert kinds["faq-shjz-db", "again"] == "duplicate"
    assert kinds["faq-gk-howlong", "other"] == "conflict"
