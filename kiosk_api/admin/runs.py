"""Coverage runs kept as files: the whole run, and beside it the few figures that a list shows."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk_api.admin.errors import RunUnknown
from kiosk_api.coverage.records import Run
from kiosk_api.coverage.run_files import load_run, save_run
from kiosk_api.coverage.summary import Summary
from kiosk_api.models import Frozen
from search_index.atomic import write_atomically

_HEAD = ".head.json"
_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


class RunHead(Frozen):
    """One run in a list; shares lie between 0 and 1, None where no question tells."""

    id: str
    created_at: datetime
    mode: str
    questions_file: str
    index_version: str
    questions: int
    right: float | None
    false_answers: float | None
    index_points: float | None
    seconds: float


class Runs:
    """The runs of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, run: Run, summary: Summary) -> None:
        """Writes a run with its figures; it is listed once it is whole."""
        save_run(run, self._folder / f"{run.id}.json", summary)
        found = summary.overall
        head = RunHead(
            id=run.id,
            created_at=run.created_at,
            mode=run.mode,
            questions_file=run.questions_file,
            index_version=run.index_version,
            questions=len(run.outcomes),
            right=found.right.value,
            false_answers=found.false_answers.value,
            index_points=found.index.value,
            seconds=run.seconds,
        )
        write_atomically(self._folder / (run.id + _HEAD), head.model_dump_json())

    def heads(self) -> list[RunHead]:
        """Every run, newest first; a file that is not a head is passed over."""
        found = []
        for path in self._folder.glob("*" + _HEAD):
            try:
                found.append(RunHead.model_validate_json(path.read_text("utf-8")))
            except (OSError, ValidationError):
                continue
        return sorted(found, key=lambda head: head.created_at, reverse=True)

    def path(self, run_id: str) -> Path:
        """The file of a run; raises RunUnknown."""
        path = self._folder / f"{run_id}.json"
        if not _ID.fullmatch(run_id) or not path.is_file():
            raise RunUnknown
        return path

    def load(self, run_id: str) -> Run:
        """A whole run; raises RunUnknown, and SearchIndexError where the file is no run."""
        return load_run(self.path(run_id))
