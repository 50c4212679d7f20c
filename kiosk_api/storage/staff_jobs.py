"""Long work of staff in the database: what runs, how far it is, how it ended. Blocking, like the repository."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, insert, select, text, update

from kiosk_api.admin.errors import JobRunning, JobUnknown
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_tables import StaffJobRow

STALE_SECONDS = 30.0
"""A job silent this long belongs to a process that is gone."""
_ONE_AT_A_TIME = 0x6A6F6273
"""Any fixed number: PostgreSQL's advisory lock while a job is begun."""


class JobState(StrEnum):
    """How far a job is."""

    running = "running"
    done = "done"
    refused = "refused"
    failed = "failed"
    interrupted = "interrupted"


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work; times are seconds since 1970, ``result`` is JSON and blank until there is one."""

    id: str
    kind: str
    subject: str
    started_by: str
    started_at: float
    finished_at: float | None
    done: int
    total: int
    state: JobState
    message: str
    result: str


class Jobs:
    """All access to the jobs' table, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def begin(self, kind: str, subject: str, by: str) -> Job:
        """A new running job; raises JobRunning while another one runs."""
        now = self._now()
        row = {
            "id": secrets.token_hex(8),
            "kind": kind,
            "subject": subject,
            "started_by": by,
            "started_at": now,
            "heartbeat_at": now,
            "done": 0,
            "total": 0,
            "state": JobState.running.value,
            "message": "",
            "result": "",
        }
        table = StaffJobRow
        running = select(table.kind, table.started_by).where(
            table.state == JobState.running.value, table.heartbeat_at > now - STALE_SECONDS
        )
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ONE_AT_A_TIME})
            if other := connection.execute(running).first():
                raise JobRunning(other.started_by)
            connection.execute(insert(table).values(**row))
        return self.get(str(row["id"]))

    def beat(self, job_id: str, done: int, total: int) -> None:
        """The job is alive and this far."""
        self._update(job_id, {"heartbeat_at": self._now(), "done": done, "total": total})

    def finish(self, job_id: str, state: JobState, message: str, result: str, done: int, total: int) -> None:
        """The job has ended this way."""
        ended = {"state": state.value, "message": message, "result": result, "finished_at": self._now()}
        self._update(job_id, {**ended, "done": done, "total": total})

    def get(self, job_id: str) -> Job:
        """One job; raises JobUnknown."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(select(StaffJobRow).where(StaffJobRow.id == job_id)).one_or_none()
        if row is None:
            raise JobUnknown
        return self._job(row)

    def latest(self, limit: int) -> list[Job]:
        """The last jobs, newest first."""
        query = select(StaffJobRow).order_by(StaffJobRow.started_at.desc(), StaffJobRow.id).limit(limit)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [self._job(row) for row in connection.execute(query)]

    def _update(self, job_id: str, values: dict[str, Any]) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(StaffJobRow).where(StaffJobRow.id == job_id).values(**values))

    def _job(self, row: Row[Any]) -> Job:
        state = JobState(row.state)
        if state is JobState.running and row.heartbeat_at <= self._now() - STALE_SECONDS:
            state = JobState.interrupted
        return Job(
            row.id,
            row.kind,
            row.subject,
            row.started_by,
            row.started_at,
            row.finished_at,
            row.done,
            row.total,
            state,
            row.message,
            row.result,
        )
