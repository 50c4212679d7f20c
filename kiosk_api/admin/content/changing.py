"""One change of one record: the new text of its file, checked with the whole content, written at once or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kiosk_api.admin.content.cells import Value, default_cells, entered_cells, field_titles, invalid_field, stated
from kiosk_api.admin.content.csv_text import CsvText
from kiosk_api.admin.content.district_file import (
    FILE,
    KIND,
    TITLES,
    district_cells,
    district_etag,
    rewritten_district,
    stated_district,
)
from kiosk_api.admin.content.shelf import KINDS, STEMS, Shelf, Standing
from kiosk_api.admin.errors import FieldsRefused, RecordChanged
from kiosk_api.publishing.audit import locked
from kiosk_api.settings import Settings
from search_index import SearchIndexError, check_content
from search_index.atomic import write_bytes_atomically
from search_index.content import content_files
from search_index.errors import Complaint
from search_index.record_rows import stable_id

Action = Literal["add", "edit", "delete"]
ID = "编号"
_NAMING = {
    "domain",
    "category",
    "topic",
    "subtopic",
    "detail",
    "name",
    "agency",
    "guide",
    "heading",
    "question",
    "word",
}
"""Fields that an id is made of where the file states none."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one record: column header → cell before and after; ``base`` is the etag it was made on."""

    action: Action
    kind: str
    file: str
    record_id: str
    title: str
    base: str
    before: dict[str, str]
    after: dict[str, str]


class Desk:
    """Changes the content of the settings; one change at a time, whichever process makes it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.shelf = Shelf(settings.content_dir)

    def edit(
        self, kind: str, record_id: str, base: str, fields: Mapping[str, Value], extra: Mapping[str, str]
    ) -> Change:
        """The change of some fields; raises RecordGone, RecordChanged, FieldsRefused for what no cell can hold."""
        standing = self.shelf.get(kind, record_id)
        if standing.etag != base:
            raise RecordChanged
        wanted = entered_cells(KINDS[kind], fields) | {name: text for name, text in extra.items() if name}
        before = {name: text for name, text in stated(standing.record).items() if name in wanted}
        differing = {name for name, text in wanted.items() if before.get(name, "") != text}
        if not differing:
            raise SearchIndexError("没有改动")
        return self._told(
            "edit",
            standing,
            {name: before.get(name, "") for name in sorted(differing)},
            {name: wanted[name] for name in sorted(differing)},
        )

    def add(self, kind: str, file: str, fields: Mapping[str, Value], extra: Mapping[str, str]) -> Change:
        """A record more, at the end of a file of its kind (blank: the kind's own file)."""
        entered = default_cells(KINDS[kind]) | entered_cells(KINDS[kind], fields) | dict(extra)
        after = {name: text for name, text in entered.items() if name and text}
        own = f"{STEMS[KINDS[kind]]}.csv"
        chosen = file or own
        if chosen not in {own, *(path.name for path, held in content_files(self.shelf.folder) if held is KINDS[kind])}:
            raise SearchIndexError(f"没有这一类内容的文件 {chosen}")
        titles = [str(info.title) for info in KINDS[kind].model_fields.values() if info.is_required()]
        named = next((after[name] for name in [*titles, "事项名称", "二级事项", "一级事项"] if after.get(name)), "")
        return Change("add", kind, chosen, after.get(ID, ""), named, "", {}, after)

    def delete(self, kind: str, record_id: str, base: str) -> Change:
        """The record taken out of its file."""
        standing = self.shelf.get(kind, record_id)
        if standing.etag != base:
            raise RecordChanged
        return self._told("delete", standing, stated(standing.record), {})

    def edit_district(self, base: str, fields: Mapping[str, object]) -> Change:
        """A change of ``district.toml``; raises RecordChanged, FieldsRefused."""
        if district_etag(self.shelf.folder) != base:
            raise RecordChanged
        now, wanted = stated_district(self.shelf.folder), district_cells(fields)
        after = {title: text for title, text in wanted.items() if now[title] != text}
        if not after:
            raise SearchIndexError("没有改动")
        return Change("edit", KIND, FILE, KIND, now[TITLES["name"]], base, {name: now[name] for name in after}, after)

    def undo(self, change: Change) -> Change:
        """What takes a change back; raises RecordChanged when a later one stands in the way."""
        if change.kind == KIND:
            now = stated_district(self.shelf.folder)
            if any(now[title] != text for title, text in change.after.items()):
                raise RecordChanged
            base = district_etag(self.shelf.folder)
            return Change("edit", KIND, FILE, KIND, change.title, base, change.after, change.before)
        if change.action == "delete":
            return Change("add", change.kind, change.file, change.record_id, change.title, "", {}, change.before)
        standing = self.shelf.get(change.kind, change.record_id)
        now = stated(standing.record)
        if any(now.get(name, "") != text for name, text in change.after.items()):
            raise RecordChanged
        if change.action == "add":
            return self._told("delete", standing, now, {})
        return self._told("edit", standing, change.after, change.before)

    def try_on(self, change: Change) -> list[Complaint]:
        """The warnings that the change would bring; raises as ``apply``, and writes nothing."""
        with self._made(change) as (_, _, warnings):
            return warnings

    def apply(self, change: Change) -> tuple[str, list[Complaint]]:
        """Writes the change; the record's id (a new one's too) and the warnings it brings.

        Raises RecordChanged where the record is no longer what the change was made on, FieldsRefused with a sentence
        for each field that the content's own checks refuse, SearchIndexError for a file that cannot be edited here.
        """
        with locked(self._settings.staff_dir / "content.lock"), self._made(change) as (text, record_id, warnings):
            write_bytes_atomically(self._settings.content_dir / change.file, text)
            return record_id, warnings

    @contextmanager
    def drafted(self, change: Change) -> Iterator[Path]:
        """A copy of the content folder as it would be, gone at the end; raises as ``apply``."""
        with self._copied(change) as (copy, row, _):
            self._complaints(copy, change, row)
            yield copy

    @contextmanager
    def _made(self, change: Change) -> Iterator[tuple[bytes, str, list[Complaint]]]:
        """The file's new text, checked with all else; the record's id and the warnings it brings."""
        with self._copied(change) as (copy, row, text):
            complaints = self._complaints(copy, change, row)
            record_id = change.record_id
            if change.action == "add":
                added = [one.record for one in Shelf(copy).all(change.kind) if one.path.name == change.file]
                record_id = next((one.id for one in added if one.origin.row == row), "")
        yield text, record_id, complaints

    @contextmanager
    def _copied(self, change: Change) -> Iterator[tuple[Path, int, bytes]]:
        """A copy of the content with the change, the record's row in it, and the file's new text."""
        path = self._settings.content_dir / change.file
        if path.suffix.lower() not in (".csv", ".toml"):
            raise SearchIndexError(f"{change.file} 是 Excel 文件，不能在这里改；请导出为 CSV（UTF-8）放进内容文件夹")
        row, text = self._rewritten(change, path)
        with tempfile.TemporaryDirectory(prefix="gongkai-check-") as folder:
            copy = Path(folder) / self._settings.content_dir.name
            copy.mkdir()
            for other in self._settings.content_dir.iterdir():
                if other.is_file() and other.name != change.file:
                    shutil.copyfile(other, copy / other.name)
            (copy / change.file).write_bytes(text)
            yield copy, row, text

    def _rewritten(self, change: Change, path: Path) -> tuple[int, bytes]:
        """The record's row (0 when it is taken out) and the file's new text."""
        if change.kind == KIND:
            if district_etag(self.shelf.folder) != change.base:
                raise RecordChanged
            text = path.read_text("utf-8") if path.is_file() else ""
            return 0, rewritten_district(text, change.after).encode()
        if change.action == "add":
            header = ",".join(str(info.title) for info in KINDS[change.kind].model_fields.values() if info.title)
            raw = path.read_bytes() if path.is_file() else f"{header}\n".encode()
            made = CsvText.parse(raw, change.file).appended(change.after)
            return len(made.rows), made.text()
        standing = self.shelf.get(change.kind, change.record_id)
        if standing.etag != change.base:
            raise RecordChanged
        parsed = CsvText.parse(path.read_bytes(), change.file)
        row = standing.record.origin.row
        if change.action == "delete":
            return 0, parsed.without(row).text()
        values = dict(change.after)
        if self._would_rename(standing, values):
            # What quotes the record goes on finding it.
            values.setdefault(ID, standing.record.id)
        return row, parsed.with_cells(row, values).text()

    def _complaints(self, copy: Path, change: Change, row: int) -> list[Complaint]:
        """The warnings about the row; raises FieldsRefused for errors that were not there before."""
        _, found = check_content(copy, self._settings.field_dir)
        own = [one for one in found if one.file == change.file and one.row == row]
        errors = [one for one in found if one.severity == "error"]
        if errors:
            _, before = check_content(self._settings.content_dir, self._settings.field_dir)
            known = {(one.file, one.column, one.message) for one in before if one.severity == "error"}
            new = [one for one in errors if one in own or (one.file, one.column, one.message) not in known]
            if new:
                raise FieldsRefused([invalid_field(one, _titles(change.kind), is_own=one in own) for one in new])
        return [one for one in own if one.severity == "warning"]

    def _would_rename(self, standing: Standing, values: Mapping[str, str]) -> bool:
        names = {title: name for name, title in field_titles(type(standing.record)).items()}
        update = {names[column]: text for column, text in values.items() if names.get(column) in _NAMING}
        return bool(update) and stable_id(standing.record.model_copy(update=update)) != standing.record.id

    def _told(self, action: Action, standing: Standing, before: dict[str, str], after: dict[str, str]) -> Change:
        record = standing.record
        return Change(action, standing.kind, standing.path.name, record.id, record.title, standing.etag, before, after)


def _titles(kind: str) -> dict[str, str]:
    return TITLES if kind == KIND else field_titles(KINDS[kind])
