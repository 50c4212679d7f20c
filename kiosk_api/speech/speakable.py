"""Writing turned into what is said: numbers of hotlines and documents, years, signs that a voice would stumble over."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 600
"""Characters read aloud at once: about two and a half minutes."""

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_HOTLINE_ONE = "幺"
"""One, as telephone numbers are read."""

_URL = re.compile(r"(?:https?://|www\.)[^\s，。；、）】]+")
_PHONE = re.compile(r"(?<![0-9])(?:1[12][0-9]|12[0-9]{3}|0[0-9]{2,3}-?[0-9]{7,8}|400-?[0-9]{3}-?[0-9]{4})(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=年|〕|\]|）年)")
_BRACKETS = str.maketrans(
    dict.fromkeys("《》〈〉〔〕「」『』“”\"'（）()【】[]", "，") | {"／": "，", "/": "，", "·": "，", "　": "，"}
)
_PAUSES = re.compile(r"[，,、\s]*([。！？；])[，,、\s]*|[，,、\s]{2,}|\n")


def speakable(text: str) -> str:
    """The text as it is read aloud, at most ``LONGEST`` characters, ended at a sentence where there is one.

    >>> speakable("请拨打12345，或看《政府信息公开条例》（国务院令第711号，2019年修订）。")
    '请拨打幺二三四五，或看，政府信息公开条例，国务院令第711号，二零一九年修订。'
    """
    said = _URL.sub("网页", unicodedata.normalize("NFC", text))
    said = _PHONE.sub(lambda found: _digits(found.group()).replace("一", _HOTLINE_ONE), said)
    said = _YEAR.sub(lambda found: _digits(found.group(1)), said)
    said = said.replace("～", "到").replace("—", "到").replace("%", "％").translate(_BRACKETS)
    said = _PAUSES.sub(lambda found: found.group(1) or "，", said).strip("，,、 \n")
    return _shortened(said)


def _digits(number: str) -> str:
    return "".join(_DIGITS.get(letter, "") for letter in number)


def _shortened(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    end = max(head.rfind(mark) for mark in "。！？；\n")
    return head[: end + 1] if end > LONGEST // 2 else head
