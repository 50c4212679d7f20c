"""What is counted of questions: numbers only, no words, no conversation. Days and hours are those of China."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from kiosk_api.storage.tables import Base


class TurnCountRow(Base):
    """How many questions of an hour ended which way; ``item`` is the record answered with, blank for none."""

    __tablename__ = "turn_counts"
    # Read by ranges of days: the rows lie in the order of their key.
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012  SQLAlchemy's own

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    status: Mapped[str] = mapped_column(String(32), primary_key=True)
    item: Mapped[str] = mapped_column(String(200), primary_key=True)
    aspect: Mapped[str] = mapped_column(String(32), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class ConversationCountRow(Base):
    """How many conversations of an hour had a first question."""

    __tablename__ = "conversation_counts"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    terminal_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class LatencyCountRow(Base):
    """How many answers of an hour took at most ``upper_ms`` milliseconds and more than the bound below."""

    __tablename__ = "latency_counts"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    hour: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    upper_ms: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    count: Mapped[int] = mapped_column(Integer)
