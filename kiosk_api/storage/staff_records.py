"""What staff take out of the database and what is forgotten in it. Blocking, like the repository."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, delete, select, tuple_

from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_changes import ChangeState
from kiosk_api.storage.staff_tables import StaffChangeRow, StaffJobRow
from kiosk_api.storage.tables import AnswerRow, Base, FeedbackRow, UsageRow

TABLES: dict[str, type[Base]] = {"usage": UsageRow, "feedback": FeedbackRow, "changes": StaffChangeRow}
"""What is exported out of the database, by its name in the API."""
BATCH = 2_000
"""Rows of one short transaction: a slow reader must not hold one open."""


class StaffRecords:
    """Exports and deletions, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._engine = repository.engine

    def columns(self, name: str) -> list[str]:
        """The column names of an export."""
        return [column.name for column in _table(name).columns]

    def rows(self, name: str) -> Iterator[tuple[Any, ...]]:
        """Every row in the order of its key, read batch by batch as it is taken."""
        table = _table(name)
        keys: list[Column[Any]] = list(table.primary_key.columns)
        places = [list(table.columns).index(key) for key in keys]
        last: tuple[Any, ...] | None = None
        while True:
            query = select(table).order_by(*keys).limit(BATCH)
            if last is not None:
                query = query.where(tuple_(*keys) > tuple_(*last))
            with self._engine.connect().execution_options(reading=True) as connection:
                batch = [tuple(row) for row in connection.execute(query)]
            yield from batch
            if len(batch) < BATCH:
                return
            last = tuple(batch[-1][place] for place in places)

    def forget_conversation(self, conversation_id: str) -> None:
        """Deletes a conversation with its answers and what was said about them; raises ConversationUnknown."""
        own = select(AnswerRow.id).where(AnswerRow.conversation_id == conversation_id)
        with self._engine.begin() as connection:
            connection.execute(delete(FeedbackRow).where(FeedbackRow.answer_id.in_(own)))
        self._repository.wipe(conversation_id)

    def forget_before(self, moment: float) -> dict[str, int]:
        """Deletes jobs and decided changes older than a moment (seconds since 1970); how many of each."""
        jobs = delete(StaffJobRow).where(StaffJobRow.started_at < moment)
        decided = StaffChangeRow.state != ChangeState.proposed.value
        changes = delete(StaffChangeRow).where(StaffChangeRow.at < moment, decided)
        with self._engine.begin() as connection:
            return {
                "jobs": connection.execute(jobs).rowcount,
                "changes": connection.execute(changes).rowcount,
            }


def _table(name: str) -> Table:
    table = TABLES[name].__table__
    assert isinstance(table, Table)
    return table
