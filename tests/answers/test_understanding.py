"""What a turn asks, told by cues alone: aspects in order, moves, ordinals."""

from __future__ import annotations

import pytest

from kiosk_api.commands import (
    AnswerCommand,
    ChooseCommand,
    ListingCommand,
    OutOfScopeCommand,
    PageCommand,
    RefuseCommand,
    RejectCommand,
    RepeatCommand,
    SayCommand,
    UnclearCommand,
    command_adapter,
)
from kiosk_api.models import Aspect
from kiosk_api.understanding import AssistantReply, Detector, ordinal

DETECTOR = Detector()


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("低保名单在哪看", ["where"]),
        ("低保怎么申请,在哪看", ["apply", "where"]),
        ("那什么时候公开", ["when"]),
        ("这个归谁管", ["who"]),
        ("依据是哪条法律", ["basis"]),
        ("要带什么材料", ["materials"]),
        ("申请要钱吗", ["fee"]),
        ("这个多久能答复", ["when"]),
        ("不给公开怎么办", ["remedy"]),
        ("外地人能看吗", ["audience"]),
        ("有没有政策解读", ["interpretation"]),
        ("这个文件还有效吗", ["validity"]),
        ("是主动公开的吗", ["mode"]),
        ("去哪儿申请公租房", ["apply"]),
        ("公租房", ["what"]),
    ],
)
def test_aspects_are_read_from_everyday_words(question: str, aspects: list[str]) -> None:
    assert [aspect.value for aspect in DETECTOR.understand(question, None).aspects] == aspects


@pytest.mark.parametrize(
    ("turn", "command"),
    [
        ("下一页", PageCommand(direction="next")),
        ("上一页吧", PageCommand(direction="previous")),
        ("再说一遍", RepeatCommand()),
        ("不是这个", RejectCommand()),
        ("第二个", ChooseCommand()),
        ("我要最后一个", ChooseCommand()),
        ("你好", SayCommand(message="greet")),
        ("谢谢您", SayCommand(message="thanks")),
        ("你能干什么", SayCommand(message="about")),
        ("转人工", SayCommand(message="handover")),
        ("我要投诉", SayCommand(message="complaint")),
        ("我不想活了", RefuseCommand(reason="crisis")),
        ("今天天气怎么样", OutOfScopeCommand()),
        ("教育局公开哪些事项", ListingCommand()),
        ("有几项是依申请公开的", ListingCommand()),
    ],
)
def test_moves_are_understood_without_the_assistant(turn: str, command: object) -> None:
    assert DETECTOR.understand(turn, None).command == command


def test_the_assistant_decides_where_no_cue_does() -> None:
    reply = AssistantReply(AnswerCommand(aspect=Aspect.where), "where", 0.9)
    understood = DETECTOR.understand("那个名单贴出来没", reply)
    assert understood.aspects == (Aspect.where,)
    assert understood.understood_by == "assistant"


def test_an_unsure_assistant_makes_no_move() -> None:
    reply = AssistantReply(RefuseCommand(reason="abuse"), "abuse", 0.75)
    assert DETECTOR.understand("校车路线", reply).command == UnclearCommand()


@pytest.mark.parametrize(
    ("turn", "count", "chosen"),
    [
        ("第二个", 3, 1),
        ("2", 3, 1),
        ("最后一个", 3, 2),
        ("第五个", 3, None),
        ("中间那个", 3, 1),
        ("第1项", 1, 0),
        ("好的", 3, None),
    ],
)
def test_ordinals(turn: str, count: int, chosen: int | None) -> None:
    assert ordinal(turn, count) == chosen


def test_every_command_is_read_back_from_its_own_json() -> None:
    commands = [command for _, command in DETECTOR._moves]
    assert {command.command for command in commands} >= {"page", "repeat", "reject", "choose", "say", "refuse"}
    for command in commands:
        assert command_adapter.validate_json(command.model_dump_json()) == command
