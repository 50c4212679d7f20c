"""Terminals in the database: credential, last heartbeat, what waits to be told. Blocking, like the repository."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from kiosk_api.errors import TerminalRefused
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.tables import TerminalRow
from kiosk_api.terminals.presence import DUPLICATE_SECONDS, Presence, hear, presence


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it is known; ``state`` is its last heartbeat, ``silent_seconds`` is None before the first."""

    id: str
    hall: str
    presence: Presence
    silent_seconds: float | None
    is_duplicate: bool
    message: str
    reload_waits: bool
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a heartbeat is answered with; ``newly_duplicate`` at the first sign of several screens with one id."""

    hall: str
    reload: bool
    message: str
    is_duplicate: bool
    newly_duplicate: bool


def _hash(key: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


class Terminals:
    """All access to the terminals' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def add(self, terminal_id: str, hall: str = "") -> str:
        """A new credential (256 bits, URL-safe), shown this once; one that was there is replaced."""
        key = secrets.token_urlsafe(32)
        row = {"id": terminal_id, "key_hash": _hash(key), "hall": hall, "created_at": self._now(), "revoked": False}
        blank = {"boots": "{}", "message": "", "reload": False, "state": "{}"}
        with self._engine.begin() as connection:
            connection.execute(delete(TerminalRow).where(TerminalRow.id == terminal_id))
            connection.execute(insert(TerminalRow).values(**row, **blank))
        return key

    def check(self, terminal_id: str, key: str) -> Terminal:
        """The terminal; raises TerminalRefused unless the credential is its own and not revoked."""
        query = select(TerminalRow).where(TerminalRow.id == terminal_id)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        known = row.key_hash if row else _hash("")
        if not hmac.compare_digest(known, _hash(key)) or row is None or row.revoked:
            raise TerminalRefused
        return self._terminal(row)

    def beat(self, terminal_id: str, boot_id: str, state: dict[str, Any]) -> Waiting:
        """Keeps a heartbeat; a reload that waits is handed over once. Raises TerminalRefused for an unknown id."""
        now = self._now()
        table = TerminalRow
        with self._engine.begin() as connection:
            row = connection.execute(select(table).where(table.id == terminal_id).with_for_update()).one_or_none()
            if row is None:
                raise TerminalRefused
            boots, came_back = hear(json.loads(row.boots), boot_id, now)
            values = {"last_seen": now, "boots": json.dumps(boots), "state": json.dumps(state), "reload": False}
            if came_back:
                values["duplicate_at"] = now
            connection.execute(update(table).where(table.id == terminal_id).values(**values))
        known = _within(row.duplicate_at, now)
        return Waiting(row.hall, row.reload, row.message, came_back or known, came_back and not known)

    def tell(self, terminal_id: str, *, message: str | None = None, reload: bool = False) -> bool:
        """Leaves a message (blank takes it away) or a reload for the next heartbeat; False for an unknown terminal."""
        values: dict[str, Any] = {} if message is None else {"message": message}
        if reload:
            values["reload"] = True
        return self._update(terminal_id, values)

    def revoke(self, terminal_id: str) -> bool:
        """The credential is worth nothing from now on; False for an unknown terminal."""
        return self._update(terminal_id, {"revoked": True})

    def all(self) -> list[Terminal]:
        """Every terminal by id."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return [self._terminal(row) for row in connection.execute(select(TerminalRow).order_by(TerminalRow.id))]

    def _terminal(self, row: Row[Any]) -> Terminal:
        now = self._now()
        return Terminal(
            id=row.id,
            hall=row.hall,
            presence=presence(row.last_seen, now, revoked=row.revoked),
            silent_seconds=None if row.last_seen is None else max(0.0, now - row.last_seen),
            is_duplicate=_within(row.duplicate_at, now),
            message=row.message,
            reload_waits=row.reload,
            state=json.loads(row.state),
        )

    def _update(self, terminal_id: str, values: dict[str, Any]) -> bool:
        changed = update(TerminalRow).where(TerminalRow.id == terminal_id).values(**values)
        with self._engine.begin() as connection:
            return bool(connection.execute(changed.returning(TerminalRow.id)).first())


def _within(duplicate_at: float | None, now: float) -> bool:
    return duplicate_at is not None and now - duplicate_at < DUPLICATE_SECONDS
