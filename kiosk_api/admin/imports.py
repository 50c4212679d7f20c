"""Files that staff upload, held aside until somebody accepts them: what they were understood as, then all or nothing.

One folder an import, with ``import.json`` and the files under their own names.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable
from typing import Literal

from anyio import open_file
from pydantic import ValidationError

from kiosk_api.admin.errors import FileNameRefused, ImportChanged, ImportUnknown, SecondPersonNeeded
from kiosk_api.admin.import_report import Plan, Report, report_of
from kiosk_api.admin.staff import Role, Staff
from kiosk_api.errors import BodyTooLarge
from kiosk_api.models import Frozen
from kiosk_api.settings import Settings
from search_index import ContentError, SearchIndexError
from search_index.atomic import write_atomically
from search_index.catalogue import plan_import
from search_index.errors import Complaint
from search_index.intake import plan_documents, plan_faq
from search_index.tables.guard import MAX_FILE_BYTES

Kind = Literal["catalogue", "faq", "documents"]
MOST_FILES = 20
KEPT_SECONDS = 14 * 86_400.0
"""Uploads that nobody accepted are deleted after this."""
_HEAD = "import.json"
_ID = re.compile(r"[0-9a-f]{16}")
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f.][^/\\\x00-\x1f\x7f]*")
_TARGET = re.compile(r"(catalog|faq)(-[^/\\\x00-\x1f]{1,60})?\.csv")


class ImportHead(Frozen):
    """One import: what kind, by whom, and what it replaces; times are seconds since 1970."""

    id: str
    kind: Kind
    by: str
    by_id: str
    created_at: float
    replacing: str = ""
    """The content file whose place it takes; blank: the file's own name decides."""
    url: str = ""
    policy: str = ""
    accepted_at: float | None = None
    accepted_by: str = ""
    files: tuple[str, ...] = ()


class Imports:
    """The imports of a folder, into the settings' content; ``clock`` gives seconds since 1970."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings = settings
        self._folder = settings.staff_dir / "imports"
        self._clock = clock

    def begin(self, kind: Kind, by: Staff, replacing: str, url: str, policy: str) -> ImportHead:
        """A new import without files; raises FileNameRefused for a content file that there cannot be."""
        if replacing and not (_TARGET.fullmatch(replacing) and replacing.startswith("faq") == (kind == "faq")):
            raise FileNameRefused
        self._forget_old()
        head = ImportHead(
            id=secrets.token_hex(8),
            kind=kind,
            by=by.name,
            by_id=by.id,
            created_at=self._clock(),
            replacing=replacing,
            url=url,
            policy=policy,
        )
        (self._folder / head.id).mkdir(parents=True)
        return self._write(head)

    async def receive(self, import_id: str, name: str, parts: AsyncIterator[bytes]) -> ImportHead:
        """Keeps one file, as it comes in; one of the same name is replaced.

        Raises FileNameRefused, BodyTooLarge, ImportUnknown, ImportChanged for one that was accepted already.
        """
        head = self._open(import_id)
        if not _NAME.fullmatch(name) or len(name.encode()) > 200 or name == _HEAD:
            raise FileNameRefused
        if len({*head.files, name}) > MOST_FILES:
            raise FileNameRefused
        folder = self._folder / head.id
        aside = folder / f".{secrets.token_hex(8)}"
        size = 0
        try:
            async with await open_file(aside, "wb") as file:
                async for part in parts:
                    size += len(part)
                    if size > MAX_FILE_BYTES:
                        raise BodyTooLarge
                    await file.write(part)
            aside.replace(folder / name)
        finally:
            aside.unlink(missing_ok=True)
        return self._write(head.model_copy(update={"files": tuple(dict.fromkeys((*head.files, name)))}))

    def get(self, import_id: str) -> ImportHead:
        """One import; raises ImportUnknown."""
        path = self._folder / import_id / _HEAD
        if not _ID.fullmatch(import_id) or not path.is_file():
            raise ImportUnknown
        return ImportHead.model_validate_json(path.read_text("utf-8"))

    def all(self) -> list[ImportHead]:
        """Every import, newest first."""
        found = []
        for path in self._folder.glob(f"*/{_HEAD}"):
            try:
                found.append(ImportHead.model_validate_json(path.read_text("utf-8")))
            except (OSError, ValidationError):
                continue
        return sorted(found, key=lambda head: head.created_at, reverse=True)

    def report(self, import_id: str) -> Report:
        """What the files would become, read anew; raises SearchIndexError for what no reader takes."""
        head = self._open(import_id)
        return report_of(self.plan(head))

    def plan(self, head: ImportHead) -> Plan:
        """The dry run by the very modules of ``gongkai import``; raises SearchIndexError."""
        if not head.files:
            raise SearchIndexError("还没有上传文件")
        folder, settings = self._folder / head.id, self._settings
        files = [folder / name for name in head.files]
        if head.replacing and len(files) > 1:
            told = "要替换一个已有的文件，一次只能上传一个"
            raise ContentError([Complaint("error", files[1].name, 0, "", told)])
        if head.kind == "catalogue":
            return plan_import(files, settings.content_dir, settings.field_dir, head.replacing)
        if head.kind == "faq":
            return plan_faq(files, settings.content_dir, settings.field_dir, head.replacing)
        return plan_documents(files, settings.content_dir, settings.field_dir, url=head.url, policy_id=head.policy)

    def accept(self, import_id: str, by: Staff, seen: str) -> Report:
        """Writes everything, or raises and has written nothing.

        Raises ImportChanged when the report is no longer the one seen, ContentError on errors, and SecondPersonNeeded
        where the rule asks for a reviewer other than the one who began.
        """
        head = self._open(import_id)
        if self._settings.two_person_rule and (head.by_id == by.id or not by.role.may(Role.reviewer)):
            raise SecondPersonNeeded
        plan = self.plan(head)
        report = report_of(plan)
        if report.digest != seen:
            raise ImportChanged
        plan.write()
        self._write(head.model_copy(update={"accepted_at": self._clock(), "accepted_by": by.name}))
        return report

    def discard(self, import_id: str) -> None:
        """Deletes an import with its files; raises ImportUnknown."""
        shutil.rmtree(self._folder / self.get(import_id).id)

    def digests(self, head: ImportHead) -> dict[str, str]:
        """sha256 of each file, for the log."""
        files = {name: (self._folder / head.id / name).read_bytes() for name in head.files}
        return {name: hashlib.sha256(body).hexdigest() for name, body in files.items()}

    def _open(self, import_id: str) -> ImportHead:
        head = self.get(import_id)
        if head.accepted_at is not None:
            raise ImportChanged
        return head

    def _write(self, head: ImportHead) -> ImportHead:
        write_atomically(self._folder / head.id / _HEAD, head.model_dump_json())
        return head

    def _forget_old(self) -> None:
        for head in self.all():
            if head.accepted_at is None and head.created_at < self._clock() - KEPT_SECONDS:
                shutil.rmtree(self._folder / head.id, ignore_errors=True)
