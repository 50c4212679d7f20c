"""How much a content holds, and how much of it was read at its source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from search_index.content import Content
from search_index.laws import ENDED

ENOUGH_VARIANTS = 4
"""Everyday phrasings from which a frequent question is found by more than its own words."""


@dataclass(frozen=True, slots=True)
class DomainCount:
    """The items of one domain; ``verified`` of them were read at their source."""

    domain: str
    items: int
    verified: int


def count_domains(content: Content) -> list[DomainCount]:
    """The items by domain, in the order of the files."""
    every = Counter(item.domain for item in content.items)
    verified = Counter(item.domain for item in content.items if item.verified)
    return [DomainCount(domain, number, verified[domain]) for domain, number in every.items()]


def count_records(content: Content) -> dict[str, int]:
    """What is counted, in the order to show it, and its number."""
    ended = [policy for policy in content.policies if policy.status in ENDED]
    return {
        "事项": len(content.items),
        "事项已核实": sum(item.verified for item in content.items),
        "事项未核实": sum(not item.verified for item in content.items),
        "政策": len(content.policies),
        "政策现行有效": sum(policy.status == "现行有效" for policy in content.policies),
        "政策征求意见": sum(policy.status == "征求意见" for policy in content.policies),
        "政策状态不明": sum(not policy.status for policy in content.policies),
        "政策已废止或被取代": len(ended),
        "其中写明取代文件": sum(bool(policy.successor) for policy in ended),
        "解读": len(content.interpretations),
        "有解读的政策": len({interpretation.policy for interpretation in content.interpretations}),
        "常见问题": len(content.faq),
        f"常见问题有{ENOUGH_VARIANTS}种以上问法": sum(len(faq.variants) >= ENOUGH_VARIANTS for faq in content.faq),
        "常见问题没有引用": sum(not faq.cites for faq in content.faq),
        "办事指南": len({part.guide for part in content.guides}),
        "指南段落": len(content.guides),
        "指南段落已核实": sum(part.verified for part in content.guides),
        "地点": len(content.places),
        "别处办理": len(content.redirects),
        "别名": len(content.aliases),
    }
