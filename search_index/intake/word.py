"""Word documents as blocks: headings by style, automatic numbers written out, tables in their place."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from search_index.errors import TableUnreadable
from search_index.intake.blocks import Block, BlockKind, Source, facts_of, numbered, rows_of, without_facts
from search_index.intake.numbering import Numbering
from search_index.tables import Table
from search_index.tables.docx import body_blocks, paragraph_text, table_cells

_TITLES = {"title", "标题", "文件标题", "公文标题", "大标题"}
_MOST_BASES = 10


def read_word(path: Path) -> Source:
    """A document's blocks and facts; raises TableUnreadable."""
    try:
        document = docx.Document(str(path))
        found, facts = _read(document)
    except (KeyError, ValueError, OSError, zipfile.BadZipFile, OpcError, LxmlError, SyntaxError) as error:
        raise TableUnreadable(f"{path.name} 打不开，可能损坏，请用 Word 或 WPS 另存为 .docx 再导入") from error
    above, blocks = without_facts(found)
    title = "".join(block.text for block in blocks if block.kind == "title").replace("\n", "")
    return Source(path.name, blocks, above | facts, title)


def _read(document: Document) -> tuple[tuple[Block, ...], dict[str, str]]:
    facts: dict[str, str] = {}
    blocks: list[Block] = []
    styles = _Styles(document)
    numbering = Numbering(document)
    for element in body_blocks(document.element.body):
        if element.tag == qn("w:tbl"):
            table = Table("", *table_cells(element))
            own = facts_of(table)
            facts = facts | own
            blocks += [] if own else rows_of(table)
            continue
        kind = styles.kind(element)
        # The number counts on even where the paragraph says nothing.
        label = numbering.label(element, styles.chain(element))
        lines = paragraph_text(element).split("\n")
        if "".join(lines).strip():
            lines[0] = label + lines[0]
        blocks += [Block(kind, line.strip()) for line in lines]
    return numbered(blocks), facts


class _Styles:
    """Which paragraphs are titles and headings, by their style or the style it is based on."""

    def __init__(self, document: Document) -> None:
        styles = document.styles.element.iterchildren(qn("w:style"))
        self._by_id = {style.get(qn("w:styleId"), ""): style for style in styles}

    def chain(self, paragraph: Any) -> list[Any]:
        """The elements of a paragraph's style and the styles it is based on, nearest first."""
        properties = paragraph.find(qn("w:pPr"))
        named = None if properties is None else properties.find(qn("w:pStyle"))
        found: list[Any] = []
        while named is not None and len(found) < _MOST_BASES:
            style = self._by_id.get(named.get(qn("w:val"), ""))
            if style is None:
                break
            found.append(style)
            named = style.find(qn("w:basedOn"))
        return found

    def kind(self, paragraph: Any) -> BlockKind:
        """By style name, or by the outline level set in style or paragraph."""
        names = set(_names(self.chain(paragraph)))
        if names & _TITLES:
            return "title"
        if any(name.startswith(("heading", "标题")) for name in names):
            return "heading"
        return "heading" if any(map(_has_outline, (paragraph, *self.chain(paragraph)))) else "paragraph"


def _names(styles: list[Any]) -> Iterator[str]:
    for style in styles:
        name = style.find(qn("w:name"))
        if name is not None:
            yield str(name.get(qn("w:val"), "")).strip().lower()


def _has_outline(owner: Any) -> bool:
    properties = owner.find(qn("w:pPr"))
    level = None if properties is None else properties.find(qn("w:outlineLvl"))
    return level is not None and level.get(qn("w:val"), "9") in set("012345678")
