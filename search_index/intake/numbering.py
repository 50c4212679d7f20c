"""The numbers that Word sets itself before paragraphs (一、 第三条 1.2): they stand in no text of the file."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

_DIGITS = "零一二三四五六七八九"
_LEVELS = 9
_HANZI_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
}


class Numbering:
    """Counts the numbered paragraphs of one document; ask in reading order (ECMA-376 part 1, 17.9)."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, Any]] = {}
        self._lists: dict[str, str] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        related = [rel for rel in document.part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING]
        if related:
            root: Any = related[0].target_part._element
            for abstract in root.iterchildren(qn("w:abstractNum")):
                levels = {int(one.get(qn("w:ilvl"), "0")): one for one in abstract.iterchildren(qn("w:lvl"))}
                self._levels[abstract.get(qn("w:abstractNumId"), "")] = levels
            for number in root.iterchildren(qn("w:num")):
                points_to = number.find(qn("w:abstractNumId"))
                if points_to is not None:
                    self._lists[number.get(qn("w:numId"), "")] = points_to.get(qn("w:val"), "")

    def label(self, paragraph: Any, styles: list[Any]) -> str:
        """The number before a ``w:p`` element, "" for none; ``styles`` are the elements of its style and its bases."""
        place = next((found for owner in (paragraph, *styles) if (found := _place(owner)) is not None), None)
        if place is None:
            return ""
        list_id, level = place
        levels = self._levels.get(self._lists.get(list_id, ""), {})
        if level not in levels or level >= _LEVELS:
            return ""
        counts = self._counts[self._lists[list_id]]
        counts[level] = counts[level] + 1 if counts[level] else _start(levels[level])
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return _written(levels, level, counts)


def _place(owner: Any) -> tuple[str, int] | None:
    """List and level that a paragraph or style names; list "0" takes the numbering away."""
    properties = owner.find(qn("w:pPr"))
    numbering = None if properties is None else properties.find(qn("w:numPr"))
    if numbering is None:
        return None
    name, level = numbering.find(qn("w:numId")), numbering.find(qn("w:ilvl"))
    if name is None:
        return None
    digits = "0" if level is None else level.get(qn("w:val"), "0")
    return name.get(qn("w:val"), "0"), int(digits) if digits.isdigit() else 0


def _value(level: Any, name: str, default: str) -> str:
    found = level.find(qn(name))
    return default if found is None else str(found.get(qn("w:val"), default))


def _start(level: Any) -> int:
    digits = _value(level, "w:start", "1")
    return int(digits) if digits.isdigit() else 1


def _written(levels: dict[int, Any], level: int, counts: list[int]) -> str:
    pattern = _value(levels[level], "w:lvlText", "")
    if _value(levels[level], "w:numFmt", "decimal") in {"bullet", "none"}:
        return ""
    for one in range(level + 1):
        if one in levels:
            count = counts[one] or _start(levels[one])
            pattern = pattern.replace(f"%{one + 1}", _formatted(count, _value(levels[one], "w:numFmt", "decimal")))
    return pattern + (" " if pattern[-1:].isalnum() or pattern[-1:] == "." else "")


def _formatted(count: int, style: str) -> str:
    if style in _HANZI_FORMATS:
        return hanzi_number(count)
    if style.startswith("decimalEnclosedCircle") and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if style in {"lowerLetter", "upperLetter"}:
        letter = chr(ord("a") + (count - 1) % 26)
        return letter if style == "lowerLetter" else letter.upper()
    return str(count)


def hanzi_number(count: int) -> str:
    """1 to 999 in hanzi, other numbers in digits.

    >>> hanzi_number(10), hanzi_number(21), hanzi_number(105)
    ('十', '二十一', '一百零五')
    """
    if not 0 < count < 1000:
        return str(count)
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
