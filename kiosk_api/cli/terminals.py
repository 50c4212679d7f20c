"""``gongkai terminal …``: give a screen its credential, see whether it is alive, leave it a message."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Annotated

import typer

from kiosk_api.cli.output import AsJson, err, out
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminals
from kiosk_api.terminals.presence import NAMES, presence

app = typer.Typer(no_args_is_help=True, help="终端：登记、停用、查看是否在线、留言。")
Id = Annotated[str, typer.Argument(help="终端编号：字母、数字、-、_、.")]


def _terminals(settings: Settings) -> Terminals:
    engine = open_database(settings.database_url)
    upgrade(engine)
    return Terminals(Repository(engine, settings.conversation_idle_seconds))


@app.command()
def add(terminal_id: Id) -> None:
    """登记一台终端，打印它的网址（密钥只显示这一次；再登记一次，旧的就作废）。"""
    if not terminal_id or not all(letter.isascii() and (letter.isalnum() or letter in "-_.") for letter in terminal_id):
        err.print("终端编号只能用字母、数字、-、_、.")
        raise typer.Exit(1)
    settings = Settings()
    key = _terminals(settings).add(terminal_id)
    base = settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    out.print(f"{base}/?terminal={terminal_id}#{key}", soft_wrap=True, highlight=False)


@app.command()
def revoke(terminal_id: Id) -> None:
    """停用一台终端的密钥。"""
    _known(_terminals(Settings()).revoke(terminal_id), terminal_id)


@app.command()
def message(terminal_id: Id, text: Annotated[str, typer.Argument(help="显示在屏幕上的话；空的就撤掉")] = "") -> None:
    """给一台终端留言，半分钟内显示在屏幕上。"""
    _known(_terminals(Settings()).tell(terminal_id, message=text), terminal_id)


@app.command()
def reload(terminal_id: Id) -> None:
    """让一台终端在没人用的时候重新打开页面。"""
    _known(_terminals(Settings()).tell(terminal_id, reload=True), terminal_id)


@app.command(name="list")
def list_(json: AsJson = False) -> None:
    """列出终端：在线、迟到、离线、从未上线、已停用，编号有没有被两台机器同时使用。"""
    now = time.time()
    for terminal in _terminals(Settings()).all():
        state = presence(terminal.last_seen, now, revoked=terminal.revoked)
        if json:
            seen = terminal.last_seen
            out.print_json(
                data={
                    "id": terminal.id,
                    "presence": state,
                    "last_seen": seen,
                    "duplicate": terminal.is_duplicate,
                    **terminal.state,
                }
            )
            continue
        when = datetime.fromtimestamp(terminal.last_seen).strftime("%Y-%m-%d %H:%M:%S") if terminal.last_seen else "—"
        twice = "　编号被两台机器同时使用" if terminal.is_duplicate else ""
        out.print(f"{terminal.id}　{NAMES[state]}　{when}{twice}", highlight=False)


def _known(found: bool, terminal_id: str) -> None:
    if not found:
        err.print(f"没有登记过终端 {terminal_id}，请先 gongkai terminal add {terminal_id}")
        raise typer.Exit(1)
