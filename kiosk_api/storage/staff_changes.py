"""The history of the content in the database: every change, who made it, who agreed. Blocking, like the repository."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from kiosk_api.admin.content.changing import Change
from kiosk_api.admin.errors import ChangeDecided, ChangeUnknown
from kiosk_api.admin.staff import Staff
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_tables import StaffChangeRow


class ChangeState(StrEnum):
    """What became of a change."""

    proposed = "proposed"
    applied = "applied"
    rejected = "rejected"


@dataclass(frozen=True, slots=True)
class KeptChange:
    """A change with who made it and who decided on it; times are seconds since 1970."""

    id: str
    change: Change
    by_id: str
    by_name: str
    at: float
    state: ChangeState
    decided_by: str
    decided_at: float | None
    note: str
    undoes: str


class StaffChanges:
    """All access to the changes' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def keep(self, change: Change, by: Staff, state: ChangeState, undoes: str = "") -> KeptChange:
        """Adds a change to the history."""
        now = self._now()
        applied = state is ChangeState.applied
        row = {
            "id": secrets.token_hex(8),
            "action": change.action,
            "kind": change.kind,
            "file": change.file,
            "record_id": change.record_id,
            "title": change.title,
            "base": change.base,
            "before": json.dumps(change.before, ensure_ascii=False),
            "after": json.dumps(change.after, ensure_ascii=False),
            "by_id": by.id,
            "by_name": by.name,
            "at": now,
            "state": state.value,
            "decided_by": by.name if applied else "",
            "decided_at": now if applied else None,
            "note": "",
            "undoes": undoes,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(StaffChangeRow).values(**row))
        return self.get(str(row["id"]))

    def decide(self, change_id: str, by: Staff, state: ChangeState, note: str, record_id: str) -> KeptChange:
        """Accepts or turns down a proposal; raises ChangeDecided when somebody did before."""
        table = StaffChangeRow
        decided = {"state": state.value, "decided_by": by.name, "decided_at": self._now(), "note": note}
        waiting = (table.id == change_id, table.state == ChangeState.proposed.value)
        statement = update(table).where(*waiting).values(**decided, record_id=record_id).returning(table.id)
        with self._engine.begin() as connection:
            if connection.execute(statement).first() is None:
                raise ChangeDecided
        return self.get(change_id)

    def get(self, change_id: str) -> KeptChange:
        """One change; raises ChangeUnknown."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(select(StaffChangeRow).where(StaffChangeRow.id == change_id)).one_or_none()
        if row is None:
            raise ChangeUnknown
        return _kept(row)

    def page(
        self, offset: int, limit: int, *, state: str = "", kind: str = "", record_id: str = "", by_name: str = ""
    ) -> tuple[int, list[KeptChange]]:
        """How many there are with these marks (blank: any), and one page of them, newest first."""
        table = StaffChangeRow
        marks = {table.state: state, table.kind: kind, table.record_id: record_id, table.by_name: by_name}
        wanted = [column == text for column, text in marks.items() if text]
        with self._engine.connect().execution_options(reading=True) as connection:
            total = connection.execute(select(func.count()).select_from(table).where(*wanted)).scalar_one()
            query = select(table).where(*wanted).order_by(table.at.desc(), table.id).offset(offset).limit(limit)
            return total, [_kept(row) for row in connection.execute(query)]


def _kept(row: Row[Any]) -> KeptChange:
    change = Change(
        row.action,
        row.kind,
        row.file,
        row.record_id,
        row.title,
        row.base,
        json.loads(row.before),
        json.loads(row.after),
    )
    state = ChangeState(row.state)
    return KeptChange(
        row.id, change, row.by_id, row.by_name, row.at, state, row.decided_by, row.decided_at, row.note, row.undoes
    )
