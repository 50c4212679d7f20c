"""Writing turned into what is said: numbers of hotlines and documents, years, signs that a voice would stumble over."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 600
"""Characters read aloud at once: about two and a half minutes."""

_DIGITS = dict(zip("0123456789", "零一二三四五六七八九", strict=True))
_TELEPHONE_DIGITS = _DIGITS | {"1": "幺"}

_WIDE = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_SIGNS = str.maketrans(
    _WIDE
    | {ord("％"): "%", ord("．"): ".", ord("㎡"): "平方米", ord("℃"): "摄氏度", ord("≥"): "大于等于"}
    | {ord("≤"): "小于等于", ord("×"): "乘"}
    | {0x2460 + place: f"，{place + 1}，" for place in range(20)}  # ① to ⑳
)

_ADDRESS = re.compile(r"(?:https?://|www\.)[!-~]+|\b(?:[a-z0-9-]+\.)+(?:cn|com|org|net)\b(?:/[!-~]*)?", re.IGNORECASE)
_ISSUED = re.compile(r"[〔\[［（(【]((?:19|20)[0-9]{2})[〕\]］）)】](?=\s*第?\s*[0-9]+\s*号)")
_DATE = re.compile(r"(?<![0-9-])((?:19|20)[0-9]{2})([-/.])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])(?![0-9-])")
_CLOCK = re.compile(r"(?<![0-9])(?<![0-9][:：])([01]?[0-9]|2[0-4])[:：]([0-5][0-9])(?![0-9:：])")
_GROUPED = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")

_COUNTED = (
    r"(?!\s*[余多来]?\s*(?:[元块角万亿千百个项条件名户家次份页张套间栋座台辆位岁周年月日天倍米亩吨克斤升分秒字级类种批组届期章款%]"
    r"|人(?![工员])|处(?!理)|小时|平方|立方|公里|公斤|公顷|摄氏度|[A-Za-z]{1,2}(?![A-Za-z])))"
)
"""Not before a unit: 120元 is an amount, 120 the ambulance."""
_TELEPHONE = re.compile(
    r"(?<![0-9.第])(?:"
    r"0[0-9]{2,3}-?[0-9]{7,8}|[48]00-?[0-9]{3}-?[0-9]{4}|[0-9]{7,}|(?:12|9[56])[0-9]{3}|110|119|120|122"
    rf")(?![0-9]|\.[0-9]){_COUNTED}"
)
_RANGE = re.compile(r"(?<=[0-9%])\s*[-–－~～]\s*(?=[0-9])")
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?=\s*年|到(?:19|20)[0-9]{2}\s*年)")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_DECIMAL = re.compile(r"(?<![0-9.])([0-9]+)\.([0-9]+)(?![0-9.])")

_LINES = re.compile(r"[—–―]{2,}|[…⋯]+")
_SILENT = str.maketrans(
    dict.fromkeys("《》〈〉〔〕［］「」『』“”‘’\"'（）()【】[]■□●○◆▪／/|·　*#", "，") | {"\n": "。"}
)
_PAUSES = re.compile(
    r"[，,、：:\s]*([。！？；])[，,、；。\s]*|[，,、\s]*([：:])[，,、\s]*|[，,、\s]*[，,、][，,、\s]*|\s+"
)


def speakable(text: str) -> str:
    """The text as it is read aloud, at most ``LONGEST`` characters, ended at a sentence where there is one.

    >>> speakable("请拨打12345，或看《政府信息公开条例》（国务院令第711号，2019年修订）。")
    '请拨打幺二三四五，或看，政府信息公开条例，国务院令第711号，二零一九年修订。'
    """
    said = unicodedata.normalize("NFC", text).translate(_SIGNS)
    said = _LINES.sub("，", _ADDRESS.sub("网页", said))
    said = _numbers(said)
    said = said.replace("—", "到").replace("～", "到").translate(_SILENT)
    said = _PAUSES.sub(lambda found: found.group(1) or found.group(2) or _pause(found), said)
    return _shortened(said.strip("，。 "), ends=text.rstrip().endswith("。"))


def _numbers(text: str) -> str:
    """Dates, times, telephone numbers, years, ranges and shares as they are said; other numbers are the voice's."""
    said = _ISSUED.sub(lambda found: f"{_one_by_one(found.group(1))}年", text)
    said = _DATE.sub(lambda found: f"{found.group(1)}年{int(found.group(3))}月{int(found.group(4))}日", said)
    said = _GROUPED.sub("", said)
    said = _TELEPHONE.sub(lambda found: _one_by_one(found.group(), _TELEPHONE_DIGITS), said)
    said = _RANGE.sub("到", said).replace("—", "到")
    said = _CLOCK.sub(_time, said)
    said = _YEAR.sub(lambda found: _one_by_one(found.group(1)), said)
    said = _PERCENT.sub(r"百分之\1", said)
    return _DECIMAL.sub(lambda found: f"{found.group(1)}点{_one_by_one(found.group(2))}", said)


def _time(found: re.Match[str]) -> str:
    hour, minute = int(found.group(1)), int(found.group(2))
    if minute == 0:
        return f"{hour}点"
    return f"{hour}点{'零' if minute < 10 else ''}{minute}分"


def _one_by_one(number: str, digits: dict[str, str] = _DIGITS) -> str:
    return "".join(digits.get(letter, "") for letter in number)


def _pause(found: re.Match[str]) -> str:
    """A comma, but for the space between two Latin words or a number and its unit."""
    return "，" if found.group().strip() or "　" in found.group() else " "


def _shortened(text: str, *, ends: bool) -> str:
    if len(text) < LONGEST:
        return f"{text}。" if text and ends else text
    head = text[:LONGEST]
    end = max(head.rfind(mark) for mark in "。！？；")
    return head[: end + 1] if end > LONGEST // 2 else head
