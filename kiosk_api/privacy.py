"""Finds personal data in what a citizen types, so that it is refused or masked before anything keeps it.

Found: PRC identity numbers (GB 11643, checksum and plausible birth date), bank cards (UnionPay and international
prefixes, Luhn), mobile phones, e-mail addresses, passports. Left alone: document numbers (国办函〔2020〕109号), item
codes, unified social credit codes, office telephones, years and amounts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

PersonalData = Literal["identity_number", "bank_card", "mobile", "email", "passport"]

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_PROVINCES = {
    *("11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43"),
    *("44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83", "91"),
}
_CARDS = re.compile(
    r"62[0-9]{14,17}|4[0-9]{15}|5[1-5][0-9]{14}|2(?:22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}"
    r"|3[47][0-9]{13}|35[0-9]{14}"
)
"""UnionPay, Visa, Mastercard (two ranges), American Express, JCB."""

# Between two digits people put spaces, dashes and dots; dashes and dots are made "-" before matching.
_GAP = "[ -]{0,2}"
_NUMBER = re.compile(rf"(?<![0-9A-Za-z])(?:[0-9]{_GAP}){{12,18}}[0-9Xx](?![0-9A-Za-z])")
_MOBILE = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?:\+{_GAP}|00)?86{_GAP})?(1{_GAP}[3-9](?:{_GAP}[0-9]){{9}})(?![0-9A-Za-z])(?! ?[元万亿])"
)
_EMAIL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63} ?@ ?(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}\.){1,4}[A-Za-z]{2,24}")
_PASSPORT = re.compile(r"(?<![0-9A-Za-z])(?:[EGDSP][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|[HM][0-9]{8})(?![0-9A-Za-z])")
_DASHES = re.compile(r"[‐‑‒–—―−_]|(?<=[0-9]{3})[.·•/](?=[0-9]{4})")
_HANZI_DIGITS = {
    ord(hanzi): digit for hanzi, digit in zip("零〇一二三四五六七八九幺", "00123456789" + "1", strict=True)
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at ``text[start:end]`` of the text as typed."""

    kind: PersonalData
    start: int
    end: int


def is_identity_number(digits: str) -> bool:
    """Whether 15 or 18 characters are a PRC identity number (``11010519491231002X``, the example of GB 11643)."""
    if digits[:2] not in _PROVINCES:
        return False
    if len(digits) == 15:
        return digits.isdigit() and _is_birthday("19" + digits[6:12])
    if len(digits) != 18 or not digits[:17].isdigit() or not _is_birthday(digits[6:14]):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_ID_WEIGHTS, digits, strict=False))
    return _ID_CHECKS[total % 11] == digits[17].upper()


def _is_birthday(yyyymmdd: str) -> bool:
    try:
        birthday = date(int(yyyymmdd[:4]), int(yyyymmdd[4:6]), int(yyyymmdd[6:]))
    except ValueError:
        return False
    return birthday.year >= 1890 and birthday <= date.today()


def is_bank_card(digits: str) -> bool:
    """Whether 15 to 19 digits have a card's prefix and length and pass Luhn's check."""
    if not _CARDS.fullmatch(digits) or len(set(digits)) < 4:
        return False
    doubled = [int(digit) * (1 + i % 2) for i, digit in enumerate(reversed(digits))]
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


def _fold(text: str, *, hanzi_digits: bool) -> tuple[str, list[int]]:
    """The text with full-width forms, dashes and invisible characters made plain, and where each character stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        if char == "\n":
            plain = " "
        elif unicodedata.category(char) in ("Cf", "Cc", "Mn"):
            continue
        else:
            plain = unicodedata.normalize("NFKC", char)
        for part in plain:
            folded.append(" " if part.isspace() else part)
            places.append(place)
    line = "".join(folded)
    return (line.translate(_HANZI_DIGITS) if hanzi_digits else line), places


def _strip_gaps(found: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", found)


def _numbers(line: str) -> Iterator[tuple[PersonalData, int, int]]:
    dashed = _DASHES.sub("-", line)
    for match in _NUMBER.finditer(dashed):
        yield from _inside(match)
    for match in _MOBILE.finditer(dashed):
        gaps = len(re.findall("[ -]+", match.group(1)))
        # 「1 3 5 7 9 11 13 15」 is a list: a telephone is written in a few groups, or digit by digit.
        if gaps <= 4 or gaps == 10:
            yield "mobile", *match.span()


def _inside(match: re.Match[str]) -> Iterator[tuple[PersonalData, int, int]]:
    """The whole run of digits; or, when spaces join several numbers, the first stretch that is personal data."""
    found = match.group()
    whole = _strip_gaps(found)
    checks: list[tuple[PersonalData, Callable[[str], bool]]] = [
        ("identity_number", is_identity_number),
        ("bank_card", is_bank_card),
    ]
    for kind, check in checks:
        if check(whole):
            yield kind, *match.span()
            return
    words = [(word.start(), word.end()) for word in re.finditer(r"[0-9A-Za-z]+", found)]
    for first, (start, _) in enumerate(words):
        for _, end in reversed(words[first:]):
            for kind, check in checks:
                if check(_strip_gaps(found[start:end])):
                    yield kind, match.start() + start, match.start() + end
                    return


def _words(line: str) -> Iterator[tuple[PersonalData, int, int]]:
    for match in _EMAIL.finditer(line):
        yield "email", *match.span()
    for match in _PASSPORT.finditer(line.upper()):
        yield "passport", *match.span()


def find_personal_data(text: str) -> list[Finding]:
    """All personal data of a text, in order, without overlaps.

    >>> [finding.kind for finding in find_personal_data("我的身份证是11010519491231002X，电话１３８ 0013 8000")]
    ['identity_number', 'mobile']
    >>> find_personal_data("国办函〔2020〕109号在哪看，热线12345")
    []
    """
    found: list[Finding] = []
    for hanzi_digits in (False, True):
        line, places = _fold(text, hanzi_digits=hanzi_digits)
        raw = [*_numbers(line), *([] if hanzi_digits else _words(line))]
        found += [Finding(kind, places[start], places[end - 1] + 1) for kind, start, end in raw]
    found.sort(key=lambda finding: (finding.start, -finding.end))
    kept: list[Finding] = []
    for finding in found:
        if not kept or finding.start >= kept[-1].end:
            kept.append(finding)
    return kept


def mask(text: str) -> str:
    """The text with each piece of personal data replaced by ``＊＊＊``.

    >>> mask("请打13800138000找我")
    '请打＊＊＊找我'
    """
    for finding in reversed(find_personal_data(text)):
        text = f"{text[: finding.start]}＊＊＊{text[finding.end :]}"
    return text
