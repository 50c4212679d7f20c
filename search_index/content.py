"""Reads a content folder into typed records; the only reader of ``data/``.

A folder holds ``district.toml`` and one CSV (or Excel sheet) a record kind. The national content of ``data/field``
(disclosure procedure, laws, general aliases) stands beneath every district's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from search_index.district import District, read_district
from search_index.errors import Complaint, ContentError
from search_index.fitting import GATE, QUESTIONS, LabelledQuestion, read_labelled
from search_index.record_rows import read_records
from search_index.records import (
    Alias,
    CatalogItem,
    Faq,
    GuidePart,
    Interpretation,
    Matter,
    Place,
    Policy,
    Record,
    Redirect,
)

R = TypeVar("R", bound=Record)

FILES: dict[str, type[Record]] = {
    "catalog": CatalogItem,
    "policies": Policy,
    "interpretations": Interpretation,
    "faq": Faq,
    "guides": GuidePart,
    "places": Place,
    "redirects": Redirect,
    "aliases": Alias,
    "matters": Matter,
}
"""File name (``catalog.csv``, also ``catalog-街道.csv``) and the record its rows are."""

_SUFFIXES = {".csv", ".xlsx", ".xls"}


@dataclass(frozen=True)
class Content:
    """All records of one district, in file order, the national ones first."""

    district: District
    records: tuple[Record, ...]
    aliases: tuple[Alias, ...] = ()
    matters: tuple[Matter, ...] = ()
    questions: tuple[LabelledQuestion, ...] = ()
    """The content's own labelled questions, which its confidence is fitted on."""
    kept_files: tuple[tuple[str, str], ...] = ()
    """Name and text of the files that a version keeps as they are."""
    withdrawn: frozenset[str] = frozenset()
    """Ids that were taken out (``search_index.withdrawals``), of guides and their parts as well."""

    def of(self, model: type[R]) -> tuple[R, ...]:
        """The records of one kind."""
        return tuple(record for record in self.records if isinstance(record, model))

    @cached_property
    def by_id(self) -> dict[str, Record]:
        return {record.id: record for record in self.records}

    def get(self, record_id: str) -> Record | None:
        return self.by_id.get(record_id)

    @cached_property
    def items(self) -> tuple[CatalogItem, ...]:
        return self.of(CatalogItem)

    @cached_property
    def policies(self) -> tuple[Policy, ...]:
        return self.of(Policy)

    @cached_property
    def interpretations(self) -> tuple[Interpretation, ...]:
        return self.of(Interpretation)

    @cached_property
    def faq(self) -> tuple[Faq, ...]:
        return self.of(Faq)

    @cached_property
    def guides(self) -> tuple[GuidePart, ...]:
        return self.of(GuidePart)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return self.of(Place)

    @cached_property
    def redirects(self) -> tuple[Redirect, ...]:
        return self.of(Redirect)

    def guide(self, guide_id: str) -> tuple[GuidePart, ...]:
        """The parts of one guide in order; empty when there is none."""
        return tuple(part for part in self.guides if part.guide == guide_id)


def content_files(folder: Path) -> Iterator[tuple[Path, type[Record]]]:
    """The record files of a folder, in a fixed order."""
    for stem, model in FILES.items():
        for path in sorted(folder.glob(f"{stem}*")):
            name = path.stem
            if path.suffix.lower() in _SUFFIXES and (name == stem or name.startswith(f"{stem}-")):
                yield path, model


def read_folder(folder: Path, label: str = "") -> tuple[list[Record], list[Complaint]]:
    """All records of one folder with all complaints; ``label`` stands before file names."""
    records: list[Record] = []
    complaints: list[Complaint] = []
    for path, model in content_files(folder):
        read, wrong = read_records(path, model, label + path.name)
        records += read
        complaints += wrong
    return records, complaints


def read_content(folder: Path, field: Path | None = None) -> tuple[Content, list[Complaint]]:
    """Reads without refusing: the content as far as it can be read, and every complaint about its rows."""
    if not folder.is_dir():
        raise ContentError([Complaint("error", str(folder), 0, "", "没有这个内容文件夹")])
    district, complaints = read_district(folder)
    records: list[Record] = []
    if field is not None and field.is_dir():
        records, wrong = read_folder(field, "通用内容/")
        complaints += wrong
    own, wrong = read_folder(folder)
    complaints += wrong
    if not own and not wrong:
        complaints.append(Complaint("error", folder.name, 0, "", "文件夹里没有内容文件（如 catalog.csv）"))
    questions, wrong = read_labelled(folder / QUESTIONS)
    complaints += wrong
    kept = tuple((name, _text(folder / name)) for name in (QUESTIONS, GATE) if (folder / name).is_file())
    return replace(assemble(district, [*records, *own]), questions=questions, kept_files=kept), complaints


def _text(path: Path) -> str:
    return path.read_text("utf-8-sig", errors="replace")


def assemble(district: District, records: Iterable[Record]) -> Content:
    """The content of a district out of records of every kind.

    A redirect gives way where the catalogue has an item on its matter: then it is handled here after all.
    """
    every = tuple(records)
    titles = "\n".join(record.title for record in every if isinstance(record, CatalogItem))
    return Content(
        district,
        tuple(one for one in every if not isinstance(one, Alias | Matter) and not _gives_way(one, titles)),
        tuple(record for record in every if isinstance(record, Alias)),
        tuple(record for record in every if isinstance(record, Matter)),
    )


def _gives_way(record: Record, titles: str) -> bool:
    return isinstance(record, Redirect) and any(word in titles for word in record.yields_to)
