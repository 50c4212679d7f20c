"""``gongkai staff …``: who may sign in to the console; the first administrator is made here."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, TypeVar

import typer

from kiosk_api.admin.errors import StaffUnknown
from kiosk_api.admin.passwords import LEAST, check_rules, hash_password
from kiosk_api.admin.staff import ROLE_NAMES, Role
from kiosk_api.cli.output import AsJson, err, out
from kiosk_api.cli.publishing import By, whoever
from kiosk_api.errors import KioskError, wordings
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff import Account, StaffAccounts

app = typer.Typer(no_args_is_help=True, help="工作人员的账号：新开、改密码、列出、停用。")
Name = Annotated[str, typer.Argument(help="登录用的姓名")]
T = TypeVar("T")


def _accounts(settings: Settings) -> StaffAccounts:
    engine = open_database(settings.database_url)
    upgrade(engine)
    return StaffAccounts(Repository(engine, settings.conversation_idle_seconds))


def _told(work: Callable[[], T]) -> T:
    """Does it; what the console would answer is said here."""
    try:
        return work()
    except KioskError as error:
        err.print(wordings()[0][error.problem].detail.format_map(error.values))
        raise typer.Exit(1) from error


def _ask_password() -> str:
    """Typed twice at a terminal, else the first line of the input."""
    if sys.stdin.isatty():
        entered: str = typer.prompt(f"密码（至少 {LEAST} 个字）", hide_input=True, confirmation_prompt="再输一遍")
        return entered
    return sys.stdin.readline().rstrip("\r\n")


def _named(accounts: StaffAccounts, name: str) -> Account:
    found = accounts.named(name)
    if found is None:
        raise StaffUnknown
    return found[0]


@app.command()
def add(
    name: Name,
    role: Annotated[Role, typer.Option(help="viewer 查看，editor 编辑，reviewer 审核，administrator 管理员")],
    agency: Annotated[str, typer.Option(help="部门；不写就是政务公开办自己的人")] = "",
    by: By = "",
) -> None:
    """新开一个账号；密码在屏幕上输入，或者从标准输入读一行。"""
    settings = Settings()
    if not name.strip() or len(name) > 64 or not name.isprintable():
        err.print("姓名要填，最多 64 个字")
        raise typer.Exit(1)
    accounts = _accounts(settings)
    password = _ask_password()
    _told(lambda: check_rules(password, name))
    _told(lambda: accounts.add(name.strip(), role, agency, hash_password(password)))
    AuditLog(settings.index_dir).append(by or whoever(), "新开账号", name=name.strip(), role=role.value)
    out.print(f"已新开 {name}（{ROLE_NAMES[role]}），登录：{settings.public_url.rstrip('/') or '服务的网址'}/admin")


@app.command()
def password(name: Name, by: By = "") -> None:
    """重设一个人的密码；这个人要重新登录。"""
    settings = Settings()
    accounts = _accounts(settings)
    account = _told(lambda: _named(accounts, name))
    entered = _ask_password()
    _told(lambda: check_rules(entered, account.staff.name))
    accounts.set_password(account.staff.id, hash_password(entered))
    AuditLog(settings.index_dir).append(by or whoever(), "重设密码", name=account.staff.name)
    out.print(f"已重设 {account.staff.name} 的密码")


@app.command(name="list")
def list_(as_json: AsJson = False) -> None:
    """列出所有账号。"""
    for account in _accounts(Settings()).all():
        if as_json:
            print(json.dumps(asdict(account), ensure_ascii=False))
            continue
        last = account.signed_in_at
        seen = f"{datetime.fromtimestamp(last):%Y-%m-%d %H:%M} 登录过" if last is not None else "从未登录"
        state = "已停用" if account.disabled else seen
        out.print(f"{account.staff.name}  {ROLE_NAMES[account.staff.role]}  {account.staff.agency or '—'}  {state}")


@app.command()
def disable(name: Name, again: Annotated[bool, typer.Option("--undo", help="重新启用")] = False, by: By = "") -> None:
    """停用一个账号：马上不能再登录，也不能再操作；--undo 重新启用。"""
    settings = Settings()
    accounts = _accounts(settings)
    account = _told(lambda: _named(accounts, name))
    _told(lambda: accounts.change(account.staff.id, disabled=not again))
    log = AuditLog(settings.index_dir)
    log.append(by or whoever(), "修改账号", name=account.staff.name, disabled=f"{account.disabled} → {not again}")
    out.print(f"已{'重新启用' if again else '停用'} {account.staff.name}")
