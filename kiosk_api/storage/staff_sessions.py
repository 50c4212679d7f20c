"""Sessions of staff in the database. Blocking, like the repository.

A token is 256 random bits, told once and kept as a hash. A session ends 12 hours after signing in, and 30 minutes
after it was last used.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, insert, or_, select, update

from kiosk_api.admin.staff import Role, Staff
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_tables import StaffRow, StaffSessionRow

LIFE_SECONDS = 12 * 3600.0
IDLE_SECONDS = 30 * 60.0
_TOUCH_SECONDS = 30.0
"""Use is written down this often at most: a page that asks five things at once must not write five times."""


@dataclass(frozen=True, slots=True)
class Session:
    """A living session: whose, and when it ends at the latest (seconds since 1970)."""

    staff: Staff
    ends_at: float


def token_hash(token: str) -> str:
    """What is kept of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class StaffSessions:
    """All access to the sessions' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def open(self, staff_id: str) -> str:
        """A new session's token, URL-safe; ended sessions of anybody are cleared away."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        row = {"token_hash": token_hash(token), "staff_id": staff_id, "created_at": now, "last_seen": now}
        table = StaffSessionRow
        ended = or_(table.created_at <= now - LIFE_SECONDS, table.last_seen <= now - IDLE_SECONDS)
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(ended))
            connection.execute(insert(table).values(**row))
        return token

    def find(self, token: str) -> Session | None:
        """The living session of a token, noted as used; None when it ended or its person may no longer sign in."""
        now = self._now()
        table = StaffSessionRow
        living = (
            table.token_hash == token_hash(token),
            table.created_at > now - LIFE_SECONDS,
            table.last_seen > now - IDLE_SECONDS,
            StaffRow.disabled.is_(False),
        )
        columns = (StaffRow.id, StaffRow.name, StaffRow.role, StaffRow.agency, table.created_at, table.last_seen)
        query = select(*columns).join(StaffRow, StaffRow.id == table.staff_id).where(*living)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if now - row.last_seen > _TOUCH_SECONDS:
            used = update(table).where(table.token_hash == token_hash(token)).values(last_seen=now)
            with self._engine.begin() as connection:
                connection.execute(used)
        return Session(Staff(row.id, row.name, Role(row.role), row.agency), row.created_at + LIFE_SECONDS)

    def close(self, token: str) -> None:
        """Ends a session; one that is not there is fine."""
        with self._engine.begin() as connection:
            connection.execute(delete(StaffSessionRow).where(StaffSessionRow.token_hash == token_hash(token)))

    def close_all_of(self, staff_id: str) -> None:
        """Ends every session of a person."""
        with self._engine.begin() as connection:
            connection.execute(delete(StaffSessionRow).where(StaffSessionRow.staff_id == staff_id))
