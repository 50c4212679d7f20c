"""What an answer is about: one record and, where there is one, the guide or item on the same matter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search_index import Content, Hit
from search_index.records import CatalogItem, Faq, GuidePart, Interpretation, Policy, Record
from search_index.text import document_numbers, letters_only, normalise

COMPANION_DISTANCE = 0.13
"""Fused score that a companion may lie behind the first hit; farther ones are other matters."""
FAQ_DISTANCE = 0.1
"""Fused score that a frequent question may lie behind the item it cites and still speak first."""
EXPLANATION_DISTANCE = 0.2
"""Fused score that an interpretation may lie behind the first hit where one was asked for."""
SHARED_CHARS = 4
"""Letters that item and guide must share in a row to be on the same matter."""

_OLD = re.compile(
    r"(?<!养)老(?:的|文件|政策|规定|标准|办法|版)|旧|以前|原来|原先|之前(?:的|那)|过去|当年|早先|早年|作废|废止|失效|取代|代替|替(?:换|掉)"
)
_STILL = re.compile(r"还.{0,5}(?:有效|管用|算数|作数|执行|能用|好使|在用|认)|有没有效|有效吗")
_TITLE = re.compile(r"《([^《》]+)》")


@dataclass(frozen=True, slots=True)
class Topic:
    """The record shown, and the one on the same matter that answers what it does not.

    The companion of an item is a guide part, that of a guide part an item, that of a frequent question what it cites.
    """

    main: Record
    companion: Record | None = None

    @property
    def item(self) -> CatalogItem | None:
        """The catalogue item among the two."""
        return next((record for record in (self.main, self.companion) if isinstance(record, CatalogItem)), None)

    @property
    def guide_part(self) -> GuidePart | None:
        """The guide part among the two: the one that was found."""
        return next((record for record in (self.main, self.companion) if isinstance(record, GuidePart)), None)


def topic_of(content: Content, hits: Sequence[Hit], question: str) -> Topic:
    """The first hit with its companion; ``hits`` must not be empty."""
    main = _asked_about(content, hits)
    if isinstance(main, Faq):
        return Topic(main, next(iter(cited_by(content, main)), None))
    if isinstance(main, Policy | Interpretation):
        return Topic(_in_force(content, main, hits, question))
    if not isinstance(main, CatalogItem | GuidePart):
        return Topic(main)
    wanted = GuidePart if isinstance(main, CatalogItem) else CatalogItem
    for hit in hits[1:]:
        other = content.by_id[hit.id]
        if hits[0].score - hit.score > COMPANION_DISTANCE:
            break
        if isinstance(other, wanted) and same_matter(main, other):
            return Topic(main, other)
    return Topic(main)


def _asked_about(content: Content, hits: Sequence[Hit]) -> Record:
    """The first hit; instead of an item the frequent question on it that was found nearly as near: it says more."""
    first = content.by_id[hits[0].id]
    if isinstance(first, CatalogItem):
        for hit in hits[1:]:
            other = content.by_id[hit.id]
            if hits[0].score - hit.score > FAQ_DISTANCE:
                break
            if isinstance(other, Faq) and first in cited_by(content, other):
                return other
    return first


def explaining_first(content: Content, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """The hits with the interpretation, or the explained policy, that was found nearly as near before all others."""
    explained = {one.policy for one in content.interpretations}
    near = (hit for hit in hits if hits[0].score - hit.score <= EXPLANATION_DISTANCE)
    first = next((hit for hit in near if hit.kind == "interpretation" or hit.id in explained), None)
    return (*((first,) if first else ()), *(hit for hit in hits if hit is not first))


def _in_force(content: Content, found: Policy | Interpretation, hits: Sequence[Hit], question: str) -> Record:
    """What holds now instead of a replaced document or its interpretation, unless the question is about the old one."""
    policy = found if isinstance(found, Policy) else policy_behind(content, found)
    if policy is None or policy.in_force or asks_for_old(policy, question):
        return found
    successor = successor_of(content, policy)
    if successor is None:
        return found
    if _STILL.search(normalise(question)) and _bare_title(successor.name) != _bare_title(policy.name):
        # Of two editions under one title the one in force is meant; another title is asked about itself.
        return found
    ranked = (content.by_id[hit.id] for hit in hits)
    explained = (one for one in ranked if isinstance(one, Interpretation) and one.policy == successor.id)
    return next(explained, successor) if isinstance(found, Interpretation) else successor


def asks_for_old(policy: Policy, question: str) -> bool:
    """Whether a question means this very document and not what holds now: by name, by number, or as the old one."""
    asked = letters_only(question)
    named = letters_only(policy.name) in asked
    numbers = document_numbers(policy.number)
    return named or bool(numbers and numbers <= document_numbers(question)) or bool(_OLD.search(normalise(question)))


def policy_behind(content: Content, record: Record) -> Policy | None:
    """The policy that a record is or explains."""
    if isinstance(record, Policy):
        return record
    policy = content.get(record.policy) if isinstance(record, Interpretation) else None
    return policy if isinstance(policy, Policy) else None


def cited_by(content: Content, faq: Faq) -> list[CatalogItem | GuidePart]:
    """The items a frequent question cites, then its guide parts; a guide cited whole stands for its first part."""
    cited: list[Record] = []
    for name in faq.cites:
        record = content.get(name)
        cited += [record] if record else content.guide(name)[:1]
    items = [record for record in cited if isinstance(record, CatalogItem)]
    return [*items, *(record for record in cited if isinstance(record, GuidePart))]


def talked_about(content: Content, topic: Topic) -> Topic:
    """What follow-ups are about: a frequent question's item and guide rather than the question itself."""
    if not isinstance(topic.main, Faq):
        return topic
    cited = cited_by(content, topic.main)
    if not cited:
        return topic
    others = (record for record in cited[1:] if type(record) is not type(cited[0]))
    return Topic(cited[0], next(others, None))


def matter(content: Content, record: Record) -> str:
    """The id by which records on one matter are told: an item's for it and for questions citing it, a guide's own."""
    about = talked_about(content, Topic(record)).main
    return about.guide if isinstance(about, GuidePart) else about.id


def same_matter(one: Record, other: Record) -> bool:
    """Whether two records share a name: a run of SHARED_CHARS letters between titles and topics."""
    first, second = _names(one), _names(other)
    return any(
        first[start : start + SHARED_CHARS] in second
        for start in range(len(first) - SHARED_CHARS + 1)
        if "\n" not in first[start : start + SHARED_CHARS]
    )


def _names(record: Record) -> str:
    if isinstance(record, CatalogItem):
        return "\n".join(
            normalise(part) for part in (record.topic, record.subtopic, record.detail, record.name) if part
        )
    return normalise(record.title)


def policies_of(content: Content, record: Record) -> list[Policy]:
    """The policies a record rests on or is about: cited ids, and titles in 《》 of its legal basis."""
    if isinstance(record, Policy):
        return [record]
    if isinstance(record, Interpretation):
        policy = content.get(record.policy)
        return [policy] if isinstance(policy, Policy) else []
    if isinstance(record, Faq):
        cited = [content.get(cited) for cited in record.cites]
        return [policy for policy in cited if isinstance(policy, Policy)]
    titles = [_bare_title(title) for title in _TITLE.findall(getattr(record, "legal_basis", ""))]
    return [policy for policy in content.policies if _bare_title(policy.name) in titles]


def _bare_title(title: str) -> str:
    bare = re.sub(r"[《》\s]|[（(][^）)]*[）)]", "", title)
    return bare.removeprefix("中华人民共和国")


def successor_of(content: Content, policy: Policy) -> Policy | None:
    """The policy in force at the end of the chain of successors, or None."""
    seen = {policy.id}
    step = content.get(policy.successor) if policy.successor else None
    while isinstance(step, Policy) and step.id not in seen:
        if not step.successor:
            return step
        seen.add(step.id)
        step = content.get(step.successor)
    return None
