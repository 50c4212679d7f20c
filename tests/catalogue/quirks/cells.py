"""Ways in which the cells of real catalogues differ: ticks and boxes, lists of channels, broken and damaged text."""

from __future__ import annotations

from functools import cache

from opencc import OpenCC
from pypinyin import Style, pinyin

from tests.catalogue.quirks.layout import Draft
from tests.catalogue.quirks.quirks import Change, quirk
from tests.catalogue.quirks.truth import Entry, words

_MARKS = {
    "squares": ("■", "□"),
    "blocks": ("▄", "□"),
    "checks": ("√", "□"),
    "checked_boxes": ("☑", "☐"),
    "letters": ("t", "□"),
    "hanzi": ("■", "口"),
    "checks_and_hanzi": ("√", "口"),
}
_SEPARATORS = {"newlines": "\n", "enumeration": "、", "semicolons": "；", "commas": ",", "wide_commas": "，", "spaces": " "}
_NUMBERED = {"on_lines": "\n", "by_semicolons": ";", "only": ""}
_LEGENDS = "说明：■为必须公开的渠道，□为可选公开的渠道"


def _marked(name: str) -> Change:
    def change(draft: Draft) -> None:
        draft.box = draft.mark = _MARKS[name]

    change.__name__ = f"marks_{name}"
    change.__doc__ = f"{_MARKS[name][0]} is ticked, {_MARKS[name][1]} is not, in columns and before channels."
    return change


for _name in _MARKS:
    quirk("marks", shapes=True)(_marked(_name))


@quirk("marks", shapes=True)
def ticks_beside_nothing(draft: Draft) -> None:
    """■ in a column of ticks, nothing for the others."""
    draft.mark = ("■", "")


def _listed(entry: Entry, separator: str) -> str:
    return separator.join(name for name, on in entry.channels if on)


def _separated(name: str) -> Change:
    def change(draft: Draft) -> None:
        draft.channel_text = lambda entry: _listed(entry, _SEPARATORS[name])

    change.__name__ = f"channels_by_{name}"
    change.__doc__ = f"Channels without boxes, separated by {_SEPARATORS[name]!r}."
    return change


for _name in _SEPARATORS:
    quirk("channels", shapes=True)(_separated(_name))


def _numbered(name: str) -> Change:
    def change(draft: Draft) -> None:
        draft.channel_text = lambda entry: _NUMBERED[name].join(
            f"{at}.{channel}" for at, channel in enumerate(_listed(entry, "|").split("|"), start=1)
        )

    change.__name__ = f"channels_numbered_{name}"
    change.__doc__ = f"Channels without boxes, numbered and separated by {_NUMBERED[name]!r}."
    return change


for _name in _NUMBERED:
    quirk("channels", shapes=True)(_numbered(_name))


@quirk("channels", shapes=True)
def boxes_on_one_line(draft: Draft) -> None:
    """Boxed channels with a space between them."""
    draft.channel_text = lambda entry: draft.boxed(entry).replace("\n", " ")


@quirk("channels", shapes=True)
def boxes_without_separator(draft: Draft) -> None:
    """Boxed channels, one right after another."""
    draft.channel_text = lambda entry: draft.boxed(entry).replace("\n", "")


@quirk("own", shapes=True)
def own_channel(draft: Draft) -> None:
    """其他 with what it is, 其他:办税服务厅."""
    for entry in draft.entries:
        entry.channels.append((draft.rng.choice(words().lists["own_channels"]), True))


@quirk("channels", shapes=True)
def address_behind_channel(draft: Draft) -> None:
    """A web address behind a channel."""
    for entry in draft.entries:
        entry.channels[0] = (f"政府网站（{draft.rng.choice(words().lists['addresses'])}）", True)


@quirk("channels", "own", shapes=True)
def address_alone(draft: Draft) -> None:
    """Only a web address in the cell."""
    for entry in draft.entries:
        entry.channels = [(draft.rng.choice(words().lists["addresses"]), True)]
    draft.channel_text = lambda entry: entry.channels[0][0]


@quirk("group", "ticks", shapes=True)
def named_group(draft: Draft) -> None:
    """Who the particular group is, in place of a tick."""
    for entry in draft.entries[::2]:
        entry.ticked["audience"] = (draft.rng.random() < 0.5, True)
        entry.group = draft.rng.choice(words().lists["groups"])


def _every_channel(draft: Draft) -> None:
    for entry in draft.entries:
        entry.channels = [(name, True) for name, _ in entry.channels]


@quirk("marks", "channels", "title")
def legend_above(draft: Draft) -> None:
    """A line above says that □ is a channel that may be used as well."""
    _every_channel(draft)
    draft.before = ["基层政务公开标准目录", _LEGENDS]


@quirk("marks", "channels", "after")
def legend_below(draft: Draft) -> None:
    """The same below the table."""
    _every_channel(draft)
    draft.after.append([_LEGENDS])


@quirk("marks", "channels", "heading")
def legend_in_heading(draft: Draft) -> None:
    """The same in the heading of the column."""
    _every_channel(draft)
    draft.column("channels").heading = ["公开渠道和载体（“■”为必选项，“□”为可选项）"]


def _rewrite(draft: Draft, keys: set[str], change: str, low: int, high: int) -> None:
    """Puts ``change`` into the cells of some columns after every ``low`` to ``high`` characters."""
    for column in draft.columns:
        if column.key in keys:
            column.cells = [[_cut(draft, text, change, low, high) for text in pieces] for pieces in column.cells]


def _cut(draft: Draft, text: str, change: str, low: int, high: int) -> str:
    pieces = []
    while text:
        size = draft.rng.randint(low, high)
        pieces.append(text[:size])
        text = text[size:]
    return change.join(pieces)


@quirk("text")
def broken_cells(draft: Draft) -> None:
    """Narrow cells broken every one to four characters."""
    _rewrite(draft, {"domain", "topic", "subtopic", "detail", "name", "agency", "time_limit"}, "\n", 1, 4)


@quirk("text")
def spaced_words(draft: Draft) -> None:
    """Spaces inside words."""
    _rewrite(draft, {"topic", "subtopic", "name", "elements", "legal_basis", "agency", "time_limit"}, " ", 1, 9)


@quirk("text", "channels")
def broken_channels(draft: Draft) -> None:
    """Boxed channels broken within words."""
    for column in draft.columns:
        if column.key == "channels":
            lines = ["\n".join(_cut(draft, line, "\n", 3, 4) for line in cell[0].split("\n")) for cell in column.cells]
            column.cells = [[text] for text in lines]


@quirk("basis", shapes=True)
def damaged_numbers(draft: Draft) -> None:
    """〔201744号: a document number without one of its brackets."""
    for entry in draft.entries:
        entry.texts["legal_basis"] = entry.texts["legal_basis"].replace("〕", "")
    for entry in draft.entries[::3]:
        entry.texts["legal_basis"] += "、《国务院办公厅关于全面推进基层政务公开标准化规范化工作的指导意见》（国办发〔201954号）"


@quirk("basis", shapes=True)
def lost_title_marks(draft: Draft) -> None:
    """《…条例 without its 》."""
    for entry in draft.entries[::2]:
        entry.texts["legal_basis"] = entry.texts["legal_basis"].replace("》", "", 1)


@quirk("limits", shapes=True)
def stacked_limits(draft: Draft) -> None:
    """Two time limits in a cell, one a line."""
    for entry, other in zip(draft.entries, draft.rng.sample(words().lists["time_limits"] * 2, len(draft.entries)), strict=True):
        entry.texts["time_limit"] += "\n" + other


@quirk("limits", shapes=True)
def numbered_limits(draft: Draft) -> None:
    """Two time limits in a cell, numbered."""
    for entry, other in zip(draft.entries, draft.rng.sample(words().lists["time_limits"] * 2, len(draft.entries)), strict=True):
        entry.texts["time_limit"] = f"1.{entry.texts['time_limit']}；\n2.{other}。"


@quirk("text", "script")
def traditional(draft: Draft) -> None:
    """Headings and cells in traditional characters."""
    _everywhere(draft, _traditional)


@quirk("text", "script", "marks")
def traditional_with_pinyin(draft: Draft) -> None:
    """The same with the pinyin after each character, 標(biāo)準(zhǔn)."""
    _everywhere(draft, lambda text: "".join(map(_with_pinyin, _traditional(text))))


def _everywhere(draft: Draft, change: object) -> None:
    assert callable(change)
    for column in draft.columns:
        column.heading = [change(text) for text in column.heading]
        column.cells = [[change(text) for text in pieces] for pieces in column.cells]


@cache
def _converter() -> OpenCC:
    return OpenCC("s2t")


def _traditional(text: str) -> str:
    converted: str = _converter().convert(text)
    return converted


def _with_pinyin(char: str) -> str:
    return f"{char}({pinyin(char, style=Style.TONE)[0][0]})" if "\u4e00" <= char <= "\u9fff" else char
