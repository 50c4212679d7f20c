"""All database access: conversations with their one pending turn, answers, feedback, wiping and expiry.

Every method takes one short transaction and blocks; call them through ``services.Services.database``.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.errors import AnswerUnknown, ConversationBusy, ConversationUnknown
from kiosk_api.models import Answer, ConversationState, Status
from kiosk_api.storage.database import erase_leftovers
from kiosk_api.storage.kept_turns import HOME, Finished, Rehearsal, keep_judgement, keep_turn
from kiosk_api.storage.tables import AnswerRow, ConversationRow, FeedbackRow, UsageRow

LEASE_SECONDS = 10.0
"""A pending question blocks the next one this long at most: a process that died must not lock a citizen out."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """A living conversation."""

    id: str
    channel: str
    terminal_id: str | None
    state: ConversationState


@dataclass(frozen=True, slots=True)
class Turn:
    """The right to answer one question of a conversation; ``token`` proves it."""

    conversation: Conversation
    token: str


class Repository:
    """The run-time database; ``idle_seconds`` is how long a silent conversation lives, ``now`` the clock in seconds.

    Nothing is counted of a ``rehearsal``.
    """

    def __init__(
        self,
        engine: Engine,
        idle_seconds: float,
        now: Callable[[], float] = time.time,
        rehearsal: Rehearsal = Rehearsal(),  # noqa: B008  frozen
    ) -> None:
        self.engine = engine
        self.idle_seconds = idle_seconds
        self.now = now
        self.rehearsal = rehearsal

    def open_conversation(self, channel: str, terminal_id: str | None = None) -> str:
        """A new conversation's id: 128 random bits, URL-safe."""
        conversation_id = secrets.token_urlsafe(16)
        now = self.now()
        row = {
            "id": conversation_id,
            "channel": channel,
            "terminal_id": terminal_id,
            "created_at": now,
            "last_active_at": now,
            "state": ConversationState().model_dump_json(),
            "turn": None,
            "busy_until": 0.0,
        }
        with self.engine.begin() as connection:
            connection.execute(insert(ConversationRow).values(**row))
        return conversation_id

    def load(self, conversation_id: str) -> Conversation:
        """The living conversation; raises ConversationUnknown."""
        row_of = ConversationRow
        query = select(row_of.id, row_of.channel, row_of.terminal_id, row_of.state).where(
            row_of.id == conversation_id, row_of.last_active_at > self._oldest()
        )
        with self._reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            raise ConversationUnknown
        return Conversation(row.id, row.channel, row.terminal_id, ConversationState.model_validate_json(row.state))

    def begin_turn(self, conversation_id: str) -> Turn:
        """Takes the conversation's one turn; raises ConversationBusy or ConversationUnknown."""
        now = self.now()
        token = secrets.token_hex(8)
        row_of = ConversationRow
        taken = (
            update(row_of)
            .where(row_of.id == conversation_id, row_of.last_active_at > self._oldest(), row_of.busy_until <= now)
            .values(turn=token, busy_until=now + LEASE_SECONDS, last_active_at=now)
            .returning(row_of.channel, row_of.terminal_id, row_of.state)
        )
        with self.engine.begin() as connection:
            row = connection.execute(taken).one_or_none()
        if row is None:
            self.load(conversation_id)
            raise ConversationBusy
        state = ConversationState.model_validate_json(row.state)
        return Turn(Conversation(conversation_id, row.channel, row.terminal_id, state), token)

    def release_turn(self, turn: Turn) -> None:
        """Gives the turn back without an answer."""
        with self.engine.begin() as connection:
            connection.execute(
                update(ConversationRow)
                .where(ConversationRow.id == turn.conversation.id, ConversationRow.turn == turn.token)
                .values(turn=None, busy_until=0.0)
            )

    def finish_turn(
        self, turn: Turn, state: ConversationState, answer: Answer, question: str, latency_ms: float
    ) -> None:
        """Keeps the new state, the answer and the masked question; raises ConversationUnknown when wiped meanwhile."""
        now = self.now()
        finished = (
            update(ConversationRow)
            .where(ConversationRow.id == turn.conversation.id, ConversationRow.turn == turn.token)
            .values(state=state.model_dump_json(), turn=None, busy_until=0.0, last_active_at=now)
        )
        row = {
            "id": answer.id,
            "conversation_id": turn.conversation.id,
            "created_at": now,
            # PostgreSQL takes no NUL in a text.
            "question": "" if answer.status is Status.refused else question.replace("\0", ""),
            "status": answer.status.value,
            "understood_by": answer.understood_by,
            "answer": answer.model_dump_json(),
            "latency_ms": latency_ms,
            "index_version": answer.index_version,
        }
        with self.engine.begin() as connection:
            if connection.execute(finished).rowcount != 1:
                raise ConversationUnknown
            if not self.rehearsal.holds(turn.conversation.channel, turn.conversation.terminal_id):
                keep_turn(
                    connection, self._finished(turn.conversation, answer, str(row["question"])), state, latency_ms
                )
                self._count(connection, answer)
            connection.execute(insert(AnswerRow).values(**row))

    def answer(self, answer_id: str) -> Answer:
        """An answer of a living conversation; raises AnswerUnknown."""
        query = (
            select(AnswerRow.answer)
            .join(ConversationRow, ConversationRow.id == AnswerRow.conversation_id)
            .where(AnswerRow.id == answer_id, ConversationRow.last_active_at > self._oldest())
        )
        with self._reading() as connection:
            found = connection.execute(query).scalar_one_or_none()
        if found is None:
            raise AnswerUnknown
        return Answer.model_validate_json(found)

    def add_feedback(self, answer_id: str, useful: bool, masked_text: str) -> None:
        """Keeps what a citizen says about an answer, the last word counting; raises AnswerUnknown."""
        answer = self.answer(answer_id)
        conversation = self.load(answer.conversation_id)
        if self.rehearsal.holds(conversation.channel, conversation.terminal_id):
            return
        values = {"useful": useful, "text": masked_text.replace("\0", "")}
        row = {
            "answer_id": answer_id,
            "day": self._today(),
            "status": answer.status.value,
            "items": " ".join(item.id for item in answer.items),
        }
        statement = self._insert(FeedbackRow).values(**row, **values)
        with self.engine.begin() as connection:
            before = connection.execute(select(FeedbackRow.useful).where(FeedbackRow.answer_id == answer_id)).scalar()
            connection.execute(statement.on_conflict_do_update(index_elements=["answer_id"], set_=values))
            question = connection.execute(select(AnswerRow.question).where(AnswerRow.id == answer_id)).scalar() or ""
            said = self._finished(conversation, answer, question)
            keep_judgement(connection, said, was_useless=before is False, is_useless=not useful)

    def wipe(self, conversation_id: str) -> None:
        """Deletes a conversation with its texts, now; raises ConversationUnknown."""
        with self.engine.begin() as connection:
            connection.execute(delete(AnswerRow).where(AnswerRow.conversation_id == conversation_id))
            gone = connection.execute(delete(ConversationRow).where(ConversationRow.id == conversation_id)).rowcount
        if not gone:
            raise ConversationUnknown
        erase_leftovers(self.engine)

    def sweep_expired(self) -> list[str]:
        """Wipes what has been idle too long; returns the ids, each to one of the processes that sweep."""
        expired = ConversationRow.last_active_at <= self._oldest()
        with self.engine.begin() as connection:
            ids = select(ConversationRow.id).where(expired)
            connection.execute(delete(AnswerRow).where(AnswerRow.conversation_id.in_(ids)))
            found = connection.execute(delete(ConversationRow).where(expired).returning(ConversationRow.id))
            gone = list(found.scalars())
        erase_leftovers(self.engine)
        return gone

    def ping(self) -> None:
        """Raises when the database cannot be read."""
        with self._reading() as connection:
            connection.execute(text("SELECT count(*) FROM usage WHERE day = ''"))

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(reading=True)

    def _oldest(self) -> float:
        return self.now() - self.idle_seconds

    def _today(self) -> str:
        return datetime.fromtimestamp(self.now(), HOME).date().isoformat()

    def _finished(self, conversation: Conversation, answer: Answer, question: str) -> Finished:
        terminal = conversation.terminal_id or ""
        return Finished(conversation.id, conversation.channel, terminal, self.now(), question, answer)

    def _insert(self, table: type[FeedbackRow | UsageRow]) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self.engine.dialect.name == "sqlite" else postgresql.insert(table)

    def _count(self, connection: Connection, answer: Answer) -> None:
        answered = answer.status is Status.answered
        row = {
            "day": self._today(),
            "status": answer.status.value,
            "understood_by": answer.understood_by,
            "item": answer.items[0].id[:200] if answered and answer.items else "",
            "aspect": answer.aspects[0].value if answer.aspects else "",
        }
        statement = self._insert(UsageRow).values(**row, count=1)
        more = statement.on_conflict_do_update(index_elements=list(row), set_={"count": UsageRow.count + 1})
        connection.execute(more)
