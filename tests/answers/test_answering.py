"""Conversations over a small district of its own: every status, every move, nothing invented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kiosk_api.commands import AnswerCommand, OutOfScopeCommand, RejectCommand
from kiosk_api.errors import UnknownOption
from kiosk_api.models import Answer, Aspect, Status
from tests.answers.conftest import Citizen, ScriptedAssistant


def asked_fields(answer: Answer) -> dict[str, str]:
    return {field.element: field.value for field in answer.fields if field.asked}


async def test_an_answer_is_verbatim_with_its_source_and_what_was_asked_comes_first(citizen: Citizen) -> None:
    answer = await citizen.says("休渔时间安排在哪里看")
    assert answer.status == Status.answered
    assert answer.items[0].title == "休渔时间安排"
    assert answer.items[0].path == ["海洋渔业", "伏季休渔"]
    assert (answer.fields[0].element, answer.fields[0].value) == ("channels", "政府网站、渔港公告栏")
    assert (answer.sources[0].file, answer.sources[0].row) == ("catalog.csv", 2)
    assert answer.understood_by == "direct"
    assert {"time_limit", "agency", "legal_basis", "elements", "监督电话"} <= {field.element for field in answer.fields}


async def test_follow_ups_without_a_subject_stay_with_the_item(citizen: Citizen) -> None:
    first = await citizen.says("休渔时间安排在哪里看")
    when = await citizen.says("那什么时候公开")
    who = await citizen.says("归谁管")
    assert when.items == who.items == first.items
    assert asked_fields(when) == {"time_limit": "每年4月15日前"}
    assert asked_fields(who) == {"agency": "海湾县海洋渔业局", "监督电话": "0000-1"}


async def test_a_blank_element_is_said_to_be_blank_with_whom_to_ask(citizen: Citizen) -> None:
    answer = await citizen.says("休渔补助名单的依据是什么")
    field = answer.fields[0]
    assert (field.element, field.value, field.stated) == ("legal_basis", "目录未载明", False)
    assert "海湾县海洋渔业局" in answer.text
    assert "12345" in answer.text


async def test_two_questions_in_one_are_both_answered(citizen: Citizen) -> None:
    answer = await citizen.says("校车路线公示什么时候公开,在哪里看")
    assert list(asked_fields(answer)) == ["time_limit", "channels"]


async def test_a_guide_on_the_same_matter_answers_what_the_catalogue_does_not(citizen: Citizen) -> None:
    answer = await citizen.says("茶苗补贴申请要带什么材料")
    assert asked_fields(answer)["materials"] == "身份证明、茶园面积证明。"
    follow_up = await citizen.says("怎么申请")
    assert asked_fields(follow_up)["apply"] == "向村委会提出，填申请表。"


async def test_an_alias_finds_the_formal_item(citizen: Citizen) -> None:
    answer = await citizen.says("禁渔的时间安排")
    assert answer.items[0].title == "休渔时间安排"


async def test_listing_is_exact_counted_and_choosable(citizen: Citizen) -> None:
    answer = await citizen.says("海洋渔业局公开哪些事项")
    assert answer.status == Status.listing
    assert answer.listing is not None
    assert (answer.listing.total, answer.listing.filter) == (3, {"agency": "海湾县海洋渔业局"})
    chosen = await citizen.says("第二个")
    assert chosen.items[0].title == "休渔补助名单"


async def test_counting_by_mode_and_level(citizen: Citizen) -> None:
    assert (await citizen.says("有几项是依申请公开的")).listing.total == 1  # type: ignore[union-attr]
    assert (await citizen.says("乡镇这一级公开什么")).listing.total == 3  # type: ignore[union-attr]


async def test_a_replaced_policy_is_never_given_as_current(citizen: Citizen) -> None:
    answer = await citizen.says("海湾县渔船补助办法（试行）还有效吗")
    assert "已被取代" in answer.text
    assert "现在执行的是《海湾县渔船补助办法》" in answer.text
    assert "policy-new" in {item.id for item in answer.items}


async def test_a_frequent_question_is_found_in_its_variants_and_vetoed_by_its_negative(citizen: Citizen) -> None:
    assert (await citizen.says("啥时候开渔？")).items[0].id == "faq-1"
    assert "faq-1" not in {item.id for item in (await citizen.says("哪天能下海游泳")).items}


async def test_what_is_handled_elsewhere_names_the_door(citizen: Citizen) -> None:
    answer = await citizen.says("公积金怎么取")
    assert answer.items[0].kind == "redirect"
    assert "住房公积金管理中心" in answer.text


@pytest.mark.parametrize(
    ("turn", "status"),
    [
        ("量子计算机芯片出口管制清单", Status.no_content),
        ("今天天气怎么样", Status.out_of_scope),
        ("我不想活了", Status.refused),
        ("我的身份证是11010519491231002X帮我查低保", Status.refused),
        ("你好", Status.answered),
        ("那多久", Status.clarification),
        ("上一页", Status.clarification),
        ("第二个", Status.clarification),
        ("不是这个", Status.clarification),
    ],
)
async def test_every_other_outcome_has_its_status_and_a_next_step(citizen: Citizen, turn: str, status: Status) -> None:
    answer = await citizen.says(turn)
    assert answer.status == status
    assert answer.text.endswith(("。", "？", "？”"))
    assert not answer.fields


async def test_personal_data_reaches_neither_assistant_nor_state(
    citizen_with: Callable[[ScriptedAssistant], Citizen],
) -> None:
    assistant = ScriptedAssistant({})
    citizen = citizen_with(assistant)
    await citizen.says("我电话13800138000，低保批了没")
    assert assistant.asked == []


async def test_rejecting_offers_the_next_candidates_and_never_the_rejected(citizen: Citizen) -> None:
    first = await citizen.says("休渔补助名单")
    others = await citizen.says("不是这个")
    assert others.status == Status.clarification
    assert first.items[0].id not in {option.id for option in others.options}
    tapped = await citizen.taps(others.options[0].id)
    assert tapped.items[0].id == others.options[0].id


async def test_an_option_that_was_not_offered_is_refused(citizen: Citizen) -> None:
    with pytest.raises(UnknownOption):
        await citizen.taps("faq-1")


async def test_repeat_gives_the_same_answer_again(citizen: Citizen) -> None:
    first = await citizen.says("校车路线公示在哪里看")
    again = await citizen.says("再说一遍")
    assert (again.items, again.fields) == (first.items, first.fields)


async def test_the_same_conversation_ends_the_same_with_and_without_the_assistant(
    citizen: Citizen, citizen_with: Callable[[ScriptedAssistant], Citizen]
) -> None:
    turns = ["休渔时间安排在哪里看", "那什么时候公开", "不是这个"]
    assistant = ScriptedAssistant(
        {
            turns[0]: AnswerCommand(aspect=Aspect.where),
            turns[1]: AnswerCommand(aspect=Aspect.when),
            turns[2]: RejectCommand(),
        }
    )
    helped = citizen_with(assistant)
    for turn in turns:
        direct, assisted = await citizen.says(turn), await helped.says(turn)
        assert (direct.status, direct.items, direct.fields) == (assisted.status, assisted.items, assisted.fields)
        assert (direct.understood_by, assisted.understood_by) == ("direct", "assistant")


async def test_a_sure_find_wins_over_an_assistant_that_calls_it_off_topic(
    citizen_with: Callable[[ScriptedAssistant], Citizen],
) -> None:
    citizen = citizen_with(ScriptedAssistant({"啥时候开渔": OutOfScopeCommand()}))
    assert (await citizen.says("啥时候开渔")).status == Status.answered
