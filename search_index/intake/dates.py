"""Dates and document numbers as official texts write them."""

from __future__ import annotations

import re
from datetime import date

_DIGITS = {char: str(value) for value, char in enumerate("零一二三四五六七八九")} | dict.fromkeys("〇○ＯO", "0")
_HANZI = "一二三四五六七八九十"
_HANZI_DATE = re.compile(rf"(二[零〇○ＯO{_HANZI}]{{3}})年([元{_HANZI}]{{1,2}})月([{_HANZI}]{{1,3}})[日号]")
_DATE = re.compile(r"((?:19|20)\d{2})\s*[年\-/.]\s*(\d{1,2})\s*[月\-/.]\s*(\d{1,2})\s*日?(?!\d)")
_BRACKETED = re.compile(
    r"([\u4e00-\u9fffA-Za-z]{2,16}?)\s*[〔［\[【（(〈﹝「]\s*((?:19|20)\d{2})\s*[〕］\]】）)〉﹞」]\s*(第?)\s*(\d{1,4})\s*号"
)
_ORDER = re.compile(r"([\u4e00-\u9fff]{2,20}令)\s*[（(]?\s*第\s*([\d〇零一二三四五六七八九十百]+)\s*号\s*[）)]?")
_DAMAGED = re.compile(r"[\u4e00-\u9fff]{2,10}[〔［\[【（(]?(?:19|20)\d{2}[〕］\]】）)]?\d{1,4}号")
_LEAD = re.compile(r"^.*(?:根据|依据|按照|贯彻|落实|关于|以及|和|《|》)")


def dates_in(text: str) -> list[date]:
    """Every date of a text in order, in digits or hanzi; impossible ones are left out.

    >>> dates_in("2024年1月31日、二〇二三年十月十二日、2024-13-01")
    [datetime.date(2024, 1, 31), datetime.date(2023, 10, 12)]
    """
    found: list[tuple[int, date]] = []
    for match in _DATE.finditer(text):
        found += _dated(match.start(), int(match[1]), int(match[2]), int(match[3]))
    for match in _HANZI_DATE.finditer(text):
        year = int("".join(_DIGITS.get(char, "0") for char in match[1]))
        found += _dated(match.start(), year, _small(match[2].replace("元", "一")), _small(match[3]))
    return [day for _, day in sorted(found)]


def _dated(start: int, year: int, month: int, day: int) -> list[tuple[int, date]]:
    try:
        return [(start, date(year, month, day))]
    except ValueError:
        return []


def _small(text: str) -> int:
    """One to ninety-nine in hanzi."""
    if "十" not in text:
        return int(_DIGITS[text]) if len(text) == 1 else 0
    tens, _, ones = text.partition("十")
    return int(_DIGITS[tens] if tens else 1) * 10 + int(_DIGITS[ones] if ones else 0)


def document_number(text: str) -> str:
    """The first document number (发文字号) of a text, with 〔〕 and without spaces as GB/T 9704 writes it; "" for none.

    >>> document_number("示政办 [2023] 12 号"), document_number("示范市人民政府令（第5号）")
    ('示政办〔2023〕12号', '示范市人民政府令第5号')
    """
    if found := _BRACKETED.search(text):
        return f"{_LEAD.sub('', found[1])}〔{found[2]}〕{found[3]}{found[4]}号"
    if found := _ORDER.search(text):
        return f"{_LEAD.sub('', found[1])}第{found[2]}号"
    return ""


def damaged_number(text: str) -> str:
    """A document number that lost a bracket (示政办〔202312号); "" for none."""
    found = _DAMAGED.search(text)
    return found[0] if found and not _BRACKETED.search(text) else ""
