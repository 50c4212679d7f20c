"""The records that stand in a content folder, by file, and how an imported one goes among them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Literal, TypeVar

from search_index.checks import nothing_hijacked, policies_make_sense, sources_are_official, unique_ids
from search_index.consistency import references_exist
from search_index.content import assemble, content_files, read_folder
from search_index.district import District
from search_index.errors import Complaint
from search_index.record_rows import read_records
from search_index.records import Record

R = TypeVar("R", bound=Record)

Change = Literal["新增", "改动", "不变"]
_CHECKS = (unique_ids, references_exist, nothing_hijacked, sources_are_official, policies_make_sense)


def standing_records(folder: Path, model: type[R]) -> tuple[dict[str, list[R]], list[Complaint]]:
    """The records of one kind by content file, and what is wrong with those files."""
    found: dict[str, list[R]] = {}
    complaints: list[Complaint] = []
    if folder.is_dir():
        for path, kind in content_files(folder):
            if kind is model:
                found[path.name], wrong = read_records(path, model, path.name)
                complaints += wrong
    return found, complaints


def checked(
    folder: Path, field_dir: Path, replaced: Iterable[str], records: Sequence[Record], sources: Collection[str]
) -> list[Complaint]:
    """What the content's checks say of the records from ``sources`` once ``records`` replace the files ``replaced``."""
    away = set(replaced)
    others = [record for record in read_folder(folder)[0] if record.origin.file not in away] if folder.is_dir() else []
    national = read_folder(field_dir, "通用内容/")[0] if field_dir.is_dir() else []
    content = assemble(District(name="导入"), [*national, *others, *records])
    return [found for check in _CHECKS for found in check(content, field_dir) if found.file in sources]
