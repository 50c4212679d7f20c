"""Ways in which rows and cells of real catalogues differ, one small function each, applied to a filled draft.

What a change does to the meaning of a cell it does to the entry as well, so that the truth stays the truth.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from tests.catalogue.quirks.layout import BLANK, HEADER, NUMBER, Column, Draft
from tests.catalogue.quirks.quirks import SPANNED, Change, quirk
from tests.catalogue.quirks.truth import Entry, words

_TEXTS = ("topic", "subtopic", "detail", "name", "elements", "legal_basis", "time_limit", "agency")
_HANZI = re.compile(r"[\u4e00-\u9fff]")


# --- boxes and ticks -------------------------------------------------------------------------------------------------


def _boxes(ticked: str, unticked: str) -> Change:
    def change(draft: Draft) -> None:
        draft.box = draft.mark = (ticked, unticked)

    change.__name__ = f"boxes_{ticked}{unticked}"
    change.__doc__ = f"{ticked} is ticked, {unticked} is not, in columns and before channels."
    return change


for _pair in ["■□", "▄□", "√□", "☑☐", "t□", "√口", "■口"]:
    quirk("ticks", "boxes", shapes=True)(_boxes(*_pair))


@quirk("boxes", shapes=True)
def blank_for_unticked(draft: Draft) -> None:
    """√ before a ticked channel, nothing in columns, □ before the others."""
    draft.mark, draft.box = ("√", ""), ("√", "□")


@quirk("boxes", "caption")
def legend(draft: Draft) -> None:
    """A legend says that □ channels are used as well."""
    draft.caption.append("说明：■为必选渠道，□为可选渠道")
    draft.before.append("备注：渠道中■为必选项，□为可选项")
    for entry in draft.entries:
        entry.channels = [(name, True) for name, _ in entry.channels]


def _separated(separator: str, name: str) -> Change:
    def change(draft: Draft) -> None:
        for entry in draft.entries:
            entry.channels = [(channel, True) for channel, ticked in entry.channels if ticked]
        draft.channel_text = lambda entry: separator.join(channel for channel, _ in entry.channels)

    change.__name__ = f"plain_channels_{name}"
    change.__doc__ = f"Channels without boxes, {separator!r} between them."
    return change


for _name, _separator in {"space": " ", "line": "\n", "、": "、", "comma": "，", "semicolon": "；"}.items():
    quirk("boxes", "channels", shapes=True)(_separated(_separator, _name))


@quirk("boxes", "channels", shapes=True)
def numbered_channels(draft: Draft) -> None:
    """Channels without boxes, counted."""
    _separated("", "")(draft)
    draft.channel_text = lambda entry: "\n".join(f"{at}.{name}" for at, (name, _) in enumerate(entry.channels, start=1))


def _boxed_between(separator: str) -> Callable[[Draft], Callable[[Entry], str]]:
    return lambda draft: lambda entry: draft.boxed(entry).replace("\n", separator)


@quirk("channels", shapes=True)
def boxes_on_one_line(draft: Draft) -> None:
    """Boxed channels with spaces between them."""
    draft.channel_text = _boxed_between(" ")(draft)


@quirk("channels", shapes=True)
def boxes_without_separator(draft: Draft) -> None:
    """Boxed channels right after one another."""
    draft.channel_text = _boxed_between("")(draft)


@quirk("own_channel", shapes=True)
def other_channel(draft: Draft) -> None:
    """其他:办税服务厅 at the end of the channels."""
    for entry in draft.entries:
        entry.channels.append((draft.rng.choice(words().lists["own_channels"]), True))


@quirk("own_channel", shapes=True)
def address_in_channels(draft: Draft) -> None:
    """An address stands among the channels."""
    for entry in draft.entries[::2]:
        entry.channels.append((draft.rng.choice(words().lists["addresses"]), True))


@quirk("group", shapes=True)
def named_group(draft: Draft) -> None:
    """Who is meant stands in the column of particular groups."""
    for at, entry in enumerate(draft.entries):
        if at % 3 == 1:
            entry.ticked["audience"] = (False, True)
        if entry.ticked["audience"][1]:
            entry.group = draft.rng.choice(words().lists["groups"])


# --- meaning of cells ------------------------------------------------------------------------------------------------


@quirk("numbers", shapes=True)
def jumping_numbers(draft: Draft) -> None:
    """Running numbers leave some out and go back."""
    draft.numbers = [str(number) for number in [1, 2, 5, 6, 7, 3, 4, 11, 12, 13, 14, 20][: len(draft.entries)]]


@quirk("numbers", shapes=True)
def numbers_from_22(draft: Draft) -> None:
    """The first item is number 22."""
    draft.numbers = [str(22 + at) for at in range(len(draft.entries))]


@quirk("time_limit", shapes=True)
def two_time_limits(draft: Draft) -> None:
    """Two limits stacked in one cell, numbered in every second row."""
    for at, entry in enumerate(draft.entries):
        first, second = draft.rng.sample(words().lists["time_limits"], 2)
        entry.texts["time_limit"] = f"1.{first}\n2.{second}" if at % 2 else f"{first}\n{second}"


@quirk("legal_basis", shapes=True)
def damaged_numbers(draft: Draft) -> None:
    """Document numbers that lost a bracket; they are kept as they are."""
    for at, entry in enumerate(draft.entries):
        number = ["（国办发〔201744号）", "（建村〔2018115号）", "（财预2016〕143号)", "（民发[2021〕43号）"][at % 4]
        entry.texts["legal_basis"] = entry.texts["legal_basis"].split("（")[0].split("、")[0] + number


@quirk("legal_basis", shapes=True)
def lost_title_mark(draft: Draft) -> None:
    """》 is lost at the end of a law's title."""
    for entry in draft.entries[::3]:
        entry.texts["legal_basis"] = entry.texts["legal_basis"].split("、")[0].split("（")[0].removesuffix("》")


@quirk("codes", shapes=True)
def codes_in_names(draft: Draft) -> None:
    """Codes stand inside the names of items."""
    for at, entry in enumerate(draft.entries, start=1):
        for key in ("subtopic", "name"):
            if key in entry.texts:
                entry.texts[key] += f"（A{at:03d}-{draft.rng.randint(10, 99)}）"


def _merge(draft: Draft, column: Column, first: int, last: int) -> None:
    for at in range(first + 1, last + 1):
        draft.repeat(column, at)
    column.merges.append((first, last))


@quirk("rows")
def merged_topics(draft: Draft) -> None:
    """The first level of items is merged downward."""
    outer = [column for column in draft.columns if column.key in {"domain", "topic"}]
    if any(column.key == "subtopic" for column in draft.columns):
        for column in outer:
            _merge(draft, column, 0, 2)
            _merge(draft, column, 4, len(draft.entries) - 1)


@quirk("rows")
def merged_beside_topics(draft: Draft) -> None:
    """Agency and legal basis are merged just as the first level of items is."""
    merged_topics(draft)
    if any(column.key == "subtopic" for column in draft.columns):
        for key in ("agency", "legal_basis"):
            _merge(draft, draft.column(key), 0, 2)
            _merge(draft, draft.column(key), 4, len(draft.entries) - 1)


@quirk("rows", carriers=SPANNED)
def merged_anywhere(draft: Draft) -> None:
    """Cells merged downward in any column but the last level of items."""
    finest = next(name for name in ("name", "detail", "subtopic") if any(c.key == name for c in draft.columns))
    for column in draft.columns:
        if column.key not in {finest, NUMBER, BLANK} and not column.silent and draft.rng.random() < 0.6:
            first = draft.rng.randrange(len(draft.entries) - 3)
            _merge(draft, column, first, first + draft.rng.randint(1, 2))


@quirk("same")
def same_as_above(draft: Draft) -> None:
    """同上 in several columns."""
    for key in ("elements", "legal_basis", "time_limit", "agency", "channels"):
        column = draft.column(key)
        for at in sorted(draft.rng.sample(range(1, len(draft.entries)), 2)):
            draft.repeat(column, at)
    for key in ("elements", "legal_basis", "time_limit", "agency", "channels"):
        column = draft.column(key)
        for at in range(1, len(draft.entries)):
            if column.cells[at] == column.cells[at - 1] and not any(a <= at <= b for a, b in column.merges):
                column.cells[at] = [draft.rng.choice(["同上", "同 上", "同上。"])]


@quirk("same")
def same_as_nothing(draft: Draft) -> None:
    """同上 in the first row, where nothing stands above: the cell is blank, and told of."""
    for key in ("legal_basis", "agency"):
        column = draft.column(key)
        last = max((b for a, b in column.merges if a == 0), default=0)
        for at in range(last + 1):
            column.cells[at] = ["同上"]
            draft.entries[at].texts[key] = ""


# --- rows ------------------------------------------------------------------------------------------------------------


def _whole(draft: Draft) -> list[int]:
    """Entries that no merged cell covers."""
    covered = {at for column in draft.columns for a, b in column.merges for at in range(a, b + 1)}
    return [at for at in range(len(draft.entries)) if at not in covered]


@quirk("rows", "channels", "boxes")
def row_per_channel(draft: Draft) -> None:
    """An item stands over as many rows as it has channels, its other cells merged."""
    column = draft.column("channels")
    for at in _whole(draft)[::2]:
        column.cells[at] = column.cells[at][0].split("\n")


@quirk("rows", "channels", "boxes")
def blank_rows_per_channel(draft: Draft) -> None:
    """An item stands over as many rows as it has channels, its other cells blank below."""
    row_per_channel(draft)
    draft.unmerged = True


def _split(column: Column, at: int, place: int) -> None:
    text = column.cells[at][0]
    column.cells[at] = [text[:place], text[place:]]


@quirk("rows", "levels", "codes")
def word_over_two_rows(draft: Draft) -> None:
    """A word is cut where a page ends, 城镇燃/气管理; its other cells are blank below."""
    draft.unmerged = True
    names = {"城镇燃气管理": 3, "行政许可事项": 3, "最低生活保障": 3, "公共图书馆服务": 4}
    for at, (name, place) in zip(_whole(draft)[1::2], names.items(), strict=False):
        column = next(column for column in draft.columns if column.key in {"subtopic", "name"})
        draft.entries[at].texts[column.key] = name
        column.cells[at] = [name]
        _split(column, at, place)


@quirk("between")
def header_again(draft: Draft) -> None:
    """The header is printed again in the middle."""
    draft.between.setdefault(len(draft.entries) // 2, []).append(HEADER)


@quirk("blanks")
def blank_rows(draft: Draft) -> None:
    """Blank rows between the items."""
    for at in (1, len(draft.entries) - 2):
        draft.between.setdefault(at, []).append("")


@quirk("caption")
def title_inside(draft: Draft) -> None:
    """The title stands in the first row; it names the domain."""
    draft.domain = "社会救助"
    draft.before.append("示例县社会救助领域基层政务公开标准目录")


@quirk("after")
def notes_below(draft: Draft) -> None:
    """Notes stand below the table, in merged cells and in single ones."""
    draft.after += [["注：1.本目录按上级要求动态调整。"], ["填表单位：示例县政务公开办公室", ""], ["2.公开渠道中“其他”由各单位确定。"]]


# --- text ------------------------------------------------------------------------------------------------------------


def _rewrite(draft: Draft, keys: tuple[str, ...], change: Callable[[str], str]) -> None:
    for column in draft.columns:
        if column.key in keys and column.word is None:
            column.cells = [[change(text) if text[:2] != "同上" else text for text in cell] for cell in column.cells]


@quirk("text")
def vertical_cells(draft: Draft) -> None:
    """Cells are broken every two or three characters, as narrow columns are."""
    wide = draft.rng.randint(2, 4)
    keys = ("topic", "subtopic", "detail", "name", "agency", "time_limit", "legal_basis")
    _rewrite(draft, keys, lambda text: "\n".join(_chunks(text, wide)))


def _chunks(text: str, wide: int) -> list[str]:
    return [line[at : at + wide] for line in text.split("\n") for at in range(0, len(line), wide)]


@quirk("text")
def one_character_a_line(draft: Draft) -> None:
    """Item names stand upright, one character a line."""
    _rewrite(draft, ("topic", "subtopic"), lambda text: "\n".join(text))


@quirk("text", "channels", "boxes")
def broken_channels(draft: Draft) -> None:
    """Boxed channels are broken every four characters."""
    _rewrite(draft, ("channels",), lambda text: "\n".join(_chunks(text, 4)))


@quirk("text")
def wrapped_lines(draft: Draft) -> None:
    """Long cells are broken every nine characters, words or not."""
    _rewrite(draft, ("elements", "legal_basis"), lambda text: "\n".join(_chunks(text, 9)))


@quirk("text")
def spaced_words(draft: Draft) -> None:
    """Spaces stand between all characters of names and agencies."""
    _rewrite(draft, ("topic", "subtopic", "detail", "name", "agency"), " ".join)


@quirk("text")
def stray_spaces(draft: Draft) -> None:
    """One space stands inside some words."""

    def change(text: str) -> str:
        places = [at for at in range(1, len(text)) if _HANZI.match(text[at]) and _HANZI.match(text[at - 1])]
        at = draft.rng.choice(places) if places else 0
        return f"{text[:at]} {text[at:]}" if at else text

    _rewrite(draft, _TEXTS, change)


@quirk("script")
def traditional(draft: Draft) -> None:
    """Everything is written in traditional characters."""
    _convert(draft, lambda text: _to_traditional().convert(text))


@quirk("script", "text")
def pinyin(draft: Draft) -> None:
    """Traditional characters, readings after some of them: 標(biāo)準(zhǔn)."""
    traditional(draft)
    for column in draft.columns:
        if column.key in _TEXTS:
            column.cells = [[_with_readings(text) for text in cell] for cell in column.cells]


def _convert(draft: Draft, change: Callable[[str], str]) -> None:
    for column in draft.columns:
        column.heading = [change(text) for text in column.heading]
        column.cells = [[change(text) for text in cell] for cell in column.cells]
    draft.before = [change(text) for text in draft.before]
    draft.caption = [change(text) for text in draft.caption]
    draft.after = [[change(text) for text in texts] for texts in draft.after]


@cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def _with_readings(text: str) -> str:
    simple = OpenCC("t2s").convert(text)
    pairs = zip(text, simple, strict=True)
    return "".join(one if one == plain else f"{one}({lazy_pinyin(plain, style=Style.TONE)[0]})" for one, plain in pairs)


