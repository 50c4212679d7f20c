"""Failed sign-ins: after a few the next one has to wait, longer each time. Blocking, like the repository.

Counted by account and by address, for names that nobody has as well; only hashes are kept, and a day at most.
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.admin.errors import SignInBlocked
from kiosk_api.admin.passwords import folded_name
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_tables import SignInAttemptRow

KEPT_SECONDS = 24 * 3600.0
FIRST_WAIT, LONGEST_WAIT = 30.0, 900.0
"""Seconds; the wait doubles with every failure."""
FREE_BY_ACCOUNT, FREE_BY_ADDRESS = 5, 20
"""Failures without a wait. An address may be a whole building."""


@dataclass(frozen=True, slots=True)
class _Key:
    text: str
    free: int


def _keys(name: str, address: str) -> tuple[_Key, _Key]:
    hashed = [hashlib.sha256(text.encode("utf-8", "replace")).hexdigest() for text in (folded_name(name), address)]
    return _Key(f"account {hashed[0]}", FREE_BY_ACCOUNT), _Key(f"address {hashed[1]}", FREE_BY_ADDRESS)


class SignInAttempts:
    """All access to the attempts' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def begin(self, name: str, address: str) -> bool:
        """Counts an attempt as failed before it is judged; True when the next one will have to wait if it is.

        Raises SignInBlocked while one has to wait.
        """
        waits = False
        now = self._now()
        table = SignInAttemptRow
        keys = _keys(name, address)
        insert = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.last_at <= now - KEPT_SECONDS))
            blocked = select(func.max(table.blocked_until)).where(table.key.in_([key.text for key in keys]))
            until = connection.execute(blocked).scalar_one() or 0.0
            if until > now:
                raise SignInBlocked(math.ceil(until - now))
            for key in keys:
                first = insert(table).values(key=key.text, failures=1, last_at=now, blocked_until=0.0)
                again = {"failures": table.failures + 1, "last_at": now}
                counted = first.on_conflict_do_update(index_elements=["key"], set_=again).returning(table.failures)
                failures = connection.execute(counted).scalar_one()
                if failures >= key.free:
                    wait = min(FIRST_WAIT * 2.0 ** min(failures - key.free, 10), LONGEST_WAIT)
                    connection.execute(update(table).where(table.key == key.text).values(blocked_until=now + wait))
                    waits = True
        return waits

    def succeeded(self, name: str, address: str) -> None:
        """Takes the attempt back: the account starts anew, the address has one failure less."""
        table = SignInAttemptRow
        account, place = _keys(name, address)
        with self._engine.begin() as connection:
            connection.execute(delete(table).where(table.key == account.text))
            less = {"failures": table.failures - 1, "blocked_until": 0.0}
            connection.execute(update(table).where(table.key == place.text, table.failures > 0).values(**less))
