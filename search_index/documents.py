"""Content records as embedded documents: one record, several texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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

_HEADING = re.compile(
    r"^\s*(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]"
    r"|第[一二三四五六七八九十百]{1,5}[章节条]|#{1,4} )"
)
"""How documents number their own parts; a piece never runs over the start of the next part, nor over a blank line."""
WHOLE_TEXT_PIECES = 400
"""Most pieces of a policy or interpretation in full: the import refuses what would have more."""

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
    field: str = ""
    """The record's field this is a piece of; "" for titles and questions."""
    start: int = 0
    """Of the piece in the field's text, in characters; ``end`` likewise."""
    end: int = 0


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a text: where it stands and what it says."""

    start: int
    end: int
    text: str


def documents_of(content: Content) -> list[Document]:
    """Every document of the content, record by record; texts are normalised, repeated texts of a record dropped."""
    policies = {policy.id: policy for policy in content.policies}
    found: list[Document] = []
    for record in content.records:
        seen: set[tuple[str, str]] = set()
        for document in _texts(record, policies):
            clean = normalise(document.text)
            if clean and (clean, document.prompt) not in seen:
                seen.add((clean, document.prompt))
                found.append(replace(document, text=clean))
    return found


def _texts(record: Record, policies: dict[str, Policy]) -> Iterator[Document]:
    match record:
        case CatalogItem():
            yield from _item_texts(record)
        case Faq():
            yield from (_short(record, text) for text in (record.question, *record.variants))
            yield from (_short(record, text, negative=True) for text in record.negatives)
            yield from _pieces(record, record.question, "answer")
        case GuidePart():
            yield _short(record, f"{record.name} {record.heading}")
            yield from _pieces(record, f"{record.name} {record.heading}", "text")
        case Policy():
            yield _short(record, record.name)
            yield from _pieces(record, f"{record.name} {record.number}", "summary")
            yield from _pieces(record, record.name, "text", WHOLE_TEXT_PIECES)
        case Interpretation():
            policy = policies.get(record.policy)
            yield _short(record, record.name)
            yield from _pieces(record, f"{policy.name if policy else ''} {record.name}", "text", WHOLE_TEXT_PIECES)
        case Place():
            yield _short(record, record.name)
            whole = f"{record.name} {record.type} {record.services} {record.address}"
            yield Document(record.id, record.kind, whole, "document")
        case Redirect():
            yield from (_short(record, text) for text in (record.name, *record.variants))


def _short(record: Record, text: str, *, negative: bool = False) -> Document:
    return Document(record.id, record.kind, text, "query", negative)


def _pieces(record: Record, above: str, field: str, most: int = 40) -> Iterator[Document]:
    """The field's text in pieces, each under what stands above it."""
    for chunk in chunks(getattr(record, field), most):
        text = f"{above} {chunk.text}"
        yield Document(record.id, record.kind, text, "document", False, field, chunk.start, chunk.end)


def _item_texts(item: CatalogItem) -> Iterator[Document]:
    named = [part for part in item.path if part != item.domain] or list(item.path)
    yield _short(item, " ".join([*named, item.title]))
    yield _short(item, item.title)
    above = " ".join([*item.path, item.title])
    yield from _pieces(item, above, "elements", most=2)
    if not item.elements:
        yield Document(item.id, item.kind, f"{above} {item.agency}", "document")


def chunks(text: str, most: int = 40) -> list[Chunk]:
    """The text cut at its own headings and at sentence ends into pieces of at most about CHUNK_CHARS characters."""
    pieces: list[Chunk] = []
    start = end = 0
    for first, last in _sentences(text):
        if end > start and (last - start > CHUNK_CHARS or _starts_part(text, first, last)):
            pieces.append(Chunk(start, end, text[start:end].strip()))
            start = first
        end = last
    if text[start:end].strip():
        pieces.append(Chunk(start, end, text[start:end].strip()))
    return [piece for piece in pieces if piece.text][:most]


def _starts_part(text: str, first: int, last: int) -> bool:
    return bool(_HEADING.match(text[first:last])) or text[max(first - 1, 0) : last] == "\n\n"


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for index, char in enumerate(text):
        if char in "。！？；\n" or index + 1 - start >= CHUNK_CHARS:
            yield start, index + 1
            start = index + 1
    if start < len(text):
        yield start, len(text)
