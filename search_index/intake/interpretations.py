"""A policy interpretation out of blocks, and the policy that it explains."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from search_index.intake.blocks import text_of
from search_index.intake.dates import dates_in
from search_index.intake.headline import body, is_date_line
from search_index.intake.policies import BESIDE
from search_index.intake.understood import Understood, tell_damage
from search_index.intake.words import words
from search_index.records import Interpretation, InterpretationAuthor, InterpretationForm, Origin, Policy
from search_index.text import letters_only

_QUOTED = re.compile(r"《([^《》]*(?:《[^《》]*》[^《》]*)*)》")
_NOTE = re.compile(r"[（(][^（）()]*[）)]")
_ISSUING = re.compile(r"^.*?关于印发(.+)的通知$")
_SHORTEST = 5
"""Letters from which a part of a title names a policy."""
_OPENING = 6
"""Blocks at the beginning that say which policy is explained."""


def explains(title: str) -> bool:
    """Whether a document's title is one of an interpretation."""
    return bool(words().explains.search(title)) and not re.search(r"的通知$", title)


def read_interpretation(understood: Understood, title: str, policies: Sequence[Policy], policy_id: str = "") -> None:
    """Sets the record; an error is told where its policy is not among ``policies`` or cannot be told apart.

    ``policy_id`` names the policy outright.
    """
    source = understood.source
    text = body(source, title)
    policy = _explained(understood, title, policies, policy_id)
    agency = _agency(understood)
    author = _author(understood, title, agency)
    form: InterpretationForm = "文字"
    for name, pattern in words().forms.items():
        if pattern.search(title):
            form = name  # type: ignore[assignment]
            understood.note("解读形式", form, "标题")
            break
    if policy is None:
        return
    days = [day for name in ("published", "issued") for day in dates_in(source.facts.get(name, ""))]
    if days:
        understood.note("发布日期", days[0], BESIDE)
    else:
        days = [day for block in text[1:] if is_date_line(block.text) for day in dates_in(block.text)]
    understood.record = Interpretation(
        policy=policy,
        name=title,
        form=form,
        author=author,
        agency=agency,
        issued=days[0] if days else None,
        text=text_of(text),
        origin=Origin(file=source.file, row=1),
    )
    tell_damage(understood, text)


def _agency(understood: Understood) -> str:
    for name in ("author", "agency", "source"):
        stated = understood.source.facts.get(name, "").strip()
        if words().agency.fullmatch(stated):
            understood.note("解读机关", stated, BESIDE)
            return stated
    return ""


def _author(understood: Understood, title: str, agency: str) -> InterpretationAuthor:
    facts = understood.source.facts
    said = " ".join([title, facts.get("author", ""), facts.get("source", "")])
    for name, pattern in words().authors.items():
        if found := pattern.search(said):
            understood.note("解读主体", name, f"「{found[0]}」")
            return name  # type: ignore[return-value]
    if not agency:
        understood.warn("解读主体", "没有写是谁解读的，先按「部门」导入，请核对")
    return "部门"


def _explained(understood: Understood, title: str, policies: Sequence[Policy], policy_id: str) -> str | None:
    if policy_id:
        if policy_id not in {policy.id for policy in policies}:
            understood.refuse("政策编号", f"没有编号为 {policy_id} 的政策")
            return None
        understood.note("政策编号", policy_id, "导入时指定")
        return policy_id
    for name, where in _named(understood, title):
        found = matching(name, policies)
        standing = [policy for policy in found if policy.in_force] or found
        if len(standing) == 1:
            understood.note("政策编号", f"{standing[0].id}（{standing[0].name}）", f"{where}「{name}」")
            return standing[0].id
        if standing:
            choices = "、".join(f"{policy.id}（{policy.name}）" for policy in standing)
            understood.refuse("政策编号", f"「{name}」对得上几份政策：{choices}；请用 --policy 指定编号")
            return None
    named = next((f"《{name}》" for name, where in _named(understood, title) if where), "")
    understood.refuse("政策编号", f"没有找到它解读的政策{named}；请把政策一起导入，或用 --policy 指定编号")
    return None


def _named(understood: Understood, title: str) -> Iterable[tuple[str, str]]:
    """Names of policies that the document may be about, the likeliest first, each with where it stands."""
    yield from ((name, "标题") for name in _QUOTED.findall(title))
    core = title
    while (shorter := words().wrapper.sub("", core).strip("《》“”\"' ：:|")) != core:
        core = shorter
    if len(letters_only(core)) >= _SHORTEST:
        yield core, "标题"
    for block in understood.source.blocks[:_OPENING]:
        yield from ((name, f"第{block.number}段") for name in _QUOTED.findall(block.text))


def keys_of(name: str) -> set[str]:
    """The ways a policy is named: in full, without notes in brackets, by the document it issues, without its agency."""
    bare = _NOTE.sub("", name)
    inner = [*_QUOTED.findall(bare)]
    if issuing := _ISSUING.match(bare):
        inner.append(issuing[1])
    spelled = [name, bare, bare.removeprefix("中华人民共和国"), *inner]
    found = {letters_only(one) for one in spelled} | {letters_only(_NOTE.sub("", one)) for one in inner}
    if agency := words().agency.match(bare):
        found.add(letters_only(bare[agency.end() :]))
    return {key for key in found if len(key) >= _SHORTEST}


def matching(name: str, policies: Sequence[Policy]) -> list[Policy]:
    """The policies a name means: the same name first, else those whose name holds it or that it holds."""
    keys = keys_of(name) or {letters_only(name)}
    same = [policy for policy in policies if keys & keys_of(policy.name)]
    if same:
        return same
    key = letters_only(_NOTE.sub("", name))
    if len(key) < _SHORTEST:
        return []
    return [policy for policy in policies if any(key in own or own in key for own in keys_of(policy.name))]
