"""Imports catalogue files into a content folder: a dry run that tells everything, then all of it or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from search_index.catalogue.difference import Difference, difference, with_known_ids
from search_index.catalogue.exported import catalogue_csv
from search_index.catalogue.reader import ImportReport, read_catalogue
from search_index.content import content_files, read_records
from search_index.errors import Complaint, ContentError
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
            for planned in self.files:
                shutil.copy2(planned.source, staged / planned.source.name)
                with (staged / planned.target).open("w", encoding="utf-8", newline="") as file:
                    file.write(catalogue_csv(planned.report.items))
                    file.flush()
                    os.fsync(file.fileno())
            originals = self.into / ORIGINALS
            originals.mkdir(exist_ok=True)
            for planned in self.files:
                (staged / planned.source.name).replace(originals / planned.source.name)
            for planned in self.files:
                (staged / planned.target).replace(self.into / planned.target)
        finally:
            shutil.rmtree(staged, ignore_errors=True)


def plan_import(files: Sequence[Path], into: Path, field_dir: Path) -> ImportPlan:
    """Reads every file and holds it against the content that stands in ``into``; writes nothing."""
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
        target = _free_name(path, planned)
        replaced = standing.get(target, [])
        report.items = with_known_ids(report.items, replaced)
        planned.append(PlannedFile(path, target, report, difference(report.items, replaced)))
    plan = ImportPlan(into, tuple(planned), tuple(refused))
    return ImportPlan(into, plan.files, (*plan.refused, *_clashes(plan, standing)))


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


def _clashes(plan: ImportPlan, standing: dict[str, list[CatalogItem]]) -> list[Complaint]:
    """Ids that another file of the import or of the folder already has: two items would share one."""
    replaced = {planned.target for planned in plan.files}
    owner = {item.id: file for file, items in standing.items() if file not in replaced for item in items}
    found: list[Complaint] = []
    for planned in plan.files:
        for item in planned.report.items:
            if (file := owner.setdefault(item.id, planned.target)) != planned.target:
                sentence = f"{file} 里已有同一事项；要替换它，请把导入的文件名改成与原来相同，或先删去原来的文件"
                found.append(Complaint("error", item.origin.file, item.origin.row, "事项名称", sentence))
    return found
