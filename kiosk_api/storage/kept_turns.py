"""What stays of a turn when its conversation is gone: counts, and the masked question where the answer was no help.

Never kept: who asked, in which conversation, at which minute; a question that was refused; anything of test traffic.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import Connection, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.models import Answer, ConversationState, Status
from kiosk_api.storage.loop_tables import LoopQuestionRow
from kiosk_api.storage.statistics_tables import ConversationCountRow, LatencyCountRow, TurnCountRow
from kiosk_api.storage.tables import AnswerRow

HOME = timezone(timedelta(hours=8))
"""China has one time."""
NOT_USEFUL = "not_useful"
"""Why a question is kept whose answer was found no help; the other reasons are statuses."""
UPPER_MS = (50, 100, 150, 200, 300, 400, 500, 750, 1_000, 1_500, 2_000, 3_000, 4_000, 60_000)
"""Bounds of the latency counts; the last takes whatever is longer."""
_CANDIDATES = 5
_KEPT = (Status.no_content, Status.out_of_scope, Status.clarification)

Counted = type[TurnCountRow] | type[ConversationCountRow] | type[LatencyCountRow]


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Traffic that counts nowhere: whoever tries the service out names one of these channels or terminals."""

    channels: frozenset[str] = frozenset({"test"})
    terminals: frozenset[str] = frozenset()

    @classmethod
    def named(cls, channels: str, terminals: str) -> Rehearsal:
        """From lists with commas, as the settings have them."""
        one, other = (
            frozenset(name.strip() for name in text.split(",") if name.strip()) for text in (channels, terminals)
        )
        return cls(one, other)

    def holds(self, channel: str, terminal_id: str | None) -> bool:
        """Whether a conversation is a rehearsal."""
        return channel in self.channels or (terminal_id or "") in self.terminals


@dataclass(frozen=True, slots=True)
class Finished:
    """A turn that was answered; ``at`` is seconds since 1970, ``question`` is masked."""

    conversation_id: str
    channel: str
    terminal_id: str
    at: float
    question: str
    answer: Answer

    @property
    def day(self) -> str:
        return datetime.fromtimestamp(self.at, HOME).date().isoformat()

    @property
    def hour(self) -> int:
        return datetime.fromtimestamp(self.at, HOME).hour


def keep_turn(connection: Connection, turn: Finished, state: ConversationState, latency_ms: float) -> None:
    """Counts a turn and keeps its question when it stayed unanswered; to be called before the answer is stored."""
    answer = turn.answer
    own = AnswerRow.conversation_id == turn.conversation_id
    is_first = connection.execute(select(func.count()).where(own)).scalar_one() == 0
    when = {"day": turn.day, "hour": turn.hour}
    where = {"channel": turn.channel, "terminal_id": turn.terminal_id}
    answered = answer.status is Status.answered
    what = {
        "status": answer.status.value,
        "item": answer.items[0].id[:200] if answered and answer.items else "",
        "aspect": answer.aspects[0].value if answer.aspects else "",
    }
    _count(connection, TurnCountRow, {**when, **where, **what})
    upper = next((bound for bound in UPPER_MS if latency_ms <= bound), UPPER_MS[-1])
    _count(connection, LatencyCountRow, {**when, "upper_ms": upper})
    if is_first:
        _count(connection, ConversationCountRow, {**when, **where})
    # Without options a clarification asked for a subject that the words did not name: nothing to learn from.
    asks = answer.status is not Status.clarification or bool(answer.options)
    if answer.status in _KEPT and asks and not state.rejected and not _is_repeated(connection, turn):
        _keep(connection, turn, answer.status.value, state.candidates)


def keep_judgement(connection: Connection, turn: Finished, *, was_useless: bool, is_useless: bool) -> None:
    """Keeps the question of an answer found no help, or lets go of it when the citizen thinks again."""
    if turn.answer.status in (*_KEPT, Status.refused) or was_useless == is_useless or not turn.question:
        return
    shown = [item.id for item in turn.answer.items]
    if turn.question in shown:
        # A tapped option: the citizen's own words stand in the turn before.
        return
    if is_useless:
        _keep(connection, turn, NOT_USEFUL, shown)
        return
    table = LoopQuestionRow
    same = (table.day == turn.day, table.reason == NOT_USEFUL, table.text == turn.question)
    one = select(table.id).where(*same).limit(1)
    connection.execute(delete(table).where(table.id.in_(one.scalar_subquery())))


def _is_repeated(connection: Connection, turn: Finished) -> bool:
    """Somebody who says it twice is still one person."""
    same = (AnswerRow.conversation_id == turn.conversation_id, AnswerRow.question == turn.question)
    return connection.execute(select(AnswerRow.id).where(*same).limit(1)).first() is not None


def _keep(connection: Connection, turn: Finished, reason: str, found: list[str]) -> None:
    answer = turn.answer
    # Search states how sure it is of the first alone.
    candidates = [[name, answer.confidence if place == 0 else None] for place, name in enumerate(found[:_CANDIDATES])]
    row = {
        "id": secrets.token_hex(8),
        "day": turn.day,
        "hour": turn.hour,
        "channel": turn.channel,
        "terminal_id": turn.terminal_id,
        "reason": reason,
        "text": turn.question,
        "candidates": json.dumps(candidates),
        "aspect": answer.aspects[0].value if answer.aspects else "",
        "index_version": answer.index_version,
        "model": "",
    }
    connection.execute(insert(LoopQuestionRow).values(**row))


def _count(connection: Connection, table: Counted, key: Mapping[str, object]) -> None:
    made = sqlite.insert(table) if connection.dialect.name == "sqlite" else postgresql.insert(table)
    statement = made.values(**key, count=1)
    more = statement.on_conflict_do_update(index_elements=list(key), set_={"count": table.count + 1})
    connection.execute(more)
