"""What a 公开时限 says, read beside the original, which is kept as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from search_index.text import normalise

LimitKind = Literal["within", "by", "every", "lasting", "prompt", "at", "as_law"]
Unit = Literal["working days", "days", "months", "years", "hours"]

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_NUMBER = r"(\d{1,3}|[零〇一二两三四五六七八九十百]{1,5})"
_UNITS: tuple[tuple[str, Unit], ...] = (
    ("工作日", "working days"),
    ("自然日", "days"),
    ("日历日", "days"),
    ("小时", "hours"),
    ("个月", "months"),
    ("年", "years"),
    ("天", "days"),
    ("日", "days"),
    ("月", "months"),
)
_UNIT = "|".join(word for word, _ in _UNITS)
_WITHIN = re.compile(rf"{_NUMBER}个?({_UNIT})(?:之?[内前]|以内|$|[,，、;；。()（）])|{_NUMBER}个?(工作日)")
_BY = re.compile(
    r"每?[年季月周][度初末底]?[^,，;；。]{0,8}?\d{1,2}[月日号][^,，;；。]{0,4}前?"
    r"|每年[^,，;；。]{0,10}[前底初末]|\d{1,2}月\d{0,2}日?底?前"
)
_EVERY = re.compile(
    r"(?:每|按)(?:半年|年度?|季度?|月度?|周|星期|日|天|学期|学年)"
    r"|(?:半年|季度|年度|月度)(?:至少)?(?:更新|公开|公布)|定期|适时|动态"
)
_LASTING = re.compile(r"长期|常年|永久|持续|固定|一直|长年|全年")
_PROMPT = re.compile(r"及时|实时|即时|随时|第一时间|立即|当日|当天|当场|同步|即日|尽快")
_AT = re.compile(
    r"(?:[前后时]|期间|之日|完成|结束|批准|审批|变更|调整|形成|制定|发布|召开)(?:公开|公布|公示|公告)?$"
    r"|随.{1,20}(?:一并|同步|一起)|后.{0,12}(?:公开|公布|公示|公告)$|期间"
)
_LAW = re.compile(r"(?:按|依|根据|从)(?:照|据)?[^。;；]{0,20}(?:规定|法律|要求|办法|条例)|从其规定")
_FROM = re.compile(r"自?([^,，;；。]{2,30}?)(?:之日起|之日|后)")
_CLAUSES = re.compile(r"[;；。\n]+|(?<=[^\d])(?=\d{1,2}[.、．](?!\d))")


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One limit: ``within`` a number of units from an event, ``by`` a date, ``every`` period, ``lasting`` …

    ``days`` is the number of ``unit``; 0 where none is named. ``start`` is the event it runs from, "" where unsaid.
    """

    kind: LimitKind
    days: int = 0
    unit: Unit | None = None
    start: str = ""


@lru_cache(maxsize=4_096)
def time_limits(text: str) -> tuple[TimeLimit, ...]:
    """Every limit that a cell states, in order; empty where nothing is understood.

    >>> [(limit.kind, limit.days, limit.unit) for limit in time_limits("信息形成之日起20个工作日内；长期公开")]
    [('within', 20, 'working days'), ('lasting', 0, None)]
    """
    found: list[TimeLimit] = []
    for clause in _CLAUSES.split(normalise(text).replace(" ", "")):
        found += _limits_of(clause)
    return tuple(found)


def _limits_of(clause: str) -> list[TimeLimit]:
    if not clause:
        return []
    within = [
        TimeLimit("within", _number(match[1] or match[3]), _unit(match[2] or match[4]), _event(clause, match.start()))
        for match in _WITHIN.finditer(clause)
    ]
    if within:
        return within
    patterns: tuple[tuple[LimitKind, re.Pattern[str]], ...] = (
        ("by", _BY),
        ("lasting", _LASTING),
        ("every", _EVERY),
        ("prompt", _PROMPT),
        ("as_law", _LAW),
        ("at", _AT),
    )
    kind = next((kind for kind, pattern in patterns if pattern.search(clause)), None)
    return [] if kind is None else [TimeLimit(kind, start=_event(clause, len(clause)))]


def _event(clause: str, end: int) -> str:
    """What the limit that stands at ``end`` runs from: the last such event before it."""
    events = _FROM.findall(clause[:end])
    return str(events[-1]) if events else ""


def _unit(word: str) -> Unit:
    return next(unit for name, unit in _UNITS if name == word)


def _number(text: str) -> int:
    """Arabic or Chinese digits up to 999.

    >>> _number("二十"), _number("15"), _number("一百二十")
    (20, 15, 120)
    """
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit
