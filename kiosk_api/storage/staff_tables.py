"""The tables of staff: accounts, sessions, failed sign-ins. Times are seconds since 1970 (UTC)."""

from __future__ import annotations

from sqlalchemy import Boolean, Double, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk_api.storage.tables import Base


class StaffRow(Base):
    """Who may sign in; ``sign_in`` is the name folded, so that 「Li」 and 「li」 are one account."""

    __tablename__ = "staff"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sign_in: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(32))
    agency: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(Text)
    disabled: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[float] = mapped_column(Double)
    signed_in_at: Mapped[float | None] = mapped_column(Double)


class StaffSessionRow(Base):
    """A signed-in browser; only the token's hash is kept."""

    __tablename__ = "staff_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[str] = mapped_column(String(32), ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[float] = mapped_column(Double)
    last_seen: Mapped[float] = mapped_column(Double)


class SignInAttemptRow(Base):
    """Failed sign-ins under one key, the hash of a name or of an address; gone a day after the last."""

    __tablename__ = "staff_attempts"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    last_at: Mapped[float] = mapped_column(Double, index=True)
    blocked_until: Mapped[float] = mapped_column(Double)


class StaffJobRow(Base):
    """Long work in the background; ``heartbeat_at`` tells a living job from one whose process died."""

    __tablename__ = "staff_jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(200))
    started_by: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[float] = mapped_column(Double, index=True)
    heartbeat_at: Mapped[float] = mapped_column(Double)
    finished_at: Mapped[float | None] = mapped_column(Double)
    done: Mapped[int] = mapped_column(Integer)
    total: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(32))
    message: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)


class StaffChangeRow(Base):
    """One change of one record: proposed, applied or turned down; ``before`` and ``after`` are JSON by column."""

    __tablename__ = "staff_changes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    action: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(32))
    file: Mapped[str] = mapped_column(String(200))
    record_id: Mapped[str] = mapped_column(String(200), index=True)
    title: Mapped[str] = mapped_column(Text)
    base: Mapped[str] = mapped_column(String(64))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    by_id: Mapped[str] = mapped_column(String(32))
    by_name: Mapped[str] = mapped_column(String(64))
    at: Mapped[float] = mapped_column(Double, index=True)
    state: Mapped[str] = mapped_column(String(32), index=True)
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[float | None] = mapped_column(Double)
    note: Mapped[str] = mapped_column(Text)
    undoes: Mapped[str] = mapped_column(String(32))
