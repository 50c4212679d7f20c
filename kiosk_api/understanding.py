"""What a turn asks: the aspects and the move, told by cue patterns, and joined with what the assistant says.

The same cues decide with and without the assistant, so a conversation ends at the same items and fields either way;
the assistant decides what no cue decides.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk_api.aspect_detector import AspectDetector
from kiosk_api.commands import (
    AnswerCommand,
    AnyCommand,
    ChooseCommand,
    ListingCommand,
    OutOfScopeCommand,
    PageCommand,
    RefuseCommand,
    RejectCommand,
    RepeatCommand,
    UnclearCommand,
    command_adapter,
)
from kiosk_api.models import Aspect, UnderstoodBy
from search_index.text import normalise, subject_of

MOVE_CONFIDENCE = 0.6
"""Below it a move of the assistant is no more than a guess; the question is then searched."""

REFUSE_CONFIDENCE = 0.8
"""Below it the assistant refuses nobody: stories of hardship can sound like a crisis."""

_LISTING = re.compile(
    r"(哪些|什么|啥|几|多少|所有|全部)(类|种|个|项|条)?(的)?(公开)?(事项|目录|项目|领域)|(有|共|总共|一共).{0,4}(几|多少)(项|个|条)|列(出|一下)|(一共|总共)公开"
    r"|(局|委|办|厅|队|中心|政府|街道|社区|镇|乡|村|一级|级|领域|部门)(都|要|应该|需要|得|会|主动)*公开(了|些|的)*(哪些|什么|啥|几)"
)
_ORDINAL = re.compile(r"第?([一二三四五六七八九十]|[0-9]{1,2})(?:个|项|条|号)?")
_OTHER_CASE = re.compile(
    r"^(?:那么?|要是|如果|换成|换|改成|那换成|那要是)?(?P<case>(?![不没未被])[\u4e00-\u9fff]{2,10}?)(?:的|那个|这个|那边|这边)?呢[?？]?$"
)
_HALVES = re.compile(r"[,，。;；?？!！]+|还有|另外|顺便(?:再?问)?|以及|再问")
_JOINED = re.compile(
    r"(?P<one>[^,。;?!]+?)(?:和|跟|与)(?P<other>[^,。;?!]+?)(?:分别|各自?|都)(?P<ask>[^,。;?!]+)[。?!]?"
)
"""「孩子上户口和打疫苗分别去哪」."""
_NAMELESS = re.compile(
    r"名单|单子|清单|标准|结果|信息|情况|通知|公告|条件|材料|手续|时间|一次|老百姓|大家|[看收写打领交办报钱费表月年天次\s]"
)
"""Words that stand for no matter of their own: 「在哪看名单」 asks on about the matter of the other half."""
_DIGITS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class AssistantReply:
    """What the assistant said of one turn."""

    command: AnyCommand
    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Half:
    """One of two questions in one turn, with what it asks."""

    question: str
    aspects: tuple[Aspect, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """One turn understood: its command, every aspect asked in order, and the subject it names ("" for a follow-up)."""

    command: AnyCommand
    aspects: tuple[Aspect, ...]
    subject: str
    understood_by: UnderstoodBy
    explicit: bool
    """Whether an aspect was asked in so many words."""
    of_the_matter: frozenset[Aspect] = frozenset()
    """Aspects that ask of the matter itself and not of its publication."""
    halves: tuple[Half, ...] = ()
    """The turn's two questions, where it names a subject in each; else none."""


class Detector:
    """The cue patterns of ``aspects.toml`` and ``moves.toml``."""

    def __init__(self) -> None:
        self._aspects = AspectDetector()
        self.aspects = self._aspects.aspects
        moves = tomllib.loads(Path(__file__).with_name("moves.toml").read_text("utf-8"))
        self._moves: list[tuple[re.Pattern[str], AnyCommand]] = []
        self._add(moves["refuse"]["crisis"], RefuseCommand(reason="crisis"))
        self._add(moves["refuse"]["abuse"], RefuseCommand(reason="abuse"))
        self._add(moves["next"], PageCommand(direction="next"))
        self._add(moves["previous"], PageCommand(direction="previous"))
        self._add(moves["repeat"], RepeatCommand())
        self._add(moves["reject"], RejectCommand())
        self._add(moves["choose"], ChooseCommand())
        for message, patterns in moves["say"].items():
            self._add(patterns, command_adapter.validate_python({"command": "say", "message": message}))
        self._out_of_scope = [re.compile(cue) for cue in moves["out_of_scope"]["cues"]]

    def _add(self, patterns: Sequence[str], command: AnyCommand) -> None:
        self._moves += [(re.compile(pattern), command) for pattern in patterns]

    def move(self, text: str) -> AnyCommand | None:
        """The move a normalised turn makes, or None."""
        bare = text.rstrip("。.!?,~ ")
        for pattern, command in self._moves:
            if pattern.search(bare):
                return command
        return None

    def off_topic(self, text: str) -> bool:
        """Whether the turn names something this service is not for."""
        return any(cue.search(text) for cue in self._out_of_scope)

    def understand(self, question: str, reply: AssistantReply | None) -> Understanding:
        """Joins cues and the assistant's reply (None when it did not answer) for one turn."""
        text = normalise(question)
        heard = self._aspects.asked(text)
        asked = heard.aspects
        said = reply.command if reply is not None else None
        if isinstance(said, AnswerCommand) and reply is not None and len(asked) < 2:
            # Both speak of one aspect: the surer one is believed. The assistant never hears two.
            asked = (said.aspect,) if heard.confidence < reply.confidence else asked
        by: UnderstoodBy = "direct" if reply is None else "assistant"
        command = self.move(text)
        if command is None:
            command = self._command(text, asked, reply)
        explicit = bool(asked) and asked != (Aspect.what,)
        aspects = asked or (Aspect.what,)
        of_the_matter = self.of_the_matter(text)
        return Understanding(command, aspects, subject_of(text), by, explicit, of_the_matter, self.halves(text))

    def of_the_matter(self, text: str = "") -> frozenset[Aspect]:
        """Aspects that a normalised turn asks of the matter itself; of no words those that always do."""
        return self._aspects.of_the_matter(text)

    def halves(self, text: str) -> tuple[Half, ...]:
        """The two questions of a normalised turn that asks about a subject in each, else nothing."""
        joined = _JOINED.fullmatch(text)
        clauses = [joined["one"] + joined["ask"], joined["other"] + joined["ask"]] if joined else _HALVES.split(text)
        clauses = [clause for clause in clauses if clause]
        asking = [clause for clause in clauses if _names_matter(clause) and self._aspects.asks(clause)]
        if not len(clauses) == len(asking) == 2:
            return ()
        return tuple(Half(clause, self._aspects.asked(clause).aspects or (Aspect.what,)) for clause in asking)

    def _command(self, text: str, asked: tuple[Aspect, ...], reply: AssistantReply | None) -> AnyCommand:
        if _LISTING.search(text):
            return ListingCommand()
        said: AnyCommand = UnclearCommand()
        if reply is not None:
            needed = REFUSE_CONFIDENCE if isinstance(reply.command, RefuseCommand) else MOVE_CONFIDENCE
            said = reply.command if reply.confidence >= needed else said
        if self.off_topic(text):
            return OutOfScopeCommand()
        if asked and isinstance(said, AnswerCommand | UnclearCommand):
            return AnswerCommand(aspect=asked[0])
        if asked and isinstance(said, ListingCommand | ChooseCommand | PageCommand) and self._aspects.cued(text):
            return AnswerCommand(aspect=asked[0])
        if isinstance(said, UnclearCommand) and reply is not None and isinstance(reply.command, AnswerCommand):
            return reply.command
        return said


def _names_matter(clause: str) -> bool:
    return len(_NAMELESS.sub("", subject_of(clause))) > 1


def other_case(question: str) -> str:
    """The case a short turn puts in the place of the last one (「那残疾人的呢」 → 残疾人); blank for any other turn."""
    match = _OTHER_CASE.match(normalise(question))
    return match["case"] if match and subject_of(match["case"]) else ""


def ordinal(question: str, count: int) -> int | None:
    """Which of ``count`` options a turn chooses (0-based), or None: 「第二个」, 「最后一个」, 「2」."""
    text = normalise(question)
    if "最后" in text or "下面" in text:
        return count - 1 if count else None
    if "中间" in text:
        return count // 2 if count else None
    if re.search(r"头|前面|上面", text):
        return 0 if count else None
    match = _ORDINAL.search(text)
    if not match:
        return None
    chosen = int(match[1]) if match[1].isdigit() else _DIGITS.index(match[1]) + 1
    return chosen - 1 if 1 <= chosen <= count else None
