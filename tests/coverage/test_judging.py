"""Verdicts, points, reasons and candidates over the small district, answered by the real path without an assistant."""

from __future__ import annotations

import copy
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from kiosk_api.answering import Answerer, TracedTurn
from kiosk_api.assistant import NoAssistant
from kiosk_api.coverage.judging import digest, judge
from kiosk_api.coverage.names import verdict_name
from kiosk_api.coverage.records import Outcome, TestQuestion, Verdict
from kiosk_api.coverage.running import run_questions
from kiosk_api.models import Answer, Aspect, ConversationState, ListingPage, Option, Status
from kiosk_api.offline import FixedIndex
from search_index import SearchIndex
from search_index.calibration import Calibration
from search_index.search import Ranking
from tests.answers.conftest import BANDS

Ask = Callable[..., Awaitable[Outcome]]


@pytest.fixture
def ids(tiny_index: SearchIndex) -> dict[str, str]:
    """Ids by title."""
    return {record.title: record.id for record in tiny_index.content.records}


CALIBRATION = Calibration(
    source="these tests", questions=0, intercept=-2.2177, weights=(0.6635, 1.3892, 1.1768, 1.1674, -0.8016)
)
RANKING = Ranking(kind_weights={}, second_weight=0)
"""Of their own: the confidences told below do not change when the general ones are fitted again."""


@pytest.fixture
def ask(tiny_index: SearchIndex) -> Ask:
    """Asks one question of 海湾县; what is named belongs to the question."""
    index = copy.copy(tiny_index)
    index.ranking = RANKING
    index.manifest = tiny_index.manifest.model_copy(update={"calibration": CALIBRATION})

    async def ask(question: str, *expected: str, **labels: Any) -> Outcome:
        answerer = Answerer(FixedIndex(index), NoAssistant(), BANDS)
        asked = TestQuestion(question=question, expected=expected, **labels)
        (outcome,) = await run_questions(answerer, [asked])
        return outcome

    return ask


def scored(outcome: Outcome) -> tuple[Verdict, float]:
    return outcome.verdict, outcome.points


async def test_right_is_an_expected_record_with_the_aspect_asked(ask: Ask, ids: dict[str, str]) -> None:
    wanted = ids["休渔时间安排"]
    right = await ask("休渔时间安排在哪里看", wanted, aspects=(Aspect.where,))
    assert scored(right) == (Verdict.right, 1)
    assert (right.status, right.rank, right.records, right.reason) == (Status.answered, 0, (wanted,), "")
    assert right.aspects == (Aspect.where,)
    assert "政府网站、渔港公告栏" in right.text
    assert right.milliseconds > 0
    other = await ask("休渔时间安排在哪里看", wanted, aspects=(Aspect.fee,))
    assert scored(other) == (Verdict.wrong_aspect, 0.5)
    assert other.reason == "事项对了，问的是“收费吗”，答成了“在哪里看”"
    unasked = await ask("休渔时间安排在哪里看", wanted)
    assert scored(unasked) == (Verdict.right, 1)


async def test_both_aspects_are_needed_and_nothing_else(ask: Ask, ids: dict[str, str]) -> None:
    question, wanted = "校车路线公示什么时候公开,在哪里看", ids["校车路线公示"]
    both = await ask(question, wanted, aspects=(Aspect.where, Aspect.when))
    assert both.verdict is Verdict.right
    assert (await ask(question, wanted, aspects=(Aspect.where, Aspect.who))).verdict is Verdict.wrong_aspect
    # The first of two is the one asked.
    assert (await ask(question, wanted, aspects=(Aspect.when,))).verdict is Verdict.right


async def test_an_answer_about_something_else(ask: Ask, ids: dict[str, str]) -> None:
    wrong = await ask("渔船", "policy-new")
    assert scored(wrong) == (Verdict.wrong_record, 0)
    assert wrong.rank == 1
    assert wrong.reason == "答的是“海洋渔业／渔船管理／渔船检验结果”；应答的“海湾县渔船补助办法”排在第 2"
    unknown = await ask("渔船", "item-9", "item-8")
    assert unknown.reason == "应答编号 item-8、item-9 在内容里没有，请改问题文件，或补上内容"
    redirected = await ask("公积金怎么取", ids["申请指南"])
    assert redirected.verdict is Verdict.wrong_record


async def test_parts_of_a_guide_frequent_questions_and_companions_answer_too(ask: Ask, ids: dict[str, str]) -> None:
    assert (await ask("茶苗补贴申请要带什么材料", "guide-cm")).verdict is Verdict.right
    companion = await ask("茶苗补贴申请要带什么材料", ids["申请指南"])
    assert (companion.verdict, companion.rank) == (Verdict.right, 2)
    # An FAQ has one answer, whatever aspect is asked.
    assert (await ask("啥时候开渔？", "faq-1", aspects=(Aspect.fee,))).verdict is Verdict.right
    assert (await ask("公积金怎么取", "redirect-1")).verdict is Verdict.right


async def test_two_matters_in_one_question(ask: Ask, ids: dict[str, str]) -> None:
    question, first, second = "休渔时间安排在哪里看,校车路线公示什么时候公开", ids["休渔时间安排"], ids["校车路线公示"]
    both = await ask(question, expected_all=((first,), (second,)))
    assert scored(both) == (Verdict.right, 1)
    assert [one.reason for one in both.candidates] == ["一句问了两件事，一起回答"] * 2
    half = await ask(question, expected_all=((first,), ("faq-1",)))
    assert scored(half) == (Verdict.wrong_aspect, 0.5)
    assert "只答对了一件" in half.reason
    assert (await ask(question, expected_all=(("faq-1",), ("policy-new",)))).verdict is Verdict.wrong_record


async def test_offered_and_not_offered(ask: Ask, ids: dict[str, str]) -> None:
    offered = await ask("量子计算机", "policy-new")
    assert scored(offered) == (Verdict.offered, 0.5)
    assert "应答的“海湾县渔船补助办法”列在选项里（把握 0.30，直接回答要 0.45）" in offered.reason
    assert [one.reason for one in offered.candidates[:4]] == ["把握 0.30，不到直接回答的 0.45，作为选项列出"] * 3 + [
        "排在第 4，只列前三个"
    ]
    assert [one.kept for one in offered.candidates] == [True] * 3 + [False] * (len(offered.candidates) - 3)
    assert offered.records == tuple(one.id for one in offered.candidates[:3])
    missed = await ask("量子计算机", "guide-cm-2")
    assert scored(missed) == (Verdict.missed, 0)
    assert missed.reason == "列出的选项里没有应答的“要带什么／茶苗补贴申请”，它排在第 4"
    wanted_so = await ask("量子计算机", "policy-new", status=Status.clarification)
    assert scored(wanted_so) == (Verdict.right, 1)
    in_a_list = await ask("海洋渔业局公开哪些事项", ids["渔船检验结果"])
    assert in_a_list.verdict is Verdict.offered
    assert "单子" in in_a_list.reason


async def test_missed_says_how_it_was_missed(ask: Ask) -> None:
    none = await ask("哪天能下海游泳", "policy-new")
    assert scored(none) == (Verdict.missed, 0)
    assert none.reason == "说成了没有：把握 0.28，不到列为选项的 0.30；应答的“海湾县渔船补助办法”排在第 1"
    assert (await ask("天气怎么样", "faq-1")).reason == "当成了与政务公开无关的话；应答的“什么时候可以出海打鱼”排在第 3"
    assert "客套话" in (await ask("你好", "faq-1")).reason
    assert "没听出问的是哪件事" in (await ask("申请", "guide-cm-1")).reason
    refused = await ask("我身份证110101199003078515", "faq-1")
    assert (refused.reason, refused.candidates, refused.rank) == ("拒绝了这一句，没有回答", (), None)
    assert "列表" in (await ask("海洋渔业局公开哪些事项", "faq-1")).reason
    assert (await ask("？？", "faq-1")).verdict is Verdict.missed


async def test_a_negative_question_is_named_where_it_kept_a_record_out(ask: Ask) -> None:
    vetoed = await ask("哪天能下海游泳", "faq-1")
    assert (vetoed.verdict, vetoed.rank) == (Verdict.missed, None)
    assert "应答的“什么时候可以出海打鱼”被它自己的反例问排除了" in vetoed.reason
    last = vetoed.candidates[-1]
    assert (last.id, last.kept, last.reason) == ("faq-1", False, "反例问排除：更像它的反例问")


async def test_what_must_not_be_answered(ask: Ask) -> None:
    right = await ask("哪天能下海游泳", status=Status.no_content)
    assert (scored(right), right.records) == ((Verdict.right, 1), ())
    false = await ask("渔船", status=Status.no_content)
    assert scored(false) == (Verdict.false_answer, 0)
    assert false.reason == "不该作答，却答了“海洋渔业／渔船管理／渔船检验结果”（把握 0.82，直接回答要 0.45）"
    assert (await ask("海洋渔业局公开哪些事项", status=Status.no_content)).reason == "不该作答，却列出了 3 项"
    other = await ask("天气怎么样", status=Status.no_content)
    assert scored(other) == (Verdict.wrong_status, 0)
    assert other.reason == "应说成“没有”，却说成了“不归这里”"
    assert (await ask("天气怎么样", status=Status.out_of_scope)).verdict is Verdict.right
    assert (await ask("量子计算机", status=Status.no_content)).verdict is Verdict.wrong_status
    assert (await ask("？？", status=Status.clarification)).verdict is Verdict.right
    assert (await ask("我身份证110101199003078515", status=Status.refused)).verdict is Verdict.right


async def test_another_door_is_right_where_the_question_names_it(ask: Ask) -> None:
    named = await ask("公积金怎么取", status=Status.no_content, redirect="redirect-1")
    assert scored(named) == (Verdict.right, 1)
    unnamed = await ask("公积金怎么取", status=Status.no_content)
    assert scored(unnamed) == (Verdict.wrong_status, 0)
    assert unnamed.reason == "应说成“没有”，却把人指到了“住房公积金提取”"


async def test_a_list_needs_the_exact_filter_and_number(ask: Ask, ids: dict[str, str]) -> None:
    agency = {"agency": "海湾县海洋渔业局"}
    right = await ask("海洋渔业局公开哪些事项", status=Status.listing, count=3, filter=agency)
    assert scored(right) == (Verdict.right, 1)
    assert set(right.records) == {ids["休渔时间安排"], ids["休渔补助名单"], ids["渔船检验结果"]}
    count = await ask("海洋渔业局公开哪些事项", status=Status.listing, count=4, filter=agency)
    assert scored(count) == (Verdict.wrong_status, 0)
    assert count.reason == "应列出 4 项，列出了 3 项"
    domain = await ask("海洋渔业局公开哪些事项", status=Status.listing, count=3, filter={"domain": "海洋渔业"})
    assert (domain.verdict, domain.reason) == (Verdict.wrong_status, "条件应是 海洋渔业，用的是 海湾县海洋渔业局")
    longer = await ask("有几项是依申请公开的", status=Status.listing, count=1, filter={"mode": "依申请公开"})
    assert longer.verdict is Verdict.right
    answered = await ask("渔船", status=Status.listing, count=1)
    assert (answered.verdict, answered.reason) == (Verdict.wrong_status, "应列出来，却说成了“直接回答”")
    assert (await ask("天气怎么样", status=Status.listing, count=1)).verdict is Verdict.missed


async def test_what_must_and_may_not_be_said(ask: Ask, ids: dict[str, str]) -> None:
    question, wanted = "休渔时间安排什么时候公开", ids["休渔时间安排"]
    assert (await ask(question, wanted, says=("四月十五|4月15日前",))).verdict is Verdict.right
    unsaid = await ask(question, wanted, says=("每年", "5月1日"))
    assert scored(unsaid) == (Verdict.wrong_aspect, 0.5)
    assert unsaid.reason == "事项对了，但没有说到“5月1日”"
    never = await ask(question, wanted, never=("4月15日",))
    assert scored(never) == (Verdict.wrong_aspect, 0)
    assert never.reason == "说了不能说的“4月15日”"
    greeting = await ask("你好", says=("您好",))
    assert greeting.verdict is Verdict.right
    silent = await ask("哪天能下海游泳", status=Status.no_content, says=("12356",))
    assert silent.verdict is Verdict.wrong_status


async def test_a_follow_up_is_judged_after_its_context(ask: Ask, ids: dict[str, str]) -> None:
    wanted = ids["休渔时间安排"]
    after = await ask("那什么时候公开", wanted, context=("休渔时间安排在哪里看",), aspects=(Aspect.when,))
    assert scored(after) == (Verdict.right, 1)
    alone = await ask("那什么时候公开", wanted, aspects=(Aspect.when,))
    assert alone.verdict is Verdict.missed


async def test_a_replaced_document_says_that_what_holds_now_is_answered_instead(ask: Ask) -> None:
    about_old = await ask("海湾县渔船补助办法（试行）还有效吗", "policy-old")
    assert [one.reason for one in about_old.candidates[:2]] == ["直接回答（把握 0.86）", "现在执行的文件，一起列出"]
    wrong = await ask("渔船补助", "faq-1")
    reasons = {one.id: one.reason for one in wrong.candidates}
    assert reasons["policy-old"] == "已被取代，改答现在执行的文件"
    assert reasons["policy-new"].startswith("直接回答")
    assert reasons["faq-1"].endswith("已经用排在前面的回答")


async def test_every_candidate_has_a_reason_whatever_the_answer(ask: Ask) -> None:
    for question in (
        "茶苗补贴申请要带什么材料",
        "补贴",
        "天气怎么样",
        "你好",
        "申请",
        "有几项是依申请公开的",
        "哪天能下海游泳",
    ):
        outcome = await ask(question, "item-9")
        assert outcome.candidates
        assert all(one.reason and "{" not in one.reason for one in outcome.candidates)
        assert outcome.reason
        assert verdict_name(outcome.verdict)


async def test_the_digest_is_the_same_where_a_citizen_sees_the_same(ask: Ask, ids: dict[str, str]) -> None:
    first, again = [await ask("休渔时间安排在哪里看", ids["休渔时间安排"]) for _ in range(2)]
    assert first.shown == again.shown
    assert (await ask("休渔时间安排什么时候公开", ids["休渔时间安排"])).shown != first.shown
    plain = Answer(id="1", conversation_id="c", status=Status.listing, understood_by="direct", text="三项")
    page = ListingPage(filter={"level": "区"}, total=3, page=1, pages=1)
    listed = plain.model_copy(update={"listing": page, "options": [Option(id="item-1", label="一")]})
    same = listed.model_copy(
        update={"id": "2", "conversation_id": "d", "understood_by": "assistant", "confidence": 0.5}
    )
    assert digest(listed) == digest(same)
    for change in (
        {"status": Status.clarification},
        {"options": []},
        {"listing": page.model_copy(update={"total": 4})},
        {"listing": page.model_copy(update={"filter": {}})},
    ):
        assert digest(listed.model_copy(update=change)) != digest(listed)
    assert digest(plain) != digest(plain.model_copy(update={"text": "别的话"}))


def test_an_outage_is_missed_and_never_counted_as_not_public(tiny_index: SearchIndex) -> None:
    down = Answer(id="1", conversation_id="c", status=Status.unavailable, understood_by="direct", text="暂时用不了")
    question = TestQuestion(question="低保", status=Status.no_content)
    outcome = judge(question, TracedTurn(down, ConversationState()), tiny_index.content, BANDS)
    assert outcome.verdict is Verdict.wrong_status
