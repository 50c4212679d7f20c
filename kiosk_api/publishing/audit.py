"""An append-only log, each line chained to the one before: what was done is found out, and what was altered as well."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pydantic import ValidationError

from kiosk_api.models import Frozen
from search_index import SearchIndexError

AUDIT = "audit.jsonl"
START = "0" * 64
"""What the first line is chained to."""


class Entry(Frozen):
    """One line: who did what when to which version, chained to the line before."""

    number: int
    time: datetime
    actor: str
    action: str
    version: str = ""
    details: dict[str, object] = {}
    torn: str = ""
    """sha256 of a line before this one that a crash left unfinished; empty as a rule."""
    previous: str
    """sha256 of the last whole line."""


class AuditBroken(SearchIndexError):
    """The log was altered; the message names the line."""


class AuditLog:
    """The log of an index folder; safe to share between processes. ``clock`` gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / AUDIT
        self._clock = clock

    def append(self, actor: str, action: str, version: str = "", **details: object) -> Entry:
        """Adds one line and returns it once it is on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            whole, torn = self._last_lines()
            entry = Entry(
                number=Entry.model_validate_json(whole).number + 1 if whole else 1,
                time=datetime.fromtimestamp(self._clock(), UTC),
                actor=actor,
                action=action,
                version=version,
                details=details,
                torn=_digest(torn) if torn else "",
                previous=_digest(whole) if whole else START,
            )
            line = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False)
            with self.path.open("ab") as file:
                # What a crash left unfinished stays, on a line of its own.
                file.write((b"\n" if torn else b"") + line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
        return entry

    def entries(self) -> list[Entry]:
        """Every whole line, oldest first; unfinished ones left out."""
        return [Entry.model_validate_json(line) for line in self._lines() if _is_whole(line)]

    def verify(self) -> int:
        """The number of lines when nothing was altered; raises AuditBroken with the first line that was."""
        previous, number, torn = START, 0, ""
        for place, line in enumerate(self._lines(), start=1):
            if not _is_whole(line):
                torn = _digest(line)
                continue
            entry = Entry.model_validate_json(line)
            if (entry.previous, entry.torn, entry.number) != (previous, torn, number + 1):
                raise AuditBroken(f"操作记录第 {place} 行与前面接不上：它或者它前面的一行被改动或删去过")
            previous, number, torn = _digest(line), entry.number, ""
        return number

    def _lines(self) -> list[str]:
        try:
            # Only "\n" ends a line: what people write may hold every other line separator.
            return [line for line in self.path.read_text("utf-8", errors="replace").split("\n") if line]
        except FileNotFoundError:
            return []

    def _last_lines(self) -> tuple[str, str]:
        """The last whole line, and the unfinished one after it."""
        lines = self._lines()
        torn = lines.pop() if lines and not _is_whole(lines[-1]) else ""
        whole = next((line for line in reversed(lines) if _is_whole(line)), "")
        return whole, torn

    @contextmanager
    def _locked(self) -> Iterator[None]:
        with locked(self.path.with_suffix(".lock")):
            yield


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Holds a lock file, waiting for whoever holds it now; a crash lets it go."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _is_whole(line: str) -> bool:
    try:
        Entry.model_validate_json(line)
    except ValidationError:
        return False
    return True


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
