"""What one record says of another and of the law: what is cited exists, holds, and is not the repealed procedure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from search_index.content import Content
from search_index.errors import Complaint
from search_index.laws import ENDED, ended, known_laws
from search_index.records import CatalogItem, Faq, GuidePart, Interpretation, Policy, Record
from search_index.text import letters_only

_SHOWN_ROWS = 6
_SENTENCE = re.compile(r"[^。；！？\n]+")
_OF_DISCLOSURE = re.compile(r"信息公开|申请公开|公开申请")
"""Other procedures have limits of their own: the repealed rules are looked for where disclosure is spoken of."""
_PAST = r"旧|以前|过去|原来|原《|曾|废止|取代|修订前|过时|不再"


@dataclass(frozen=True, slots=True)
class RepealedRule:
    """A rule of disclosure that pages still give, the words that tell it as repealed, and what holds instead."""

    stated: re.Pattern[str]
    told_as_old: re.Pattern[str]
    now: str


REPEALED_RULES = (
    RepealedRule(
        re.compile(r"(?:15|十五)个?工作日(?:之?内)?(?:予以|作出|给予)?(?:书面)?答复"),
        re.compile(_PAST),
        "2019年5月15日起是20个工作日内答复，15个工作日是旧规定",
    ),
    RepealedRule(
        re.compile(r"(?<![第其])三需要|(?:生产|生活|科研|自身)[、等的]{0,2}特殊需要"),
        re.compile(_PAST + r"|删去|取消|不用|不必|无需|不要求|不需"),
        "2019年5月15日起申请公开不再要求说明特殊需要，这是旧规定",
    ),
    RepealedRule(
        re.compile(
            r"(?:不予公开|拒绝公开|不同意公开)[^。；\n]{0,30}可以?直接(?:向|到|去)?[^。；\n]{0,8}(?:起诉|提起行政诉讼|打官司)"
        ),
        re.compile(_PAST + r"|不能|不得|不可以|能不能"),
        "2024年1月1日起对不予公开不服的要先申请行政复议，直接起诉是旧规定",
    ),
)


def complain(record: Record, severity: str, column: str, message: str) -> Complaint:
    """A complaint about one cell of a record."""
    kind = "error" if severity == "error" else "warning"
    return Complaint(kind, record.origin.file, record.origin.row, column, message)  # type: ignore[arg-type]


def references_exist(content: Content, _: Path | None) -> Iterator[Complaint]:
    """Every id named anywhere is the id of a record (or of a guide), a policy's where a policy is meant."""
    known = set(content.by_id) | {part.guide for part in content.guides}
    policies = {policy.id for policy in content.policies}
    for record in content.records:
        if isinstance(record, Policy) and record.successor and record.successor not in policies:
            yield complain(record, "error", "取代文件编号", f"没有编号为 {record.successor} 的政策")
        if isinstance(record, Interpretation) and record.policy not in policies:
            yield complain(record, "error", "政策编号", f"没有编号为 {record.policy} 的政策")
        if isinstance(record, Faq):
            for cited in record.cites:
                if cited not in known:
                    yield complain(record, "error", "引用编号", f"没有编号为 {cited} 的内容")
    guide = content.district.application_guide
    if guide and not content.guide(guide):
        yield Complaint("error", "district.toml", 0, "application_guide", f"没有编号为 {guide} 的指南")


def answers_cite(content: Content, _: Path | None) -> Iterator[Complaint]:
    """A question's answer cites what it rests on."""
    blank = [faq for faq in content.faq if not faq.cites]
    yield from _blank(content.faq, blank, "引用编号", "没有引用事项、政策或指南，看不出答案依据什么")


def guides_name_their_rule(content: Content, _: Path | None) -> Iterator[Complaint]:
    """Every part of a guide names the rule it follows."""
    blank = [part for part in content.guides if not part.legal_basis]
    yield from _blank(content.guides, blank, "依据", "没有写依据哪一条规定")


def _blank(every: Sequence[Record], blank: Sequence[Record], column: str, message: str) -> Iterator[Complaint]:
    """A warning for each blank cell; one for the whole column where no row of a file fills it."""
    for file in dict.fromkeys(record.origin.file for record in blank):
        own = [record for record in blank if record.origin.file == file]
        if len(own) == sum(record.origin.file == file for record in every) > 1:
            yield Complaint("warning", file, 0, column, f"整栏都空着或没有这一栏：{message}")
        else:
            yield from (complain(record, "warning", column, message) for record in own)


def laws_hold(content: Content, field: Path | None) -> Iterator[Complaint]:
    """No basis names a law that the list gives as ended; one warning a file and law, since sources repeat them."""
    where: dict[tuple[str, str, str], list[Record]] = defaultdict(list)
    for record in content.records if field else ():
        if isinstance(record, CatalogItem | Faq | GuidePart):
            column = str(type(record).model_fields["legal_basis"].title)
            for _, sentence in ended(record.legal_basis, field or Path()):
                where[record.origin.file, column, sentence].append(record)
    for (_, column, sentence), named in where.items():
        rows = "、".join(str(record.origin.row) for record in named[:_SHOWN_ROWS])
        etc = "等" if len(named) > _SHOWN_ROWS else ""
        more = f"（第 {rows} 行{etc}，共 {len(named)} 处）" if len(named) > 1 else ""
        yield complain(named[0], "warning", column, sentence + more)


def cited_policies_hold(content: Content, _: Path | None) -> Iterator[Complaint]:
    """An answer that cites a policy no longer in force cites its successor as well."""
    over = {policy.id: policy for policy in content.policies if policy.status in ENDED}
    for faq in content.faq:
        for cited in faq.cites:
            policy = over.get(cited)
            if policy is not None and policy.successor not in faq.cites:
                yield complain(
                    faq, "warning", "引用编号", f"引用的《{policy.name}》{policy.status}，请一并引用现行的文件"
                )


def policies_agree_with_the_list(content: Content, field: Path | None) -> Iterator[Complaint]:
    """A law has one status: a policy's is the one that the list of laws gives it."""
    laws = known_laws(field) if field else {}
    for policy in content.policies:
        law = laws.get(letters_only(policy.name)) or laws.get(letters_only(_VERSION.sub("", policy.name)))
        if law and law.status and policy.status and (law.status in ENDED) != (policy.status in ENDED):
            yield complain(policy, "warning", "状态", f"写的是{policy.status}，法律文件清单里是{law.status}，请核对")


_VERSION = re.compile(r"（[^（）]*年[^（）]*）$")
"""（2019年修订） after a title."""


def repealed_rules_are_not_stated(content: Content, _: Path | None) -> Iterator[Complaint]:
    """The repealed disclosure procedure is stated nowhere as current."""
    over = {policy.id for policy in content.policies if policy.status in ENDED}
    for record in content.records:
        if record.id in over or (isinstance(record, Interpretation) and record.policy in over):
            continue
        stated = [(name, str(getattr(record, name))) for name in _STATED if hasattr(record, name)]
        if not _OF_DISCLOSURE.search(record.title + "".join(text for _, text in stated)):
            continue
        for name, text in stated:
            column = str(type(record).model_fields[name].title)
            yield from (complain(record, "warning", column, told) for told in repealed_rules_in(text))


_STATED = ("answer", "text", "summary", "elements", "time_limit", "audience", "services")
"""The fields that state something; questions and their variants are the citizens' words."""


def repealed_rules_in(text: str) -> Iterator[str]:
    """A sentence for each repealed rule of disclosure that a text gives as current.

    >>> [told[:9] for told in repealed_rules_in("信息公开申请应当在15个工作日内答复。")]
    ['「15个工作日内答复']
    >>> list(repealed_rules_in("旧条例写的15个工作日内答复已经不再适用。"))
    []
    """
    for sentence in _SENTENCE.findall(text):
        for rule in REPEALED_RULES:
            if (found := rule.stated.search(sentence)) and not rule.told_as_old.search(sentence):
                yield f"「{found[0]}」：{rule.now}"
