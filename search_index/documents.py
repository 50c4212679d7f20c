"""Content records as embedded documents: one record, several texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from search_index.content import Content
from search_index.records import (
    CatalogItem,
    Faq,
    GuidePart,
    Interpretation,
    Kind,
    Place,
    Policy,
    Record,
    Redirect,
)
from search_index.text import normalise

CHUNK_CHARS = 220
"""Longest embedded passage; e5 loses detail in longer ones and the catalogue's cells are shorter."""

Prompt = Literal["query", "document"]


@dataclass(frozen=True, slots=True)
class Document:
    """One embedded text of a record.

    Short texts (titles, questions) take the query prompt so that question meets question; longer ones the document
    prompt. A ``negative`` document vetoes its record when it is nearer to the question than the record's own texts.
    """

    record_id: str
    kind: Kind
    text: str
    prompt: Prompt
    negative: bool = False


def documents_of(content: Content) -> list[Document]:
    """Every document of the content, record by record; texts are normalised, repeated texts of a record dropped."""
    policies = {policy.id: policy for policy in content.policies}
    found: list[Document] = []
    for record in content.records:
        seen: set[tuple[str, str]] = set()
        for text, prompt, negative in _texts(record, policies):
            clean = normalise(text)
            if clean and (clean, prompt) not in seen:
                seen.add((clean, prompt))
                found.append(Document(record.id, record.kind, clean, prompt, negative))
    return found


def _texts(record: Record, policies: dict[str, Policy]) -> Iterator[tuple[str, Prompt, bool]]:
    match record:
        case CatalogItem():
            yield from _item_texts(record)
        case Faq():
            yield record.question, "query", False
            for variant in record.variants:
                yield variant, "query", False
            for negative in record.negatives:
                yield negative, "query", True
            for chunk in chunks(record.answer):
                yield f"{record.question} {chunk}", "document", False
        case GuidePart():
            yield f"{record.name} {record.heading}", "query", False
            for chunk in chunks(record.text):
                yield f"{record.name} {record.heading} {chunk}", "document", False
        case Policy():
            yield record.name, "query", False
            for chunk in chunks(record.summary):
                yield f"{record.name} {record.number} {chunk}", "document", False
        case Interpretation():
            policy = policies.get(record.policy)
            yield record.name, "query", False
            for chunk in chunks(record.text):
                yield f"{policy.name if policy else ''} {record.name} {chunk}", "document", False
        case Place():
            yield record.name, "query", False
            yield f"{record.name} {record.type} {record.services} {record.address}", "document", False
        case Redirect():
            yield record.name, "query", False
            for variant in record.variants:
                yield variant, "query", False


def _item_texts(item: CatalogItem) -> Iterator[tuple[str, Prompt, bool]]:
    named = [part for part in item.path if part != item.domain] or list(item.path)
    yield " ".join([*named, item.title]), "query", False
    yield item.title, "query", False
    above = " ".join([*item.path, item.title])
    yield from ((f"{above} {chunk}", "document", False) for chunk in chunks(item.elements, most=2))
    if not item.elements:
        yield f"{above} {item.agency}", "document", False


def chunks(text: str, most: int = 40) -> list[str]:
    """The text cut at paragraph and sentence ends into pieces of at most about CHUNK_CHARS characters."""
    pieces: list[str] = []
    current = ""
    for sentence in _sentences(text):
        if current and len(current) + len(sentence) > CHUNK_CHARS:
            pieces.append(current)
            current = ""
        current += sentence
    if current.strip():
        pieces.append(current)
    return [piece.strip() for piece in pieces][:most]


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for index, char in enumerate(text):
        if char in "。！？；\n" or index + 1 - start >= CHUNK_CHARS:
            yield text[start : index + 1]
            start = index + 1
    if start < len(text):
        yield text[start:]
