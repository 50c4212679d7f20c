"""What a labelled question belongs to: domains, agencies and kinds of what it expects, its aspects and tags."""

from __future__ import annotations

from collections.abc import Iterator

from kiosk_api.agencies import agencies_of
from kiosk_api.coverage.expectations import expected_ids
from kiosk_api.coverage.names import aspect_name, kind_name
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.topics import cited_by, policy_behind
from search_index import Content
from search_index.records import CatalogItem, Faq, Record

GROUPINGS = ("domain", "agency", "aspect", "tag", "kind")
"""How the questions of a run are grouped besides by variant."""


def facets(question: TestQuestion, content: Content) -> dict[str, tuple[str, ...]]:
    """The groups a question counts in, in words, by GROUPINGS; none where it belongs to none, several where to several.

    Domain, agency and kind are those of the records it expects, a list's those of its filter.
    """
    records = list(_expected(question, content))
    behind = [one for record in records for one in _behind(record, content)]
    domains = [question.filter.get("domain", ""), *(_domain(record) for record in behind)]
    agencies = [question.filter.get("agency", ""), *(name for record in behind for name in _agencies(record))]
    return {
        "domain": _distinct(domains),
        "agency": _distinct(agencies),
        "aspect": _distinct(map(aspect_name, question.aspects)),
        "tag": _distinct(question.tags),
        "kind": _distinct(kind_name(record.kind) for record in records),
    }


def _distinct(words: Iterator[str] | list[str] | tuple[str, ...] | map[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in words if word))


def _expected(question: TestQuestion, content: Content) -> Iterator[Record]:
    for name in sorted(expected_ids(question)):
        record = content.get(name) or next(iter(content.guide(name)), None)
        if record is not None:
            yield record


def _behind(record: Record, content: Content) -> Iterator[Record]:
    """The record and what gives it its domain: the items an FAQ cites, the policy an interpretation explains."""
    yield record
    if isinstance(record, Faq):
        yield from (cited for cited in cited_by(content, record) if isinstance(cited, CatalogItem))
    policy = policy_behind(content, record)
    if policy is not None and policy is not record:
        yield policy


def _domain(record: Record) -> str:
    if isinstance(record, CatalogItem):
        return record.domain or record.category
    return str(getattr(record, "domain", ""))


def _agencies(record: Record) -> tuple[str, ...]:
    return agencies_of(record) if isinstance(record, CatalogItem) else ()
