"""``terminals.toml``: what each screen shows and does, inherited default → district → hall → terminal.

[default]            for every screen
idle_seconds = 120
[default.features]
print = false
[district]           for this district
[hall.east]          one hall
hall = "东区政务服务中心"
[terminal.east-1]    one screen; ``hall`` names its hall's table
hall = "east"
"""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import structlog
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kiosk_api.errors import KioskError
from search_index.district import District

Table = dict[str, Any]
_LEVELS = ("default", "district", "hall", "terminal")


class Features(BaseModel):
    """What a screen can do."""

    model_config = ConfigDict(extra="forbid")

    print: bool = Field(False, description="接了打印机，可以打小条")
    voice: bool = Field(True, description="可以朗读（服务器有语音时）")
    pinyin: bool = Field(True, description="用自带的拼音键盘；接了实体键盘的可以关掉")
    handwriting: bool = Field(True, description="手写板")
    listen: bool = Field(False, description="可以说话提问（没有语音识别时不显示）")


class Signage(BaseModel):
    """The large display."""

    model_config = ConfigDict(extra="forbid")

    seconds: int = Field(12, ge=5, le=300, description="一屏停留几秒")


class TerminalConfig(BaseModel):
    """Everything a screen is told; ``version`` changes with any of it."""

    model_config = ConfigDict(extra="forbid")

    version: str = ""
    terminal_id: str = ""
    name: str = Field("", max_length=60, description="这台终端的名称")
    hall: str = Field("", max_length=60, description="大厅名称，显示在每一页")
    hotline: str = Field("", max_length=40)
    desk: str = Field("", max_length=60, description="请人去的窗口")
    hours: str = Field("", max_length=120, description="大厅开放时间")
    notice: str = Field("", max_length=300, description="大厅通知；留空显示地区的声明")
    message: str = Field("", max_length=300)
    idle_seconds: Annotated[int, Field(ge=30, le=600)] = 120
    orientation: Literal["auto", "portrait", "landscape"] = "auto"
    skin: Literal["blue", "red", "green"] = "blue"
    domains: list[str] = Field([], description="只显示这些领域；留空显示全部")
    features: Features = Features()
    signage: Signage = Signage()


class TerminalsFileError(KioskError):
    """``terminals.toml`` cannot be used; ``str()`` names table and key."""

    problem = "internal"

    def __init__(self, message: str) -> None:
        super().__init__()
        self.args = (message,)


def merge(below: Table, above: Table) -> Table:
    """The tables as one; what is nearer to the terminal wins, tables inside key by key."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def configured(tables: Table, terminal_id: str, district: District) -> TerminalConfig:
    """The configuration of one terminal, or with a blank id of a page that is none.

    A terminal without a table of its own has what the district has. Raises TerminalsFileError.
    """
    unknown = set(tables) - set(_LEVELS)
    if unknown:
        raise TerminalsFileError(f"不认识的表 [{sorted(unknown)[0]}]，只能有 default、district、hall、terminal")
    own = dict(_table(tables, "terminal").get(terminal_id, {}))
    hall_id = own.pop("hall", "")
    halls = _table(tables, "hall")
    if hall_id and hall_id not in halls:
        raise TerminalsFileError(f"[terminal.{terminal_id}] hall：没有 [hall.{hall_id}] 这个表")
    found: Table = {"hotline": district.hotline, "desk": district.desk}
    for table in (_table(tables, "default"), _table(tables, "district"), halls.get(hall_id, {}), own):
        found = merge(found, table)
    found["terminal_id"] = terminal_id
    try:
        config = TerminalConfig.model_validate(found)
    except ValidationError as error:
        wrong = "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in error.errors())
        raise TerminalsFileError(f"终端 {terminal_id or '（默认）'} 的设置有错：{wrong}") from error
    version = hashlib.sha256(config.model_dump_json().encode()).hexdigest()[:12]
    return config.model_copy(update={"version": version})


def _table(tables: Table, name: str) -> Table:
    found = tables.get(name, {})
    if not isinstance(found, dict):
        raise TerminalsFileError(f"{name} 应当是一个表，写成 [{name}]")
    return found


def read_tables(path: Path) -> Table:
    """The file's tables; none without a file. Raises TerminalsFileError when it is no TOML."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise TerminalsFileError(f"{path.name} 读不懂：{error}") from error


class TerminalsFile:
    """The file as it is now: read again when it changed; a broken one leaves the last good one in force."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._tables: Table = {}

    def config(self, terminal_id: str, district: District) -> TerminalConfig:
        """The configuration of a terminal; never raises, what is wrong is logged once a change."""
        self._renew(district)
        try:
            return configured(self._tables, terminal_id, district)
        except TerminalsFileError:
            return configured({}, terminal_id, district)

    def _renew(self, district: District) -> None:
        try:
            status = self._path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
        except OSError:
            stamp = (0, 0)
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            tables = read_tables(self._path)
            for terminal_id in ("", *_table(tables, "terminal")):
                configured(tables, terminal_id, district)
        except TerminalsFileError as error:
            structlog.stdlib.get_logger(__name__).error("terminals_file_refused", detail=str(error))
            return
        self._tables = tables
