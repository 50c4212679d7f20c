"""The questions that got no answer or no useful one, masked and without their conversation, and what staff do of them.

A group holds no words of citizens: its title is taken from the questions that are still kept.
"""

from __future__ import annotations

from sqlalchemy import Double, ForeignKey, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk_api.storage.tables import Base


class LoopGroupRow(Base):
    """Questions of one meaning; ``due`` and ``opened`` are days, ``done_version`` what was served when it was done."""

    __tablename__ = "loop_groups"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    agency: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(32), index=True)
    opened: Mapped[str] = mapped_column(String(10))
    due: Mapped[str] = mapped_column(String(10), index=True)
    reason: Mapped[str] = mapped_column(Text)
    draft: Mapped[str] = mapped_column(Text)
    change_id: Mapped[str] = mapped_column(String(32))
    done_version: Mapped[str] = mapped_column(String(64))


class LoopQuestionRow(Base):
    """One masked question; ``vector`` is float32 of the model ``model``, ``candidates`` a JSON list of id and score."""

    __tablename__ = "loop_questions"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), index=True)
    hour: Mapped[int] = mapped_column(Integer)
    channel: Mapped[str] = mapped_column(String(32))
    terminal_id: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(32))
    text: Mapped[str] = mapped_column(Text)
    candidates: Mapped[str] = mapped_column(Text)
    aspect: Mapped[str] = mapped_column(String(32))
    index_version: Mapped[str] = mapped_column(String(64))
    group_id: Mapped[str | None] = mapped_column(
        String(32), ForeignKey("loop_groups.id", ondelete="CASCADE"), index=True
    )
    model: Mapped[str] = mapped_column(String(64))
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)


class LoopEventRow(Base):
    """What was done with a group; ``number`` counts a group's events from 1, ``note`` is staff's own words."""

    __tablename__ = "loop_events"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(32), ForeignKey("loop_groups.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer, server_default="0")
    at: Mapped[float] = mapped_column(Double)
    by: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text)


class ChannelSwitchRow(Base):
    """A channel that staff switched off, or a notice on it; ``*`` is every channel."""

    __tablename__ = "channel_switches"

    channel: Mapped[str] = mapped_column(String(32), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    notice: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Double)
