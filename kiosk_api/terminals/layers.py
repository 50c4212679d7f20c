"""What a screen shows, merged out of four layers: the default, the district, the hall, the terminal itself.

[default]            for every screen
idle_seconds = 120
[default.features]
print = false
[district]           for this district
[hall.east]          one hall
name = "东区政务服务中心"
[terminal.east-1]    one screen; ``hall`` says in which hall it stands
hall = "east"
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

ID_PATTERN = "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
"""Of halls and terminals; never ``.`` or ``..``, which browsers take out of an address."""

Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]
Values = Mapping[str, Any]
"""What a layer says, by key."""


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Features(_Strict):
    """What a screen can do."""

    print: bool = Field(False, description="接了打印机，可以打小条")
    voice: bool = Field(True, description="可以朗读（服务器有语音时）")
    pinyin: bool = Field(True, description="用自带的拼音键盘；接了实体键盘的可以关掉")
    handwriting: bool = Field(True, description="手写板")
    listen: bool = Field(False, description="可以说话提问（没有语音识别时不显示）")


class Signage(_Strict):
    """The large display."""

    seconds: int = Field(12, ge=5, le=300, description="一屏停留几秒")


class Layer(_Strict):
    """What any layer may say; what it leaves out is inherited."""

    name: str = Field("", description="名称：地区的、大厅的、这台终端的")
    hotline: str = Field("12345", min_length=1, description="每一页显示的电话")
    desk: str = Field("", description="请人去的窗口")
    hours: str = Field("", max_length=120, description="大厅开放时间")
    notice: str = Field("", max_length=300, description="大厅通知；留空显示地区的声明")
    message: str = Field("", max_length=300, description="显示在屏幕上的留言")
    idle_seconds: int = Field(120, ge=30, le=600, description="多少秒没人碰就提醒，再过 30 秒清除")
    orientation: Literal["auto", "portrait", "landscape"] = Field("auto", description="竖屏、横屏，或者看屏幕")
    skin: Literal["blue", "red", "green"] = Field("blue", description="配色")
    domains: list[str] = Field([], description="只显示这些领域；留空显示全部")
    features: Features = Features()
    signage: Signage = Signage()
    maintenance: bool = Field(False, description="暂停使用，正在维护")

    def said(self) -> dict[str, Any]:
        """Only what this layer says."""
        return self.model_dump(exclude_unset=True)


class TerminalLayer(Layer):
    """``[terminal.<id>]``."""

    hall: str = Field("", description="在哪个大厅：[hall.…] 的编号")


class TerminalConfig(Layer):
    """Everything a screen is told; ``version`` changes with any of it."""

    version: str = ""
    terminal_id: str = Field("", description="不是终端的页面为空")
    hall: str = Field("", description="大厅名称，显示在每一页")


class TerminalLayers(_Strict):
    """The whole of ``terminals.toml``."""

    default: Layer = Layer()
    district: Layer = Layer()
    hall: dict[Id, Layer] = {}
    terminal: dict[Id, TerminalLayer] = {}

    def config(self, base: Values, terminal_id: str = "", hall: str = "") -> TerminalConfig:
        """The configuration of one terminal, or of a page that is none; ``base`` lies beneath all layers.

        ``hall`` is where a terminal stands that the file does not place. A terminal or hall without a table of its
        own has what the district has.
        """
        merged = merge(*self.stacked(base, terminal_id, hall))
        place = {"terminal_id": terminal_id, "hall": self.hall_name(terminal_id, hall)}
        config = TerminalConfig.model_validate({**merged, **place})
        return config.model_copy(update={"version": _version(config)})

    def stacked(self, base: Values, terminal_id: str = "", hall: str = "") -> list[Values]:
        """What ``base`` and each of the four layers say of one terminal, the nearest to it last."""
        own = self.terminal.get(terminal_id, TerminalLayer())
        around = self.hall.get(own.hall or hall, Layer())
        return [base, self.default.said(), self.district.said(), around.said(), own.said()]

    def hall_name(self, terminal_id: str, hall: str = "") -> str:
        """The hall that a terminal stands in, as people call it; blank where the file has no such hall."""
        hall_id = self.terminal.get(terminal_id, TerminalLayer()).hall or hall
        return (self.hall[hall_id].name or hall_id) if hall_id in self.hall else ""


def address(base: str, terminal_id: str, key: str) -> str:
    """What a screen is made to open; the credential stands behind # and so never in a log."""
    return f"{base.rstrip('/')}/?terminal={terminal_id}#{key}"


def merge(*layers: Values) -> dict[str, Any]:
    """The layers as one; what is nearer to the terminal stands later and wins, tables inside key by key."""
    merged: dict[str, Any] = {}
    for layer in layers:
        for key, value in layer.items():
            old = merged.get(key)
            inner = old if isinstance(old, Mapping) else {}
            merged[key] = merge(inner, value) if isinstance(value, Mapping) else value
    return merged


def _version(config: TerminalConfig) -> str:
    canonical = json.dumps(config.model_dump(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(canonical.encode()).hexdigest()[:12]
