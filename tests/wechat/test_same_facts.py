"""One answer, several surfaces: WeChat's text says what the golden answers say; the other surfaces' tests read the same file.

The mini program's card: ``kiosk_api/miniprogram/tests/facts.test.js``; the terminal's: ``tests/browser/test_same_facts.py``.
"""

from __future__ import annotations

import json

import pytest

from kiosk_api.models import Answer
from kiosk_api.wechat.text import MOST_BYTES, answer_text, shortened
from search_index import SearchIndex
from tests.wechat.golden_answers import FILE, answers, golden, squeezed

HALL = "https://gk.example.gov.cn"
GOLDEN = golden()


async def test_the_golden_answers_are_what_the_service_answers(tiny_index: SearchIndex) -> None:
    assert await answers(tiny_index) == json.loads(FILE.read_text("utf-8")), "python -m tests.wechat.golden_answers"


def test_they_are_of_every_kind() -> None:
    statuses = {answer.status for _, answer, _ in GOLDEN}
    assert {"answered", "clarification", "listing", "no_content", "refused"} <= statuses
    assert len(GOLDEN) >= 12


@pytest.mark.parametrize(("question", "answer", "facts"), GOLDEN, ids=[question for question, _, _ in GOLDEN])
def test_wechat_says_the_same(question: str, answer: Answer, facts: list[str]) -> None:
    said = squeezed(answer_text(answer, HALL))
    assert [fact for fact in facts if fact not in said] == [], question


@pytest.mark.parametrize(("question", "answer", "facts"), GOLDEN, ids=[question for question, _, _ in GOLDEN])
def test_what_does_not_fit_is_cut_with_a_link_to_the_whole(question: str, answer: Answer, facts: list[str]) -> None:
    longer = answer.model_copy(update={"text": answer.text + "还有很多话要说，一时说不完。" * 200})
    said = answer_text(longer, HALL)
    assert len(said.encode()) <= MOST_BYTES, question
    assert "没有显示完" in said
    assert (f"{HALL}/m/" in said) == (answer.status == "answered" and bool(answer.items)), facts


def test_the_link_opens_the_mini_program_where_there_is_one() -> None:
    answer = next(answer for _, answer, _ in GOLDEN if answer.items and answer.aspects)
    record, aspect = answer.items[0].id, answer.aspects[0]
    said = answer_text(answer, HALL, miniprogram="wx123")
    assert f'href="{HALL}/m/{record}?aspect={aspect}"' in said
    assert f'data-miniprogram-path="pages/record/record?id={record}&aspect={aspect}"' in said
    longer = answer.model_copy(update={"text": "还有很多话要说。" * 400})
    cut = answer_text(longer, HALL, miniprogram="wx123")
    assert len(cut.encode()) <= MOST_BYTES and cut.endswith("</a>")


@pytest.mark.parametrize("most", [1, 50, 301, 2_048])
def test_a_cut_never_breaks_a_character(most: int) -> None:
    text = "第一句话说完了。第二句话，也说完了！" * 80
    assert len(shortened(text, most).encode()) <= most
    if most > 100:
        assert shortened(text, most)[-1] in "。！"
