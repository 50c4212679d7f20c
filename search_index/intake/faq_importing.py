"""Imports frequent questions from tables: a dry run that tells everything, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.errors import Complaint, ContentError
from search_index.intake.faq_checks import near_repeats, without_repeats
from search_index.intake.faq_reading import FaqReading
from search_index.intake.staging import records_csv, write_staged
from search_index.intake.standing import checked, standing_records
from search_index.record_rows import stable_id
from search_index.records import Faq
from search_index.text import letters_only


@dataclass(frozen=True, slots=True)
class PlannedList:
    """One file as it would be imported, and what that changes in the content file it becomes."""

    source: Path
    target: str
    columns: dict[str, str]
    """Header → what became of the column, in Chinese."""
    questions: tuple[Faq, ...]
    added: tuple[Faq, ...]
    changed: tuple[Faq, ...]
    removed: tuple[Faq, ...]
    unanswered: tuple[str, ...]
    """Questions without an answer: not imported."""


@dataclass(frozen=True, slots=True)
class FaqPlan:
    """The dry run of one import; ``write`` carries it out."""

    into: Path
    lists: tuple[PlannedList, ...]
    complaints: tuple[Complaint, ...]

    @property
    def errors(self) -> list[Complaint]:
        """Everything that forbids the import."""
        return [complaint for complaint in self.complaints if complaint.severity == "error"]

    def write(self) -> None:
        """Writes the content files and keeps the originals; raises ContentError on errors, and has written nothing."""
        if self.errors:
            raise ContentError(self.errors)
        texts = {planned.target: records_csv(planned.questions) for planned in self.lists}
        write_staged(self.into, texts, [planned.source for planned in self.lists])


def plan_faq(files: Sequence[Path], into: Path, field_dir: Path, replacing: str = "") -> FaqPlan:
    """Reads every list and holds it against the questions that stand in ``into``; writes nothing.

    ``replacing`` names the content file that the (one) file takes the place of; else its own name decides.
    """
    standing, wrong = standing_records(into, Faq)
    complaints = [complaint for complaint in wrong if complaint.severity == "error"]
    targets = _targets(files, replacing)
    elsewhere = {
        letters_only(faq.question): (name, faq)
        for name, questions in standing.items()
        if name not in targets
        for faq in questions
    }
    planned: list[PlannedList] = []
    for path, target in zip(files, targets, strict=True):
        reading = FaqReading(path)
        found, told = without_repeats(reading.questions)
        complaints += reading.complaints + told
        kept, told = _apart(found, elsewhere)
        complaints += told
        one, told = _against(path, target, reading, kept, standing.get(target, []))
        complaints += told
        complaints += near_repeats(one.questions)
        elsewhere |= {letters_only(faq.question): (target, faq) for faq in one.questions}
        planned.append(one)
    records = [faq for one in planned for faq in one.questions]
    sources = {faq.origin.file for faq in records}
    complaints += checked(into, field_dir, targets, records, sources)
    return FaqPlan(into, tuple(planned), tuple(dict.fromkeys(complaints)))


def _targets(files: Sequence[Path], replacing: str) -> list[str]:
    names: list[str] = []
    for path in files:
        stem = letters_only(path.stem.removeprefix("faq-")) or "导入"
        name = replacing or f"faq-{stem}.csv"
        count = 1
        while name in names:
            count += 1
            name = f"faq-{stem}{count}.csv"
        names.append(name)
    return names


def _apart(found: Sequence[Faq], elsewhere: Mapping[str, tuple[str, Faq]]) -> tuple[list[Faq], list[Complaint]]:
    """The questions that no other content file has; the others are told, most of a file an error."""
    again = [(faq, *elsewhere[key]) for faq in found if (key := letters_only(faq.question)) in elsewhere]
    told: list[Complaint] = []
    for faq, name, _ in again:
        sentence = f"{name} 里已经有「{faq.question}」，没有导入；要改答案，请改那个文件"
        told.append(Complaint("warning", faq.origin.file, faq.origin.row, "标准问", sentence))
    if len(again) > 1 and len(again) * 2 > len(found):
        name = again[0][1]
        sentence = f"有 {len(again)} 问在 {name} 里已经有了，像是它的新版；要替换它，请加 --as {name}"
        told = [Complaint("error", again[0][0].origin.file, again[0][0].origin.row, "标准问", sentence)]
    out = {id(faq) for faq, _, _ in again}
    return [faq for faq in found if id(faq) not in out], told


def _against(
    path: Path, target: str, reading: FaqReading, questions: Sequence[Faq], standing: Sequence[Faq]
) -> tuple[PlannedList, list[Complaint]]:
    """Questions that stand keep their id, and what a person checked as long as the answer is the same."""
    known = {letters_only(faq.question): faq for faq in standing}
    taken = {faq.id for faq in standing}
    kept: list[Faq] = []
    added: list[Faq] = []
    changed: list[Faq] = []
    told: list[Complaint] = []
    for faq in questions:
        before = known.pop(letters_only(faq.question), None)
        if before is None:
            new = faq if faq.id and faq.id not in taken else faq.model_copy(update={"id": stable_id(faq)})
            added.append(new)
            kept.append(new)
            continue
        same_answer = before.answer == faq.answer
        checked_parts = ("source_url", "as_of", "verified") if same_answer else ()
        new = faq.model_copy(update={"id": before.id} | {name: getattr(before, name) for name in checked_parts})
        if before.verified and not same_answer:
            sentence = "答案改了，原来的「已核实」去掉了，请重新核对"
            told.append(Complaint("warning", faq.origin.file, faq.origin.row, "已核实", sentence))
        if new.model_copy(update={"origin": before.origin}) != before:
            changed.append(new)
        kept.append(new)
    parts = tuple(kept), tuple(added), tuple(changed), tuple(known.values())
    return PlannedList(path, target, reading.columns, *parts, tuple(reading.unanswered)), told
