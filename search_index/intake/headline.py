"""The title of a document, and its text without title, letterhead and number."""

from __future__ import annotations

import re
from collections.abc import Sequence

from search_index.intake.blocks import Block, Source
from search_index.intake.dates import dates_in, document_number
from search_index.intake.words import words
from search_index.text import letters_only

_ABOVE = 12
"""Blocks that may stand before the text begins."""
_LONGEST_LINE = 80
_HANZI = "一二三四五六七八九十"
_TEXT = re.compile(rf"^(?:第[{_HANZI}]+[章条]|[{_HANZI}]+、|[（(][{_HANZI}]+[）)]|\d+[.、．])")


def headline(source: Source) -> str:
    """The title as the file states it, else the lines above the text; "" where there is none."""
    if source.title:
        return _joined(source.title.split("\n"))
    lines: list[str] = []
    for block in source.blocks[:_ABOVE]:
        if block.kind == "heading" and not lines and not words().letterhead.match(block.text):
            return _joined([block.text])
        if _is_apart(block.text):
            if lines:
                break
            continue
        if _is_text(block):
            break
        lines.append(block.text)
    return _joined(lines)


def body(source: Source, title: str) -> tuple[Block, ...]:
    """The blocks from where the text begins."""
    key = letters_only(title)
    blocks = list(source.blocks)
    start = 0
    for position, block in enumerate(blocks[:_ABOVE]):
        own = letters_only(block.text)
        if not (own and own in key) and not _is_apart(block.text):
            break
        start = position + 1
    return tuple(blocks[start:] if start < len(blocks) else blocks)


def is_date_line(text: str) -> bool:
    """Whether a line says a date and nothing else."""
    bare = text.strip("（()） 　")
    return len(bare) <= 18 and len(dates_in(bare)) == 1 and not re.search(r"[自至起止，。：]", bare)


def _is_apart(text: str) -> bool:
    """Letterhead, number, date and adoption lines: above or below a title, no part of it."""
    number = document_number(text)
    only_number = bool(number) and len(letters_only(text)) <= len(letters_only(number)) + 8
    adopted = text.startswith(("（", "(")) and text.endswith(("）", ")")) and bool(dates_in(text))
    return only_number or adopted or is_date_line(text) or bool(words().letterhead.match(text))


def _is_text(block: Block) -> bool:
    text = block.text
    if block.kind == "row" or len(text) > _LONGEST_LINE or words().addressed.match(text):
        return True
    return text.endswith(("。", "；", "：", ":", "！", "？")) or bool(_TEXT.match(text))


def _joined(lines: Sequence[str]) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff》]) +(?=[\u4e00-\u9fff《])", "", "".join(line.strip() for line in lines)).strip()
