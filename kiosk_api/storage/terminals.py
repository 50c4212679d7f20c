"""Terminals in the database: credential, last heartbeat, what waits to be told. Blocking, like the repository."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select, update

from kiosk_api.errors import TerminalRefused
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.tables import TerminalRow
from kiosk_api.terminals.presence import DUPLICATE_SECONDS, seems_duplicate


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal as it is known; ``state`` is its last heartbeat."""

    id: str
    revoked: bool
    last_seen: float | None
    is_duplicate: bool
    message: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a heartbeat is answered with."""

    reload: bool
    message: str
    is_duplicate: bool


def _hash(key: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(key.encode()).hexdigest()


class Terminals:
    """All access to the terminals' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def add(self, terminal_id: str) -> str:
        """A new credential (256 bits, URL-safe), shown this once; one that was there is replaced."""
        key = secrets.token_urlsafe(32)
        row = {"id": terminal_id, "key_hash": _hash(key), "created_at": self._now(), "revoked": False}
        blank = {"boot_id": "", "previous_boot": "", "message": "", "reload": False, "state": "{}"}
        with self._engine.begin() as connection:
            connection.execute(delete(TerminalRow).where(TerminalRow.id == terminal_id))
            connection.execute(insert(TerminalRow).values(**row, **blank))
        return key

    def check(self, terminal_id: str, key: str) -> None:
        """Raises TerminalRefused unless the credential is this terminal's and not revoked."""
        query = select(TerminalRow.key_hash, TerminalRow.revoked).where(TerminalRow.id == terminal_id)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        known = row.key_hash if row else _hash("")
        if not hmac.compare_digest(known, _hash(key)) or row is None or row.revoked:
            raise TerminalRefused

    def beat(self, terminal_id: str, boot_id: str, state: dict[str, Any]) -> Waiting:
        """Keeps a heartbeat; a reload that waits is handed over once."""
        now = self._now()
        table = TerminalRow
        with self._engine.begin() as connection:
            row = connection.execute(select(table).where(table.id == terminal_id)).one()
            duplicate = seems_duplicate(boot_id, row.boot_id, row.previous_boot, row.last_seen, now)
            values: dict[str, Any] = {"last_seen": now, "state": json.dumps(state, ensure_ascii=False), "reload": False}
            if boot_id != row.boot_id:
                values |= {"boot_id": boot_id, "previous_boot": row.boot_id}
            if duplicate:
                values["duplicate_at"] = now
            connection.execute(update(table).where(table.id == terminal_id).values(**values))
        return Waiting(row.reload, row.message, duplicate)

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
        now = self._now()
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(select(TerminalRow).order_by(TerminalRow.id)).all()
        return [
            Terminal(
                row.id,
                row.revoked,
                row.last_seen,
                row.duplicate_at is not None and now - row.duplicate_at < DUPLICATE_SECONDS,
                row.message,
                json.loads(row.state),
            )
            for row in rows
        ]

    def _update(self, terminal_id: str, values: dict[str, Any]) -> bool:
        changed = update(TerminalRow).where(TerminalRow.id == terminal_id).values(**values)
        with self._engine.begin() as connection:
            return bool(connection.execute(changed.returning(TerminalRow.id)).first())
