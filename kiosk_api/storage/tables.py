"""The tables. Times are seconds since 1970 (UTC), days are ISO dates in China.

``conversations`` and ``answers`` hold a citizen's words only while the conversation lives; ``feedback`` and ``usage``
know no conversation.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Double, ForeignKey, Integer, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Metadata that the migrations are compared with."""


class ConversationRow(Base):
    """A living conversation; ``turn`` is the token of the question being answered until ``busy_until``."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(32))
    terminal_id: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[float] = mapped_column(Double)
    last_active_at: Mapped[float] = mapped_column(Double, index=True)
    state: Mapped[str] = mapped_column(Text)
    turn: Mapped[str | None] = mapped_column(String(32))
    busy_until: Mapped[float] = mapped_column(Double, default=0.0)


class AnswerRow(Base):
    """One answered question; ``question`` is masked, and blank when the question was refused."""

    __tablename__ = "answers"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        String(64), ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[float] = mapped_column(Double)
    question: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(32))
    understood_by: Mapped[str] = mapped_column(String(32))
    answer: Mapped[str] = mapped_column(Text)
    latency_ms: Mapped[float] = mapped_column(Double)
    index_version: Mapped[str] = mapped_column(String(64))


class FeedbackRow(Base):
    """What a citizen told the office about an answer; it stays when the conversation is gone."""

    __tablename__ = "feedback"

    answer_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    day: Mapped[str] = mapped_column(String(10))
    useful: Mapped[bool] = mapped_column(Boolean)
    text: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(32))
    items: Mapped[str] = mapped_column(Text)


class UsageRow(Base):
    """How often a day ended which way about which record and aspect; no words, no times, no conversation."""

    __tablename__ = "usage"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    status: Mapped[str] = mapped_column(String(32), primary_key=True)
    understood_by: Mapped[str] = mapped_column(String(32), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    aspect: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class TerminalRow(Base):
    """A screen: its credential's hash, its last heartbeat, what waits to be told. Knows nothing of citizens."""

    __tablename__ = "terminals"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))
    hall: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[float] = mapped_column(Double)
    revoked: Mapped[bool] = mapped_column(Boolean)
    last_seen: Mapped[float | None] = mapped_column(Double)
    boots: Mapped[str] = mapped_column(Text)
    duplicate_at: Mapped[float | None] = mapped_column(Double)
    message: Mapped[str] = mapped_column(Text)
    reload: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[str] = mapped_column(Text)
