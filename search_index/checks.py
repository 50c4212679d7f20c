"""What must hold across records; a build is refused on errors and tells warnings."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from search_index.consistency import (
    answers_cite,
    cited_policies_hold,
    complain,
    guides_name_their_rule,
    laws_hold,
    policies_agree_with_the_list,
    references_exist,
    repealed_rules_are_not_stated,
)
from search_index.content import Content, read_content
from search_index.errors import Complaint, ContentError
from search_index.records import CatalogItem, Record

HIJACKED = re.compile(r"老虎机|博彩|百家乐|赌场|时时彩|六合彩|彩票平台|娱乐城|真人娱乐|飞禽走兽|成人视频|约炮")
"""Words a hijacked mirror or an advertiser puts into cells: never content."""
TEMPLATE = re.compile(r"[《（(]?(?:XX|xx|××|某某)(?:省|市|县|区|街道|镇|局)")
GOV_HOST = re.compile(r"^https?://[^/]*\bgov\.cn(?:[:/]|$)", re.IGNORECASE)

MAIN_ELEMENTS = ("elements", "legal_basis", "time_limit", "agency", "channels")
"""The least that a catalogue has to state of an item."""

Check = Callable[[Content, Path | None], Iterator[Complaint]]


def unique_ids(content: Content, _: Path | None) -> Iterator[Complaint]:
    """Two records never share an id."""
    seen: dict[str, Record] = {}
    for record in content.records:
        if record.id in seen:
            first = seen[record.id].origin
            yield complain(
                record, "error", "编号", f"与 {first.file} 第{first.row}行重复：{record.id}（{record.title}）"
            )
        seen.setdefault(record.id, record)


def nothing_hijacked(content: Content, _: Path | None) -> Iterator[Complaint]:
    """No cell holds gambling or advertising words; unfilled templates are told."""
    for record in content.records:
        for name, info in type(record).model_fields.items():
            value = getattr(record, name)
            text = value if isinstance(value, str) else " ".join(value) if isinstance(value, tuple) else ""
            if found := HIJACKED.search(text):
                yield complain(record, "error", info.title or name, f"出现「{found[0]}」，像是被篡改的网页或广告")
            if found := TEMPLATE.search(text):
                yield complain(record, "warning", info.title or name, f"「{found[0]}」像是没有填写的模板")


def sources_are_official(content: Content, _: Path | None) -> Iterator[Complaint]:
    """A verified record names a page on gov.cn, and no other page is a source."""
    for record in content.records:
        if record.source_url and not GOV_HOST.match(record.source_url):
            yield complain(record, "error", "来源网址", "来源只能是 gov.cn 的网页")
        if record.verified and not record.source_url:
            yield complain(record, "error", "已核实", "填了「是」就要写来源网址")


def items_are_complete(content: Content, field: Path | None) -> Iterator[Complaint]:
    """Items have a name; blank main elements and unknown domains are warnings."""
    domains = known_domains(field)
    yield from blank_elements(content.items)
    for item in content.items:
        if not item.title:
            yield complain(item, "error", "事项名称", "没有事项名称（一级、二级、三级事项也都空着）")
        if domains and item.domain and item.domain not in domains:
            yield complain(item, "warning", "领域", f"「{item.domain}」不在领域清单里")


def blank_elements(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    """A warning for each blank main element; one for the whole column where no item of a file states it."""
    for file in dict.fromkeys(item.origin.file for item in items):
        own = [item for item in items if item.origin.file == file]
        for name in MAIN_ELEMENTS:
            column = str(CatalogItem.model_fields[name].title)
            blank = [item for item in own if not getattr(item, name)]
            if len(blank) == len(own):
                message = "整栏都空着或没有这一栏，回答时会说「目录未载明」"
                yield Complaint("warning", file, 0, column, message)
                continue
            for item in blank:
                yield complain(item, "warning", column, "空着，回答时会说「目录未载明」")


def policies_make_sense(content: Content, _: Path | None) -> Iterator[Complaint]:
    """A replaced policy names its successor, and no policy succeeds itself in a circle."""
    policies = {policy.id: policy for policy in content.policies}
    for policy in content.policies:
        if policy.status == "已被取代" and not policy.successor:
            yield complain(policy, "error", "取代文件编号", "已被取代的政策要写明由哪一份取代")
        seen, step = {policy.id}, policies.get(policy.successor)
        while step is not None:
            if step.id in seen:
                yield complain(policy, "error", "取代文件编号", "取代关系绕成了圈")
                break
            seen.add(step.id)
            step = policies.get(step.successor)


CHECKS: tuple[Check, ...] = (
    unique_ids,
    references_exist,
    nothing_hijacked,
    sources_are_official,
    items_are_complete,
    policies_make_sense,
    answers_cite,
    guides_name_their_rule,
    laws_hold,
    cited_policies_hold,
    policies_agree_with_the_list,
    repealed_rules_are_not_stated,
)


def known_domains(field: Path | None) -> tuple[str, ...]:
    """The domain list of ``domains.csv``; empty when there is none."""
    path = field / "domains.csv" if field else None
    if path is None or not path.is_file():
        return ()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return tuple(row["领域"] for row in csv.DictReader(file))


def check_content(folder: Path, field: Path | None = None) -> tuple[Content, list[Complaint]]:
    """Reads and checks a content folder: the content and every complaint, errors first."""
    content, complaints = read_content(folder, field)
    for check in CHECKS:
        complaints += check(content, field)
    return content, sorted(complaints, key=lambda c: (c.severity, c.file, c.row))


def load_content(folder: Path, field: Path | None = None) -> tuple[Content, list[Complaint]]:
    """The checked content and its warnings; raises ContentError with all complaints when there is an error."""
    content, complaints = check_content(folder, field)
    if any(complaint.severity == "error" for complaint in complaints):
        raise ContentError(complaints)
    return content, complaints
