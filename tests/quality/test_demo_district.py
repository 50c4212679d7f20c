"""The main job on the demonstration district with the real model and no assistant; figures on committed questions."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from kiosk_api.answering import Answerer
from kiosk_api.assistant import NoAssistant
from kiosk_api.bands import Bands
from kiosk_api.models import ConversationState
from kiosk_api.offline import FixedIndex
from search_index import SearchIndex
from tests.bench.labelled import read_questions
from tests.bench.peers import ours
from tests.bench.retrieval import figures, run
from tests.conftest import ROOT
from tests.script import SCRIPT, check

pytestmark = pytest.mark.model

HELD_OUT = read_questions(ROOT / "data/questions/demo_test.jsonl")
COLLOQUIAL = [
    replace(labelled, tags=labelled.tags if not labelled.in_scope else ("colloquial",)) for labelled in HELD_OUT
]


async def test_the_conversation_holds_without_the_assistant(demo_index: SearchIndex) -> None:
    answerer, state = Answerer(FixedIndex(demo_index), NoAssistant()), ConversationState()
    for turn in SCRIPT:
        answer, state = await answerer.answer("c1", state, turn["say"])
        check(turn, answer.model_dump(mode="json"))
        assert answer.understood_by == "direct"


def test_held_out_questions_find_their_item(demo_index: SearchIndex) -> None:
    found = figures(run(ours(demo_index), demo_index.content, COLLOQUIAL))
    assert found["recall@1"].value >= 0.78
    assert found["recall@5"].value >= 0.94
    assert found["AUROC off topic"].value >= 0.97


def test_what_is_not_there_is_seldom_answered(demo_index: SearchIndex) -> None:
    ranks = run(ours(demo_index), demo_index.content, COLLOQUIAL)
    answered = ranks.inside >= Bands().answer
    right = np.array([place == 0 for place in ranks.places])
    assert np.mean(np.concatenate([ranks.near_miss, ranks.off_topic]) >= Bands().answer) <= 0.15
    assert right[answered].mean() >= 0.87


@pytest.mark.parametrize(
    "question", ["申请信息公开要说明用途吗", "被拒绝公开了能直接去法院告吗", "多久必须答复我的公开申请"]
)
async def test_the_repealed_procedure_is_never_given(demo_index: SearchIndex, question: str) -> None:
    answerer = Answerer(FixedIndex(demo_index), NoAssistant())
    answer, _ = await answerer.answer("c1", ConversationState(), question)
    assert answer.status == "answered"
    shown = answer.text + "".join(field.value for field in answer.fields)
    assert "15个工作日内答复" not in shown
    assert "三需要" not in shown
    assert "可以直接起诉" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "猪得瘟病让拉去埋了，公家给不给赔点",
        "到了六十岁，农村交的那个养老钱一个月能拿多少",
        "楼下烧烤店油烟天天往屋里灌，找谁说理",
        "区里领导一年吃喝坐车花多少钱，老百姓能看吗",
    ],
)
async def test_a_story_with_a_question_gets_one_answer(demo_index: SearchIndex, question: str) -> None:
    answer, _ = await Answerer(FixedIndex(demo_index), NoAssistant()).answer("c1", ConversationState(), question)
    assert answer.status == "answered"
    assert answer.text.count("您问的是") == 1


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("失业金怎么领？另外居住证多久能拿到", {"item-shbx-011", "item-hjgl-013"}),
        ("停水了打哪个电话，暖气不热找谁", {"item-szfw-001", "item-szfw-004"}),
        ("孩子上户口和打疫苗分别去哪", {"item-hjgl-001", "item-ylws-003"}),
    ],
)
async def test_two_questions_in_one_get_two_answers(demo_index: SearchIndex, question: str, items: set[str]) -> None:
    answer, _ = await Answerer(FixedIndex(demo_index), NoAssistant()).answer("c1", ConversationState(), question)
    assert items <= {item.id for item in answer.items}
    assert answer.text.count("您问的是") == 2


async def test_a_question_typed_in_pinyin_is_answered(demo_index: SearchIndex) -> None:
    asked = "laoren buxing le, gaolingjintie zenme shenqing"
    answer, _ = await Answerer(FixedIndex(demo_index), NoAssistant()).answer("c1", ConversationState(), asked)
    assert "高龄津贴" in answer.text
