"""What a question asks of its subject, by cues and the aspect model, without the assistant."""

from __future__ import annotations

import json

import pytest

from kiosk_api.aspect_detector import AspectDetector
from kiosk_api.aspect_model import load_aspect_model
from kiosk_api.commands import RefuseCommand
from kiosk_api.models import Aspect
from kiosk_api.understanding import Detector, other_case
from search_index.text import normalise
from tests.conftest import ROOT

DETECTOR = AspectDetector()


def asked(question: str) -> list[str]:
    return [aspect.value for aspect in DETECTOR.asked(normalise(question)).aspects]


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("公租房归谁管，几天有信", ["who", "when"]),
        ("低保要什么材料，在哪里申请", ["materials", "apply"]),
        ("停车收费标准贴在什么地方", ["where"]),
        ("你好", []),
        ("补偿方案公布了没有", ["where"]),
        ("不批呢", ["remedy"]),
        ("申请公租房要什么条件", ["audience"]),
        ("入户登记的面积公示出来了没", ["where"]),
        ("低保名单贴出来没有", ["where"]),
        ("那个办法作废了没有", ["validity"]),
    ],
)
def test_each_clause_that_asks_is_heard(question: str, aspects: list[str]) -> None:
    assert asked(question) == aspects


def test_probabilities_are_shares_of_one() -> None:
    shares = load_aspect_model().probabilities("低保在哪看")
    assert sum(shares.values()) == pytest.approx(1)
    assert {aspect.value for aspect in Aspect} <= set(shares)
    assert max(shares, key=lambda name: shares[name]) == "where"


def test_the_committed_model_hears_most_development_questions() -> None:
    lines = (ROOT / "data/questions/dev/aspects.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    right = [(asked(row["question"]) or ["what"])[0] == row["aspect"] for row in rows if row.get("aspect")]
    assert sum(right) / len(right) >= 0.72


@pytest.mark.parametrize(
    ("turn", "case"),
    [
        ("换成残疾人的呢", "残疾人"),
        ("那临时救助呢", "临时救助"),
        ("公租房的呢", "公租房"),
        ("那呢", ""),
        ("不批呢", ""),
        ("低保怎么办", ""),
    ],
)
def test_another_case_of_the_last_question_is_told_from_a_new_one(turn: str, case: str) -> None:
    assert other_case(turn) == case


@pytest.mark.parametrize(
    ("turn", "halves"),
    [
        ("低保怎么申请，公租房归谁管", [("低保怎么申请", Aspect.apply), ("公租房归谁管", Aspect.who)]),
        (
            "残疾人证和低保都要带什么材料",
            [("残疾人证要带什么材料", Aspect.materials), ("低保要带什么材料", Aspect.materials)],
        ),
        ("低保怎么申请，在哪看", []),
        # A story is no question.
        ("猪得瘟病让拉去埋了，公家赔多少钱", []),
        ("老屋墙裂了快塌了，修房的补助找谁申请", []),
        # Its second half names no matter of its own.
        ("居委会的经费花哪去了，多久公布一次", []),
        ("廉租房分给了谁，在哪看名单", []),
    ],
)
def test_two_questions_in_one_are_told_from_a_story_with_a_question(
    turn: str, halves: list[tuple[str, Aspect]]
) -> None:
    found = Detector().understand(turn, None).halves
    assert [(half.question, half.aspects[0]) for half in found] == halves


@pytest.mark.parametrize(
    ("question", "of_the_matter"),
    [
        ("补贴的钱什么时候到账", True),
        ("工伤最晚几天内要报", True),
        ("名单什么时候公布", False),
        ("抽检结果多久更新一次", False),
    ],
)
def test_when_the_money_comes_is_not_when_it_is_published(question: str, of_the_matter: bool) -> None:
    assert (Aspect.when in DETECTOR.of_the_matter(normalise(question))) is of_the_matter


@pytest.mark.parametrize("question", ["没爹没妈的娃每月给多少生活费", "他妈的户口在外地怎么迁", "去死亡证明在哪开"])
def test_hardship_and_mothers_are_no_abuse(question: str) -> None:
    assert not isinstance(Detector().understand(question, None).command, RefuseCommand)


@pytest.mark.parametrize("question", ["社区篮球场晚上几点关", "村里放电影是谁安排", "手机怎么交医保", "房屋维修基金问谁"])
def test_everyday_words_are_not_off_topic(question: str) -> None:
    assert not Detector().off_topic(normalise(question))
