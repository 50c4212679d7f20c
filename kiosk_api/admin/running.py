"""Long work beside the service: one piece at a time, in a thread that yields to citizens' questions.

The browser may be closed: how far the work is and how it ended stand in the database.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_jobs import Job, Jobs, JobState
from search_index import SearchIndexError

_BEAT_SECONDS = 1.0
_NICENESS = 10
"""Of the working thread: citizens who ask meanwhile come first."""


class WorkRefused(Exception):
    """The work came to a no that is no failure; ``result`` is what there is to read about it (JSON)."""

    def __init__(self, message: str, result: str) -> None:
        self.result = result
        super().__init__(message)


@dataclass
class Progress:
    """How far the work is; what works calls it with the number done and of all."""

    done: int = 0
    total: int = 0
    finished: threading.Event = field(default_factory=threading.Event)

    def __call__(self, done: int, total: int) -> None:
        self.done, self.total = done, total


Work = Callable[[Progress], str]
"""Does the work and returns its result as JSON."""


class Runner:
    """Starts work in threads of this process."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def start(self, kind: str, subject: str, by: str, work: Work) -> Job:
        """Begins; raises JobRunning while other work is under way, here or in another process."""
        job = Jobs(self._repository).begin(kind, subject, by)
        progress = Progress()
        threading.Thread(target=self._beat, args=(job.id, progress), daemon=True).start()
        threading.Thread(target=self._run, args=(job.id, progress, work), daemon=True).start()
        return job

    def _beat(self, job_id: str, progress: Progress) -> None:
        while not progress.finished.wait(_BEAT_SECONDS):
            try:
                Jobs(self._repository).beat(job_id, progress.done, progress.total)
            except SQLAlchemyError as error:
                structlog.stdlib.get_logger(__name__).warning("job_not_noted", error=type(error).__name__)

    def _run(self, job_id: str, progress: Progress, work: Work) -> None:
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        state, message, result = JobState.done, "", ""
        try:
            result = work(progress)
        except WorkRefused as refused:
            state, message, result = JobState.refused, str(refused), refused.result
        except SearchIndexError as error:
            state, message = JobState.failed, str(error)
        except Exception as error:
            structlog.stdlib.get_logger(__name__).error("job_failed", error=type(error).__qualname__, exc_info=True)
            state, message = JobState.failed, "系统出了点问题，已经记录下来。请再试一次；还不行，请告诉维护人员。"
        progress.finished.set()
        Jobs(self._repository).finish(job_id, state, message, result, progress.done, progress.total)
