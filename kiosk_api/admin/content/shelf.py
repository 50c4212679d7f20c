"""The district's own records as they stand in the content folder: listed, searched, and found by id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from kiosk_api.admin.errors import RecordGone
from kiosk_api.models import Frozen
from search_index.content import FILES, content_files
from search_index.record_rows import read_records
from search_index.records import Alias, Record
from search_index.text import normalise

KINDS: dict[str, type[Record]] = {
    ("alias" if model is Alias else model.kind): model for stem, model in FILES.items() if stem != "matters"
}
"""What staff edit, by the name in the API; ``matters`` is the field's own list."""
STEMS = {model: stem for stem, model in FILES.items()}


class Wanted(Frozen):
    """Filters of a list; blank means any. ``q`` is looked for in every text of a record."""

    kind: str
    q: str = ""
    domain: str = ""
    agency: str = ""
    status: str = ""
    file: str = ""
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One record with the file it stands in."""

    kind: str
    record: Record
    path: Path

    @property
    def etag(self) -> str:
        """Changes whenever anything stated by the record does."""
        told = self.record.model_dump_json(exclude={"origin"})
        return hashlib.sha256(told.encode()).hexdigest()[:20]


class Shelf:
    """The records of a content folder; files are read again when they change."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def all(self, kind: str) -> list[Standing]:
        """Every record of a kind, in file order."""
        model = KINDS[kind]
        return [
            Standing(kind, record, path)
            for path, held in content_files(self.folder)
            if held is model
            for record in _read(path, path.stat().st_mtime_ns, path.stat().st_size, model)
        ]

    def find(self, wanted: Wanted) -> list[Standing]:
        """The records that the filters let through, in file order."""
        words = [word for word in map(normalise, wanted.q.split()) if word]
        return [one for one in self.all(wanted.kind) if _passes(one, wanted, words)]

    def get(self, kind: str, record_id: str) -> Standing:
        """One record; raises RecordGone."""
        found = next((one for one in self.all(kind) if one.record.id == record_id), None)
        if found is None:
            raise RecordGone
        return found

    def counts(self) -> dict[str, int]:
        """How many records of each kind."""
        return {kind: len(self.all(kind)) for kind in KINDS}

    def choices(self, kind: str, field: str) -> list[str]:
        """What a field says anywhere, most used first: the choices of a filter."""
        counted: dict[str, int] = {}
        for one in self.all(kind):
            if text := str(getattr(one.record, field, "") or ""):
                counted[text] = counted.get(text, 0) + 1
        return sorted(counted, key=lambda text: (-counted[text], text))


@lru_cache(maxsize=64)
def _read(path: Path, _modified: int, _size: int, model: type[Record]) -> Sequence[Record]:
    return read_records(path, model, path.name)[0]


def _passes(one: Standing, wanted: Wanted, words: Iterable[str]) -> bool:
    record = one.record
    for name in ("domain", "status"):
        value = getattr(wanted, name)
        if value and getattr(record, name, "") != value:
            return False
    if wanted.agency and wanted.agency not in getattr(record, "agency", ""):
        return False
    if wanted.file and one.path.name != wanted.file:
        return False
    if wanted.verified is not None and record.verified is not wanted.verified:
        return False
    told = _told(record) if words else ""
    return all(word in told for word in words)


@lru_cache(maxsize=20_000)
def _told_of(text: str) -> str:
    return normalise(text)


def _told(record: Record) -> str:
    """Everything the record says, as it is searched."""
    values = [getattr(record, name) for name, info in type(record).model_fields.items() if info.title]
    texts = [" ".join(value) if isinstance(value, tuple) else str(value) for value in values if value]
    return _told_of("\n".join([*texts, *record.extra.values()]))
