"""A policy document out of blocks: number, agency, dates and status as the page or the text states them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from search_index.intake.blocks import Block, text_of
from search_index.intake.dates import damaged_number, dates_in, document_number
from search_index.intake.headline import body, is_date_line
from search_index.intake.understood import Understood, tell_damage
from search_index.intake.words import words
from search_index.records import Origin, Policy, PolicyStatus
from search_index.text import letters_only

BESIDE = "页面上标明"
_TOP = 12
_EFFECTIVE = re.compile(
    r"自\s*(?P<day>[^自，。；]{6,16}?日|(?P<from>印发|发文|成文|下发|发布|公布|颁布)之日)\s*起(?P<rest>[^。；，]{0,14}?)(?:施行|实施|执行|生效)"
)
_PERIOD = re.compile(r"有效期(?:限)?(?:为|至|到)?[^。；，、）)]{1,24}")
_REPEALS = re.compile(r"《([^《》]{4,80})》(?=[^。]{0,80}(?:废止|失效))")
_TITLE_AGENCY = re.compile(r"^(.{2,30}?)(?:关于|印发|转发)")


def read_policy(understood: Understood, title: str, today: date) -> None:
    """Sets the record; what the file does not say stays blank."""
    source = understood.source
    text = body(source, title)
    number = _number(understood, title)
    issued = _issued(understood, text)
    status = _status(understood, title)
    extra = {column: value for name, column in words().kept.items() if (value := source.facts.get(name))}
    period = next((found[0] for block in text if (found := _PERIOD.search(block.text))), "")
    if period:
        extra.setdefault("有效期", period)
    understood.record = Policy(
        name=title,
        number=number,
        agency=_agency(understood, title, text),
        issued=issued,
        effective=_effective(understood, text, issued),
        status=status,
        ended=_stated_day(understood, "ended", "失效日期"),
        text=text_of(text),
        origin=Origin(file=source.file, row=1),
        extra=extra,
    )
    if status in {"", "现行有效"} and any(day < today for day in dates_in(extra.get("有效期", ""))):
        understood.warn("状态", f"写着「{extra['有效期']}」，已经过了，请核对是否还有效")
    tell_damage(understood, text)


def repealed_titles(policy: Policy) -> list[str]:
    """The titles in 《》 that the text says are repealed with it."""
    sentences = re.split(r"[。\n]", policy.text)
    ending = [sentence for sentence in sentences if re.search(r"废止|失效", sentence)]
    return list(dict.fromkeys(title for sentence in ending for title in _REPEALS.findall(sentence)))


def _number(understood: Understood, title: str) -> str:
    stated = understood.source.facts.get("number", "")
    number = document_number(stated)
    places = [(block.text, f"第{block.number}段") for block in understood.source.blocks[:_TOP] if len(block.text) < 60]
    in_text = next(((one, where) for line, where in places if (one := document_number(line))), ("", ""))
    if number or stated:
        understood.note("发文字号", number or stated, BESIDE)
        if number and in_text[0] and letters_only(in_text[0]) != letters_only(number):
            understood.warn("发文字号", f"页面上标明「{number}」，正文里写的是「{in_text[0]}」，按页面上的导入，请核对")
        return number or stated
    for line, where in [in_text, (document_number(title), "标题")]:
        if line:
            understood.note("发文字号", line, where)
            return line
    for line, where in places:
        if bad := damaged_number(line):
            understood.warn("发文字号", f"{where}的「{bad}」像是缺了括号的文号，没有导入，请对照原文补上")
    return ""


def _agency(understood: Understood, title: str, text: Sequence[Block]) -> str:
    if stated := understood.source.facts.get("agency", ""):
        understood.note("发文机关", stated, BESIDE)
        return stated
    signed, number = _signature(text)
    if signed:
        understood.note("发文机关", signed, f"第{number}段落款")
        return signed
    if (before := _TITLE_AGENCY.match(title)) and words().agency.fullmatch(before[1]):
        understood.note("发文机关", before[1], "标题")
        return before[1]
    understood.warn("发文机关", "没有找到发文机关，先空着")
    return ""


def _signature(text: Sequence[Block]) -> tuple[str, int]:
    """The agencies that stand alone right above the date line, and the paragraph of the first."""
    for position, block in enumerate(text):
        if is_date_line(block.text):
            signed: list[Block] = []
            for above in reversed(text[max(position - 6, 0) : position]):
                if not words().agency.fullmatch(above.text.replace(" ", "")):
                    break
                signed.insert(0, above)
            if signed:
                return "、".join(one.text.replace(" ", "") for one in signed), signed[0].number
    return "", 0


def _stated_day(understood: Understood, name: str, column: str) -> date | None:
    stated = understood.source.facts.get(name, "")
    if not stated:
        return None
    days = dates_in(stated)
    if not days:
        understood.warn(column, f"「{stated}」读不出日期，先空着")
        return None
    understood.note(column, days[0], BESIDE)
    return days[0]


def _issued(understood: Understood, text: Sequence[Block]) -> date | None:
    if (stated := _stated_day(understood, "issued", "成文日期")) is not None:
        return stated
    for position, block in enumerate(text):
        if position and is_date_line(block.text):
            day = dates_in(block.text)[0]
            understood.note("成文日期", day, f"第{block.number}段落款")
            return day
    return None


def _effective(understood: Understood, text: Sequence[Block], issued: date | None) -> date | None:
    if (stated := _stated_day(understood, "effective", "施行日期")) is not None:
        return stated
    own: dict[date, tuple[int, str]] = {}
    for block in text:
        for found in _EFFECTIVE.finditer(block.text):
            day = _day_meant(understood, found, issued)
            if found["rest"] and re.search(r"[日月年]", found["rest"]):
                day = None
            if day is None:
                understood.warn("施行日期", f"「{found[0]}」算不出是哪一天，先空着，请填写", block.number)
            else:
                own.setdefault(day, (block.number, found[0]))
    if len(own) > 1:
        said = "、".join(f"「{sentence}」（第{number}段）" for number, sentence in own.values())
        understood.warn("施行日期", f"正文里有几个施行日期：{said}，分不清是哪一个，先空着，请填写")
        return None
    for day, (number, sentence) in own.items():
        understood.note("施行日期", day, f"第{number}段「{sentence}」")
        return day
    return None


def _day_meant(understood: Understood, found: re.Match[str], issued: date | None) -> date | None:
    if not found["from"]:
        return next(iter(dates_in(found["day"])), None)
    published = dates_in(understood.source.facts.get("published", ""))
    if found["from"] in {"发布", "公布", "颁布"} and published and issued is None:
        return published[0]
    return issued


def _status(understood: Understood, title: str) -> PolicyStatus:
    stated = understood.source.facts.get("status", "")
    if stated:
        known = words().status.get(letters_only(stated))
        if known is not None:
            understood.note("状态", known, f"{BESIDE}「{stated}」")
            return known  # type: ignore[return-value]
        understood.warn("状态", f"页面上写着「{stated}」，对不上现行有效、已废止或征求意见，先空着，请核对")
    for block in understood.source.blocks[:_TOP]:
        if len(block.text) <= words().banner_chars and (found := words().repealed.search(block.text)):
            understood.note("状态", "已废止", f"第{block.number}段「{found[0]}」")
            return "已废止"
    if words().consultation.search(title):
        understood.note("状态", "征求意见", "标题")
        return "征求意见"
    if not stated:
        understood.warn("状态", "没有写是否有效，先空着；核对以后请在内容文件里填写")
    return ""
