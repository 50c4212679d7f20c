"""Every setting of a terminal with the layer that says it, for people who look for where to change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel

from kiosk_api.terminals.layers import TerminalConfig, TerminalLayers, Values

Source = Literal["built_in", "content", "default", "district", "hall", "terminal", "server", "notice", "message"]

_WORDS: Mapping[object, str] = {
    True: "是",
    False: "否",
    "auto": "看屏幕",
    "portrait": "竖屏",
    "landscape": "横屏",
    "blue": "蓝",
    "red": "红",
    "green": "绿",
}
_LAYERS: tuple[Source, ...] = ("content", "default", "district", "hall", "terminal")
_OF_THE_PLACE = ("version", "terminal_id", "hall")


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds for one setting; ``key`` is its name in the file, ``told`` its value in words (blank: nothing)."""

    key: str
    title: str
    told: str
    source: Source


def settings_of(
    layers: TerminalLayers, base: Values, terminal_id: str, hall: str, above: Sequence[tuple[Source, Values]] = ()
) -> list[Setting]:
    """All settings of a terminal in the file's order; ``above`` lies over the file, the last wins."""
    inherited: list[tuple[Source, Values]] = list(zip(_LAYERS, layers.stacked(base, terminal_id, hall), strict=True))
    lowest = TerminalConfig().model_dump(exclude=set(_OF_THE_PLACE))
    stacked: list[tuple[Source, Values]] = [("built_in", lowest), *inherited, *above]
    found: dict[str, tuple[object, Source]] = {}
    for source, values in stacked:
        found.update({key: (value, source) for key, value in _flat(values).items()})
    titles = _titles(TerminalConfig)
    return [Setting(key, title, _told(found[key][0]), found[key][1]) for key, title in titles.items() if key in found]


def _flat(values: Values, prefix: str = "") -> dict[str, object]:
    """``{"features": {"print": True}}`` as ``{"features.print": True}``."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        flat.update(_flat(value, f"{prefix}{key}.") if isinstance(value, Mapping) else {f"{prefix}{key}": value})
    return flat


def _titles(model: type[BaseModel], prefix: str = "") -> dict[str, str]:
    titles: dict[str, str] = {}
    for name, info in model.model_fields.items():
        inner: Any = info.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            titles.update(_titles(inner, f"{prefix}{name}."))
        elif name not in _OF_THE_PLACE:
            titles[prefix + name] = info.description or name
    return titles


def _told(value: object) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    # 1 equals True, but is a number.
    return str(value) if type(value) is int else _WORDS.get(value, str(value))
