"""Imports policies and interpretations: a dry run that tells how each file was understood, then all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from search_index.checks import GOV_HOST
from search_index.errors import Complaint, ContentError, TableUnreadable
from search_index.intake.blocks import Source
from search_index.intake.headline import headline
from search_index.intake.interpretations import explains, matching, read_interpretation
from search_index.intake.policies import read_policy, repealed_titles
from search_index.intake.reading import read_source
from search_index.intake.shelf import Shelf
from search_index.intake.staging import write_staged
from search_index.intake.standing import Change, checked, standing_records
from search_index.intake.understood import Found, Understood
from search_index.records import Interpretation, Policy
from search_index.text import letters_only

POLICIES = "policies-导入.csv"
INTERPRETATIONS = "interpretations-导入.csv"
_SHORTEST_TITLE = 4


@dataclass(frozen=True, slots=True)
class PlannedDocument:
    """One file as it would be imported: the record, where its fields were found, and the content file it goes to."""

    source: Path
    record: Policy | Interpretation | None
    found: tuple[Found, ...]
    target: str = ""
    change: Change = "新增"


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """The dry run of one import; ``write`` carries it out."""

    into: Path
    documents: tuple[PlannedDocument, ...]
    complaints: tuple[Complaint, ...]
    """Their row is a paragraph of the imported file."""
    files: dict[str, str]
    """Content file → its new text."""

    @property
    def errors(self) -> list[Complaint]:
        """Everything that forbids the import."""
        return [complaint for complaint in self.complaints if complaint.severity == "error"]

    def write(self) -> None:
        """Writes the content files and keeps the originals; raises ContentError on errors, and has written nothing."""
        if self.errors:
            raise ContentError(self.errors)
        write_staged(self.into, self.files, [planned.source for planned in self.documents])


def plan_documents(
    files: Sequence[Path],
    into: Path,
    field_dir: Path,
    *,
    url: str = "",
    policy_id: str = "",
    today: date | None = None,
) -> DocumentPlan:
    """Reads every file and sets it among the content that stands in ``into``; writes nothing.

    ``url`` is the page that a single file was saved from; ``policy_id`` the policy that its interpretation explains.
    """
    complaints = _refused_url(files, url)
    kept, wrong = standing_records(into, Policy)
    explained, also_wrong = standing_records(into, Interpretation)
    complaints += [complaint for complaint in (*wrong, *also_wrong) if complaint.severity == "error"]
    read = [_read(path) for path in files]
    titles = [headline(one.source) for one in read]
    policies, interpretations = Shelf(kept, POLICIES), Shelf(explained, INTERPRETATIONS)
    planned: dict[int, PlannedDocument] = {}
    order = sorted(range(len(files)), key=lambda place: explains(titles[place]))
    for place in order:
        one, title = read[place], titles[place]
        if not one.source.blocks:
            pass
        elif len(letters_only(title)) < _SHORTEST_TITLE:
            one.refuse("标题", "看不出标题，请把标题单独放在正文上面的一行")
        elif explains(title):
            read_interpretation(one, title, policies.records, policy_id)
        else:
            read_policy(one, title, today or date.today())
        planned[place] = _placed(one, files[place], policies, interpretations, url)
    _tell_repealed(read, policies)
    complaints += [complaint for one in read for complaint in one.complaints]
    texts = policies.texts() | interpretations.texts()
    names = {one.source.file for one in read}
    complaints += checked(into, field_dir, texts, [*policies.touched, *interpretations.touched], names)
    documents = tuple(planned[place] for place in range(len(files)))
    return DocumentPlan(into, documents, tuple(dict.fromkeys(complaints)), texts)


def _refused_url(files: Sequence[Path], url: str) -> list[Complaint]:
    if url and len(files) > 1:
        return [Complaint("error", files[0].name, 0, "来源网址", "一个网址只能配一个文件，请分开导入")]
    if url and not GOV_HOST.match(url):
        return [Complaint("error", files[0].name, 0, "来源网址", f"来源只能是 gov.cn 的网页，不能是「{url}」")]
    return []


def _read(path: Path) -> Understood:
    try:
        return Understood(read_source(path))
    except TableUnreadable as error:
        refused = Understood(Source(path.name, ()))
        refused.refuse("", str(error))
        return refused


def _placed(
    one: Understood, path: Path, policies: Shelf[Policy], interpretations: Shelf[Interpretation], url: str
) -> PlannedDocument:
    record = one.record
    if record is None:
        return PlannedDocument(path, None, tuple(one.found))
    if url:
        record = record.model_copy(update={"source_url": url})
    if isinstance(record, Policy):
        record, target, change = policies.put(record, one)
    else:
        record, target, change = interpretations.put(record, one)
    return PlannedDocument(path, record, tuple(one.found), target, change)


def _tell_repealed(read: Sequence[Understood], policies: Shelf[Policy]) -> None:
    for one in read:
        if not isinstance(one.record, Policy):
            continue
        for title in repealed_titles(one.record):
            for old in matching(title, policies.records):
                if old.in_force and letters_only(old.name) != letters_only(one.record.name):
                    sentence = f"正文说《{title}》废止；内容里 {old.id} 还没有写废止，请改它的状态和「取代文件编号」"
                    one.warn("状态", sentence)
