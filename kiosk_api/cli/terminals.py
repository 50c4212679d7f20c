"""``gongkai terminal …``: give a screen its credential, see whether it is alive, leave it a message."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from kiosk_api.cli.output import AsJson, err, out
from kiosk_api.settings import Settings, terminals_file
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminal, Terminals
from kiosk_api.terminals.configuration import beneath, read_terminals
from kiosk_api.terminals.layers import ID_PATTERN, address
from kiosk_api.terminals.presence import NAMES, is_alarming
from search_index.district import read_district
from search_index.errors import ContentError

app = typer.Typer(no_args_is_help=True, help="终端：登记、停用、查看是否在线、留言、设置。")
Id = Annotated[str, typer.Argument(help="终端编号：字母、数字、-、_、.")]
_PRINTER = {"ready": "打印机正常", "none": "没有打印机"}


def _terminals(settings: Settings) -> Terminals:
    engine = open_database(settings.database_url)
    upgrade(engine)
    return Terminals(Repository(engine, settings.conversation_idle_seconds))


@app.command()
def add(
    terminal_id: Id, hall: Annotated[str, typer.Option(help="在哪个大厅：terminals.toml 里 [hall.…] 的编号")] = ""
) -> None:
    """登记一台终端，打印它的网址（密钥只显示这一次；再登记一次，旧的就作废）。"""
    settings = Settings()
    if not re.fullmatch(ID_PATTERN, terminal_id):
        err.print("终端编号只能用字母、数字、-、_、.，以字母或数字开头，最多 64 个字")
        raise typer.Exit(1)
    halls = read_terminals(terminals_file(settings)).hall
    if hall and hall not in halls:
        err.print(f"没有大厅 {hall}。已有的：{'、'.join(halls) or '（还没有）'}；在 {terminals_file(settings)} 里添加")
        raise typer.Exit(1)
    key = _terminals(settings).add(terminal_id, hall)
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    err.print("把下面的网址填到终端上（只显示这一次；写法见 deploy/kiosk/README.md）：")
    out.print(address(base, terminal_id, key))


@app.command()
def revoke(terminal_id: Id) -> None:
    """停用一台终端的密钥。"""
    _known(_terminals(Settings()).revoke(terminal_id), terminal_id)
    err.print(f"已停用 {terminal_id}")


@app.command()
def message(terminal_id: Id, text: Annotated[str, typer.Argument(help="显示在屏幕上的话；空的就撤掉")] = "") -> None:
    """给一台终端留言，半分钟内显示在屏幕上。"""
    if len(text) > 300:
        err.print("留言太长，最多 300 个字")
        raise typer.Exit(1)
    _known(_terminals(Settings()).tell(terminal_id, message=text.replace("\0", "")), terminal_id)


@app.command()
def reload(
    terminal_id: Annotated[str, typer.Argument(help="终端编号")] = "",
    every: Annotated[bool, typer.Option("--all", help="所有终端")] = False,
) -> None:
    """让一台终端（--all 所有终端）在没人用的时候重新打开页面。"""
    if every == bool(terminal_id):
        err.print("请写一个终端编号，或者 --all")
        raise typer.Exit(1)
    terminals = _terminals(Settings())
    for one in [known.id for known in terminals.all()] if every else [terminal_id]:
        _known(terminals.tell(one, reload=True), one)


@app.command(name="list")
def list_(
    as_json: AsJson = False,
    check: Annotated[
        bool, typer.Option("--check", help="有离线的、编号被两台机器同时用的就失败（从未上线的不算），给监控用")
    ] = False,
) -> None:
    """列出终端：在线、迟到、离线、从未上线、已停用，编号有没有被两台机器同时使用。"""
    found = _terminals(Settings()).all()
    for terminal in found:
        if as_json:
            print(json.dumps(asdict(terminal), ensure_ascii=False))
        else:
            out.print("　".join(_told(terminal)))
    if check and any(is_alarming(one.presence, is_duplicate=one.is_duplicate) for one in found):
        raise typer.Exit(1)


@app.command()
def config(terminal_id: Annotated[str, typer.Argument(help="终端编号；不写就是手机和电脑上的页面")] = "") -> None:
    """检查 terminals.toml，显示一台终端合并以后的设置。"""
    settings = Settings()
    layers = read_terminals(terminals_file(settings))
    district, complaints = read_district(Path(settings.content_dir))
    if complaints:
        raise ContentError(complaints)
    halls = {one.id: one.hall for one in _terminals(settings).all()} if terminal_id else {}
    print(layers.config(beneath(district), terminal_id, halls.get(terminal_id, "")).model_dump_json(indent=2))


def _told(terminal: Terminal) -> list[str]:
    """What is worth knowing about a terminal, in the order one asks."""
    state = terminal.state
    told = [terminal.id, NAMES[terminal.presence]]
    if terminal.silent_seconds is not None:
        told.append(f"{_ago(terminal.silent_seconds)}前有消息")
    if terminal.hall:
        told.append(f"大厅 {terminal.hall}")
    if state:
        told += ["空闲" if state["idle"] else "有人在用", f"已开 {_ago(state['uptime_seconds'])}"]
        told += [f"内存 {state['heap_mb']} MB", f"页面 {state['build']}"]
        told += [_PRINTER[state["printer"]]] if state["printer"] in _PRINTER else []
        told += [f"出过错：{state['last_error']}"] if state["last_error"] else []
    told += ["等它重新打开"] if terminal.reload_waits else []
    told += [f"留言：{terminal.message}"] if terminal.message else []
    told += ["编号被两台机器同时使用，请各登记一个"] if terminal.is_duplicate else []
    return told


def _ago(seconds: float) -> str:
    length = timedelta(seconds=int(seconds))
    if length < timedelta(minutes=2):
        return f"{length.seconds} 秒"
    if length < timedelta(hours=2):
        return f"{length.seconds // 60} 分钟"
    return f"{length // timedelta(hours=1)} 小时" if length < timedelta(days=2) else f"{length.days} 天"


def _known(found: bool, terminal_id: str) -> None:
    if not found:
        err.print(f"没有登记过终端 {terminal_id}，请先 gongkai terminal add {terminal_id}")
        raise typer.Exit(1)
