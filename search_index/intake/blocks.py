"""What a document says, block by block, whatever file carried it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from search_index.catalogue.layout import Row, lay_out
from search_index.intake.words import label_named, labelled
from search_index.tables import Table

_HEADER_CHARS = 16
"""Longest cell of a row that heads a table."""
_LONG = 120
"""Characters from which a paragraph is the text itself: no facts are looked for behind it."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")

BlockKind = Literal["title", "heading", "paragraph", "row"]


@dataclass(frozen=True, slots=True)
class Block:
    """A title, heading, paragraph or table row; ``number`` counts the paragraphs and rows of the file, 1-based."""

    kind: BlockKind
    text: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file as blocks in reading order, with what stands beside the text: label's name (``words.toml``) → value."""

    file: str
    blocks: tuple[Block, ...]
    facts: dict[str, str] = field(default_factory=dict)
    title: str = ""
    """As the file itself states it; "" where only the text can tell."""


def numbered(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks that say anything, counted from 1."""
    clean = (replace(block, text=_UNSEEN.sub("", block.text).strip()) for block in blocks)
    filled = (block for block in clean if block.text)
    return tuple(replace(block, number=number) for number, block in enumerate(filled, start=1))


def text_of(blocks: Sequence[Block]) -> str:
    """The blocks as one text, one a line; a blank line stands above each heading."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "heading" and lines:
            lines.append("")
        lines.append(block.text)
    return "\n".join(lines)


def rows_of(table: Table) -> list[Block]:
    """A table's rows; under a header each cell is said with its column's name, so that a row makes sense alone."""
    rows = [row for row in lay_out(table) if not row.is_blank]
    header = _header(rows)
    found: list[Block] = []
    for row in rows[1:] if header else rows:
        cells = _cells(row)
        said = [f"{header[at]}：{text}" if header and header[at] else text for at, text in cells]
        found.append(Block("row", "；".join(said) if header else "｜".join(said)))
    return found


def _cells(row: Row) -> list[tuple[int, str]]:
    """Column and text of the cells that a person sees in the row: a merged one once."""
    shown = [(at, text) for at, text in enumerate(row.texts) if text and not row.left[at]]
    return [(at, text.replace("\n", " ")) for at, text in shown]


def _header(rows: Sequence[Row]) -> tuple[str, ...]:
    if len(rows) < 2 or len(rows[0].texts) < 2:
        return ()
    first = rows[0]
    named = all(text and len(text) <= _HEADER_CHARS for text in first.texts) and not any(first.left)
    spans_rows = any(height > 1 for height in first.heights)
    plain = not any(any(char.isdigit() for char in text) for text in first.texts)
    distinct = len(set(first.texts)) == len(first.texts)
    if not (named and plain and distinct) or spans_rows:
        return ()
    return tuple(text.replace("\n", "") for text in first.texts)


def facts_of(table: Table) -> dict[str, str]:
    """The facts of a table that pairs labels with values; empty for a table of the text."""
    facts: dict[str, str] = {}
    filled = labels = 0
    for row in lay_out(table):
        cells = [text for _, text in _cells(row)]
        position = 0
        while position < len(cells):
            filled += 1
            if name := label_named(cells[position]):
                value = cells[position + 1] if position + 1 < len(cells) else ""
                if label_named(value):
                    value = ""
                facts |= {name: value} if value and name not in facts else {}
                labels += 1
                position += 2 if value else 1
            elif own := labelled(cells[position]):
                facts = own | facts
                labels += len(own)
                position += 1
            else:
                position += 1
    return facts if labels >= 2 and labels * 2 >= filled else {}


def without_facts(blocks: Sequence[Block]) -> tuple[dict[str, str], tuple[Block, ...]]:
    """The facts that stand in lines of their own above the text, and the blocks without those lines."""
    facts: dict[str, str] = {}
    rest: list[Block] = []
    for block in _above_text(blocks):
        own = labelled(block.text)
        facts = own | facts if own else facts
        if not own:
            rest.append(block)
    return facts, (*rest, *blocks[len(list(_above_text(blocks))) :])


def _above_text(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if len(block.text) >= _LONG:
            return
        yield block
