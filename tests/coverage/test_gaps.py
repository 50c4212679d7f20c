"""Questions that nothing answers, grouped by meaning."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.coverage.expectations import is_unlabelled
from kiosk_api.coverage.gaps import EXAMPLES, find_gaps
from kiosk_api.coverage.records import TestQuestion, Verdict
from kiosk_api.models import Status
from search_index.embedding.embedder import open_embedder
from tests.character_embedder import CharacterEmbedder
from tests.coverage.small_run import OUTCOMES, outcome

CLOSE = 0.1
"""Cosine distance for the character embedder, whose texts without a common character lie .15 apart."""


def test_missed_questions_and_unlabelled_ones_stand_apart() -> None:
    """Of the small run: 2 and 5 had an answer and got none (11 was offered), 6 and 7 nobody labelled; 9 is a variant."""
    gaps = find_gaps(OUTCOMES, CharacterEmbedder(), CLOSE)
    assert sorted(each.question.question for gap in gaps.unanswered for each in gap.outcomes) == [
        "低保什么时候公布",
        "低保要带什么材料",
    ]
    assert [(gap.title, gap.examples, gap.size) for gap in gaps.unlabelled] == [("学校食堂收费", ("学校食堂收多少",), 2)]


def test_groups_by_meaning_largest_first_under_their_most_central_question() -> None:
    texts = ["公积金怎么取", "养犬登记在哪办", "养犬登记在哪", "养犬登记哪办", "公积金怎么取出"]
    gaps = find_gaps(
        [outcome(text, Verdict.missed, Status.no_content, expected=("x",)) for text in texts], CharacterEmbedder(), CLOSE
    )
    assert [gap.size for gap in gaps.unanswered] == [3, 2]
    assert gaps.unanswered[0].title == "养犬登记在哪办"
    assert gaps.unanswered[1].title == "公积金怎么取"


def test_one_wording_asked_often_is_one_group_and_shown_once() -> None:
    asked = [outcome("低保怎么取", Verdict.missed, Status.no_content, expected=("x",))] * 9
    [gap] = find_gaps(asked, CharacterEmbedder()).unanswered
    assert (gap.size, gap.title, gap.examples) == (9, "低保怎么取", ())


def test_no_more_examples_than_can_be_read() -> None:
    asked = [outcome(f"低保怎么取{i}", Verdict.missed, Status.no_content, expected=("x",)) for i in range(20)]
    [gap] = find_gaps(asked, CharacterEmbedder(), 1.0).unanswered
    assert (gap.size, len(gap.examples)) == (20, EXAMPLES)


def test_a_follow_up_stands_with_what_was_said_before_it() -> None:
    """「怎么领」 alone could be about anything: two of them group by their matters."""
    missed = outcome("怎么领", Verdict.missed, Status.no_content, expected=("x",))
    asked = [
        missed.model_copy(update={"question": missed.question.model_copy(update={"context": (before,)})})
        for before in ("高龄津贴是什么", "养犬登记证")
    ]
    gaps = find_gaps(asked, CharacterEmbedder(), 0.05)
    assert sorted(gap.title for gap in gaps.unanswered) == ["养犬登记证 → 怎么领", "高龄津贴是什么 → 怎么领"]


def test_a_run_without_failures_has_no_gaps_and_embeds_nothing() -> None:
    embedder = CharacterEmbedder()
    gaps = find_gaps([outcome("低保", Verdict.right, expected=("a",))], embedder)
    assert (gaps.unanswered, gaps.unlabelled, embedder.embedded) == ((), (), 0)


@pytest.mark.parametrize(
    ("question", "unlabelled"),
    [
        (TestQuestion(question="问"), True),
        (TestQuestion(question="问", expected=("a",)), False),
        (TestQuestion(question="问", expected_all=(("a",),)), False),
        (TestQuestion(question="问", says=("20个工作日",)), False),
        (TestQuestion(question="问", status=Status.no_content), False),
        (TestQuestion(question="问", status=Status.listing, count=3), False),
    ],
)
def test_a_question_is_unlabelled_when_nobody_said_what_is_right(question: TestQuestion, unlabelled: bool) -> None:
    assert is_unlabelled(question) is unlabelled


@given(st.lists(st.text("低保公租房怎么申请在哪", min_size=1, max_size=8), max_size=12), st.floats(0.0, 0.3))
def test_every_missed_question_is_in_exactly_one_group(texts: list[str], distance: float) -> None:
    asked = [outcome(text, Verdict.missed, Status.no_content, expected=("x",)) for text in texts]
    gaps = find_gaps(asked, CharacterEmbedder(64), distance)
    assert sorted(each.question.question for gap in gaps.unanswered for each in gap.outcomes) == sorted(texts)
    assert [gap.size for gap in gaps.unanswered] == sorted((gap.size for gap in gaps.unanswered), reverse=True)


@pytest.mark.model
def test_the_real_model_tells_matters_apart() -> None:
    root = Path(__file__).parents[2]
    texts = ["公租房怎么申请", "公租房还有多少套空的", "公租房轮到我没有", "小孩打疫苗去哪", "预防接种点在哪里"]
    asked = [outcome(text, Verdict.missed, Status.no_content, expected=("x",)) for text in texts]
    gaps = find_gaps(asked, open_embedder("gongkai-e5-small", root / "var" / "models"))
    groups = {frozenset(each.question.question for each in gap.outcomes) for gap in gaps.unanswered}
    assert frozenset(texts[:3]) in groups
    assert all(len({text in texts[:3] for text in group}) == 1 for group in groups)
