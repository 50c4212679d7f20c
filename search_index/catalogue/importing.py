"""Imports catalogue files into a content folder: a dry run that tells everything, then all of it or nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from search_index.catalogue.difference import Difference, difference, with_known_ids
from search_index.catalogue.exported import catalogue_csv
from search_index.catalogue.reader import ImportReport, read_catalogue
from search_index.content import content_files
from search_index.errors import Complaint, ContentError
from search_index.record_rows import read_records
from search_index.records import CatalogItem
from search_index.text import letters_only

ORIGINALS = "originals"


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """One file as it would be imported: what was understood, the content file it becomes, and what that changes."""

    source: Path
    target: str
    report: ImportReport
    difference: Difference


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """The dry run of one import; ``write`` carries it out."""

    into: Path
    files: tuple[PlannedFile, ...] = ()
    refused: tuple[Complaint, ...] = field(default=())
    """Complaints of files that hold no catalogue."""

    @property
    def errors(self) -> list[Complaint]:
        """Everything that forbids the import."""
        told = [complaint for planned in self.files for complaint in planned.report.complaints]
        return [complaint for complaint in (*self.refused, *told) if complaint.severity == "error"]

    def write(self) -> None:
        """Writes every content file and keeps every original; raises ContentError on errors, and has written nothing.

        Content files are written aside and then put in place one by one, so a crash leaves whole files, old or new.
        """
        if self.errors:
            raise ContentError(self.errors)
        self.into.mkdir(parents=True, exist_ok=True)
        staged = Path(tempfile.mkdtemp(prefix=".importing-", dir=self.into))
        try:
            # Apart: a file may be called as the content file that it becomes.
            copies = staged / ORIGINALS
            copies.mkdir()
            for planned in self.files:
                shutil.copy2(planned.source, copies / planned.source.name)
                with (staged / planned.target).open("w", encoding="utf-8", newline="") as file:
                    file.write(catalogue_csv(planned.report.items))
                    file.flush()
                    os.fsync(file.fileno())
            originals = self.into / ORIGINALS
            originals.mkdir(exist_ok=True)
            for planned in self.files:
                (copies / planned.source.name).replace(originals / planned.source.name)
            for planned in self.files:
                (staged / planned.target).replace(self.into / planned.target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def plan_import(files: Sequence[Path], into: Path, field_dir: Path, replacing: str = "") -> ImportPlan:
    """Reads every file and holds it against the content that stands in ``into``; writes nothing.

    ``replacing`` names the content file that the (one) file takes the place of; else its own name decides.
    """
    standing = current_items(into)
    every = [item for items in standing.values() for item in items]
    planned: list[PlannedFile] = []
    refused: list[Complaint] = []
    for path in files:
        try:
            report = read_catalogue(path, field_dir, every)
        except ContentError as error:
            refused += error.complaints
            continue
        target = replacing or _free_name(path, planned)
        replaced = standing.get(target, [])
        report.items = with_known_ids(report.items, replaced)
        planned.append(PlannedFile(path, target, report, difference(report.items, replaced)))
    targets = {one.target for one in planned}
    owners = {item.id: file for file, items in standing.items() if file not in targets for item in items}
    for one in planned:
        one.report.complaints += keep_apart(one.report.items, one.target, owners)
    return ImportPlan(into, tuple(planned), tuple(refused))


def import_catalogues(files: Sequence[Path], into: Path, field_dir: Path) -> list[ImportReport]:
    """Plans and writes in one step; raises ContentError with the complaints of all files, having written nothing."""
    plan = plan_import(files, into, field_dir)
    plan.write()
    return [planned.report for planned in plan.files]


def current_items(folder: Path) -> dict[str, list[CatalogItem]]:
    """The items of each catalogue file of a content folder that can be read."""
    found: dict[str, list[CatalogItem]] = {}
    if folder.is_dir():
        for path, model in content_files(folder):
            if model is CatalogItem:
                found[path.name] = read_records(path, CatalogItem, path.name)[0]
    return found


def _free_name(path: Path, planned: Sequence[PlannedFile]) -> str:
    stem = letters_only(path.stem.removeprefix("catalog-")) or "import"
    taken = {other.target for other in planned}
    count = 1
    name = f"catalog-{stem}.csv"
    while name in taken:
        count += 1
        name = f"catalog-{stem}{count}.csv"
    return name


def keep_apart(items: list[CatalogItem], target: str, owners: dict[str, str]) -> list[Complaint]:
    """Gives items whose id another file has an id of their own, in place, and tells; ``owners``: id → file.

    When most of a file stands in one other file already it is that file's new edition: an error with what to do.
    """
    shared = Counter(owners[item.id] for item in items if item.id in owners)
    found: list[Complaint] = []
    for file, count in shared.items():
        first = next(item for item in items if owners.get(item.id) == file)
        again = count * 2 > len(items) and count > 1
        sentence = (
            f"有 {count} 项在 {file} 里已经有了，像是它的新版；要替换它，请加 --as {file}；"
            "确是另一份目录，请先在表里写明公开主体"
            if again
            else f"有 {count} 项与 {file} 里的同名同主体，当作另外的事项导入，编号加了后缀；请核对是不是同一项"
        )
        kind: Literal["error", "warning"] = "error" if again else "warning"
        found.append(Complaint(kind, first.origin.file, first.origin.row, "事项名称", sentence))
    for position, item in enumerate(items):
        if item.id in owners:
            digest = hashlib.sha256(f"{target}{item.id}".encode()).hexdigest()
            items[position] = item.model_copy(update={"id": f"{item.id}-{digest[:6]}"})
        owners[items[position].id] = target
    return found
