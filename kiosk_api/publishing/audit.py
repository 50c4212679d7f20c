"""An append-only log, each line chained to the one before: what was done is found out, and what was altered as well.

What no line comes after is chained to nothing: ``audit.head`` beside the log names the last line, so that a tail cut
off or a last line altered is found too. Whoever may write both files can make both anew; a copy of the number that
``gongkai audit --verify`` prints, kept elsewhere, is what holds against that.
"""

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
from search_index.atomic import write_atomically

AUDIT = "audit.jsonl"
HEAD = "audit.head"
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
    """sha256 of what crashes left unfinished before this line; empty as a rule."""
    lost: str = ""
    """sha256 of the last line that ``audit.head`` named when it no longer stood there; empty as a rule."""
    previous: str
    """sha256 of the last whole line."""


class Head(Frozen):
    """The last line: its number and its sha256."""

    number: int
    digest: str


class Verified(Frozen):
    """What ``AuditLog.verify`` found: how many whole lines, the last one's sha256, and how many unfinished ones."""

    lines: int
    digest: str
    torn: int


class AuditBroken(SearchIndexError):
    """The log was altered; the message names the line."""


class AuditLog:
    """The log of an index folder; safe to share between processes. ``clock`` gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = folder / AUDIT
        self._head = folder / HEAD
        self._clock = clock

    def append(self, actor: str, action: str, version: str = "", **details: object) -> Entry:
        """Adds one line and returns it once it is on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._locked():
            whole, torn, ended = self._tail()
            last = Entry.model_validate_json(whole) if whole else None
            head = Head(number=last.number, digest=_digest(whole)) if last else Head(number=0, digest=START)
            named = self._read_head()
            if last and named == Head(number=last.number - 1, digest=last.previous):
                # A crash came between line and head; of two in a row the head shall not be two behind.
                named = self._write_head(head)
            entry = Entry(
                number=head.number + 1,
                time=datetime.fromtimestamp(self._clock(), UTC),
                actor=actor,
                action=action,
                version=version,
                details=details,
                torn=_digest(torn) if torn else "",
                lost="" if named == head else named.digest,
                previous=head.digest,
            )
            line = json.dumps(entry.model_dump(mode="json"), ensure_ascii=False)
            with self.path.open("ab") as file:
                # What a crash left unfinished stays, on a line of its own.
                file.write((b"" if ended else b"\n") + line.encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
            self._write_head(Head(number=entry.number, digest=_digest(line)))
        return entry

    def entries(self) -> list[Entry]:
        """Every whole line, oldest first; unfinished ones left out."""
        return [Entry.model_validate_json(line) for line in self._lines() if _is_whole(line)]

    def verify(self) -> Verified:
        """What the log holds when nothing was altered; raises AuditBroken with the first line that was."""
        with self._locked():
            lines, head = self._lines(), self._read_head()
        digests: list[str] = [START]
        torn: list[str] = []
        for place, line in enumerate(lines, start=1):
            if not _is_whole(line):
                torn.append(line)
                continue
            entry = Entry.model_validate_json(line)
            before = _digest("\n".join(torn)) if torn else ""
            if (entry.previous, entry.torn, entry.number) != (digests[-1], before, len(digests)):
                raise AuditBroken(f"操作记录第 {place} 行与前面接不上：它或者它前面的一行被改动或删去过")
            if entry.lost:
                raise AuditBroken(f"操作记录第 {place} 行以前，末尾的一行或几行被改动或删去过")
            digests.append(_digest(line))
            torn = []
        # A crash between line and head leaves the head one line behind, never ahead.
        if head not in [Head(number=number, digest=digests[number]) for number in range(len(digests))[-2:]]:
            raise AuditBroken(f"操作记录的末尾与 {HEAD} 不符：末尾的一行或几行，或者 {HEAD}，被改动或删去过")
        return Verified(lines=len(digests) - 1, digest=digests[-1], torn=len(lines) - len(digests) + 1)

    def _read_head(self) -> Head:
        try:
            return Head.model_validate_json(self._head.read_text("utf-8"))
        except FileNotFoundError:
            return Head(number=0, digest=START)
        except ValueError:
            return Head(number=-1, digest="?")

    def _write_head(self, head: Head) -> Head:
        write_atomically(self._head, head.model_dump_json())
        return head

    def _lines(self) -> list[str]:
        try:
            # Only "\n" ends a line: what people write may hold every other line separator.
            return [line for line in self.path.read_text("utf-8", errors="replace").split("\n") if line]
        except FileNotFoundError:
            return []

    def _tail(self) -> tuple[str, str, bool]:
        """The last whole line, the unfinished ones after it, and whether the file ends with its line."""
        lines = self._lines()
        last = next((at for at in range(len(lines) - 1, -1, -1) if _is_whole(lines[at])), -1)
        ended = not lines or self.path.read_bytes().endswith(b"\n")
        return lines[last] if last >= 0 else "", "\n".join(lines[last + 1 :]), ended

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
