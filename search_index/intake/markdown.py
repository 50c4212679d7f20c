"""Markdown and plain text as blocks, by markdown-it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lxml import html
from lxml.etree import LxmlError
from markdown_it import MarkdownIt
from markdown_it.token import Token

from search_index.intake.blocks import Block, Source, facts_of, numbered, rows_of, without_facts
from search_index.intake.words import label_named
from search_index.tables import Table, TableRow
from search_index.tables.delimited import decoded
from search_index.tables.html import text_of

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.*?)\r?\n---[ \t]*\r?\n", re.DOTALL)
_ENTRY = re.compile(r"^\s*([^:：#]{1,20})[:：]\s*(.*?)\s*$")
_ENGLISH = {"title": "title", "date": "published", "source": "source"}


def read_markdown(path: Path) -> Source:
    """A text's blocks, with the facts of its front matter; raises TableUnreadable for an unknown encoding."""
    text = decoded(path)
    facts: dict[str, str] = {}
    if front := _FRONT.match(text):
        facts = _front_matter(front[1])
        text = text[front.end() :]
    # Indented lines are how offices begin paragraphs, and a line of dashes under one is decoration.
    parser = MarkdownIt("commonmark").enable("table").disable(["code", "lheading"])
    blocks, stated = _blocks(parser.parse(text))
    above, rest = without_facts(numbered(blocks))
    return Source(path.name, rest, facts | above | stated, facts.get("title", ""))


def _front_matter(text: str) -> dict[str, str]:
    facts: dict[str, str] = {}
    for line in text.splitlines():
        if entry := _ENTRY.match(line):
            name = label_named(entry[1]) or _ENGLISH.get(entry[1].strip().lower(), "")
            if name:
                facts.setdefault(name, entry[2].strip("\"'"))
    return facts


def _blocks(tokens: Sequence[Token]) -> tuple[list[Block], dict[str, str]]:
    found: list[Block] = []
    facts: dict[str, str] = {}
    rows: list[list[str]] = []
    mark = ""
    heading = False
    in_table = False
    for token in tokens:
        if token.type == "table_open":
            rows, in_table = [], True
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "table_close":
            table = Table("", tuple(TableRow(number, tuple(row)) for number, row in enumerate(rows, start=1)))
            own = facts_of(table)
            facts |= own
            found += [] if own else rows_of(table)
            in_table = False
        elif token.type == "list_item_open":
            mark = f"{token.info}{token.markup} " if token.info else ""
        elif token.type in {"heading_open", "heading_close"}:
            heading = token.type == "heading_open"
        elif token.type == "inline" and in_table:
            rows[-1].append(_plain(token))
        elif token.type == "inline":
            found += [Block("heading" if heading else "paragraph", line) for line in (mark + _plain(token)).split("\n")]
            mark = ""
        elif token.type in {"fence", "html_block"}:
            text = _without_tags(token.content) if token.type == "html_block" else token.content
            found += [Block("paragraph", line.strip()) for line in text.split("\n")]
    return found, facts


def _plain(inline: Token) -> str:
    pieces: list[str] = []
    for child in inline.children or ():
        if child.type in {"text", "code_inline"}:
            pieces.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
    return "\n".join(line.strip() for line in "".join(pieces).split("\n")).strip()


def _without_tags(markup: str) -> str:
    try:
        return text_of(html.fragment_fromstring(markup, create_parent="div"))
    except (LxmlError, ValueError):
        return markup
