"""Commands on what is served: gate, publish, rollback, versions, withdraw, restore, cancel, audit."""

from __future__ import annotations

import asyncio
import getpass
import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from kiosk_api.cli.gate_report import print_gate, show_gate
from kiosk_api.cli.output import AsJson, IndexDir, err, out
from kiosk_api.offline import open_settings_embedder
from kiosk_api.publishing.gate import GateReport, check_version
from kiosk_api.publishing.publisher import GateRefused, Publisher, unfinished
from kiosk_api.settings import Settings
from search_index import IndexUnavailable, VersionStore
from search_index.withdrawals import withdrawn

Reason = Annotated[str, typer.Option("--reason", help="理由，记入操作记录")]
By = Annotated[str, typer.Option("--by", help="操作的人；不写就用登录这台机器的用户名")]
WithRasa = Annotated[bool, typer.Option("--with-rasa", help="经过助手提问（默认直接查找）")]
MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]


def publisher_of(index: Path | None, *, with_assistant: bool = False) -> Publisher:
    """The publisher of an index folder, with the real gate."""
    settings = Settings()
    store = VersionStore(index or settings.index_dir)
    return Publisher(store, lambda version: _checked(store, version, settings, with_assistant=with_assistant))


def _checked(store: VersionStore, version: str, settings: Settings, *, with_assistant: bool) -> GateReport:
    store.path_of(version)
    embedder = open_settings_embedder(settings)
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("正在检验", total=None)
        return asyncio.run(
            check_version(
                store,
                version,
                embedder,
                settings,
                with_assistant=with_assistant,
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        )


def publish_checked(
    publisher: Publisher,
    version: str,
    by: str = "",
    at: float | None = None,
    reason: str = "",
    show: Callable[[GateReport], None] = show_gate,
) -> None:
    """Publishes and tells; a refusal names every question in its way and ends the command."""
    try:
        report = publisher.publish(version, by or whoever(), at, reason)
    except GateRefused as refused:
        show(refused.report)
        err.print(str(refused))
        err.print("没有发布，正在使用的版本不变。改好内容再来；确实要发布：gongkai publish --reason 写明理由。")
        raise typer.Exit(1) from refused
    show(report)


def gate(
    version: Annotated[str | None, typer.Argument(help="版本；不写就是最新的")] = None,
    with_rasa: WithRasa = False,
    index: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """发布前检验：用内容自带的问题（questions.jsonl）测这个版本，和正在使用的版本比；不发布。"""
    settings = Settings()
    store = VersionStore(index or settings.index_dir)
    report = _checked(store, version or _newest(store), settings, with_assistant=with_rasa)
    (print_gate if as_json else show_gate)(report)
    if not report.passed:
        raise typer.Exit(1)


def publish(
    version: Annotated[str | None, typer.Argument(help="版本；不写就发布最新的")] = None,
    at: Annotated[
        datetime | None,
        typer.Option("--at", formats=MOMENTS, help="到这个时间（本机时间）再换上，例如 2026-12-01T08:00"),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="没有通过检验也要发布的理由，记入操作记录")] = "",
    with_rasa: WithRasa = False,
    by: By = "",
    index: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """发布一个版本：先检验，通过了正在运行的服务就自动换上，不中断；也可以定时。"""
    store = VersionStore(index or Settings().index_dir)
    chosen = version or _newest(store)
    publisher = publisher_of(index, with_assistant=with_rasa)
    publish_checked(publisher, chosen, by, at.timestamp() if at else None, reason, print_gate if as_json else show_gate)
    told = f"{at:%Y-%m-%d %H:%M} 起使用 {chosen}" if at else f"已发布 {chosen}"
    (err if as_json else out).print(told)
    _remind(store, chosen)


def rollback(reason: Reason = "", by: By = "", index: IndexDir = None) -> None:
    """退回上一次发布的版本，不再检验。"""
    out.print(f"已退回 {publisher_of(index).rollback(by or whoever(), reason)}")
    _remind(VersionStore(index or Settings().index_dir))


def cancel(version: Annotated[str, typer.Argument(help="定时发布的版本")], by: By = "", index: IndexDir = None) -> None:
    """取消定时发布。"""
    publisher_of(index).cancel(version, by or whoever())
    out.print(f"已取消 {version} 的定时发布")


def withdraw(
    record_id: Annotated[str, typer.Argument(help="事项、问答、政策……的编号，见 gongkai search")],
    reason: Annotated[str, typer.Option("--reason", help="为什么撤下，记入操作记录")],
    by: By = "",
    index: IndexDir = None,
) -> None:
    """立即撤下一条内容：几秒之内哪里都看不到，不用重新生成索引。"""
    title = publisher_of(index).withdraw(record_id, by or whoever(), reason)
    out.print(f"已撤下 {record_id}（{title}）；恢复：gongkai restore {record_id}")


def restore(record_id: Annotated[str, typer.Argument(help="撤下的编号")], by: By = "", index: IndexDir = None) -> None:
    """恢复撤下的内容。"""
    publisher_of(index).restore(record_id, by or whoever())
    out.print(f"已恢复 {record_id}")


def versions(
    only_served: Annotated[bool, typer.Option("--served", help="只说正在使用的；一个都没有时失败")] = False,
    index: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """列出索引版本：* 是正在使用的，定时发布的写明时间，并列出撤下的内容。"""
    store = VersionStore(index or Settings().index_dir)
    if only_served:
        out.print(f"继续使用已发布的版本 {store.published()}")
        return
    served = store.history()[-1:]
    later = {one.version: datetime.fromtimestamp(one.at) for one in store.scheduled()}
    for manifest in store.versions():
        when = later.get(manifest.version)
        if as_json:
            facts = manifest.model_dump(mode="json", exclude={"files"})
            state = {"published": manifest.version in served, "scheduled": when.isoformat() if when else None}
            print(json.dumps({**facts, **state}, ensure_ascii=False))
        else:
            mark = "*" if manifest.version in served else " "
            note = f"  定于 {when:%Y-%m-%d %H:%M} 发布" if when else ""
            out.print(f"{mark} {manifest.version}  {manifest.district}  {manifest.counts}{note}")
    for record_id, reason in withdrawn(store.folder).items():
        (err if as_json else out).print(f"撤下的：{record_id}（{reason}）")


def audit(
    verify: Annotated[bool, typer.Option("--verify", help="检查记录有没有被改动过")] = False,
    index: IndexDir = None,
    as_json: AsJson = False,
) -> None:
    """操作记录：谁在什么时候发布、退回、撤下了什么。"""
    log = publisher_of(index).audit
    if verify:
        found = log.verify()
        told = f"{found.lines} 条记录，前后相接，没有改动过；最后一条的校验码 {found.digest}"
        if as_json:
            print(found.model_dump_json())
        else:
            out.print(told + (f"；有 {found.torn} 行因为断电或崩溃没有写完" if found.torn else ""))
        return
    for entry in log.entries():
        if as_json:
            print(entry.model_dump_json())
        else:
            told = "，".join(f"{name}={value}" for name, value in entry.details.items() if value not in ("", []))
            moment = f"{entry.time.astimezone():%Y-%m-%d %H:%M:%S}"
            out.print(f"{entry.number:>5}  {moment}  {entry.actor}  {entry.action}  {entry.version}  {told}")
    for begun in unfinished(log):
        err.print(f"没有做完：{begun}")


def whoever() -> str:
    """Who is logged in, for the log; a number where the machine knows no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _newest(store: VersionStore) -> str:
    found = store.versions()
    if not found:
        raise IndexUnavailable("还没有版本，请先运行 gongkai build")
    return found[-1].version


def _remind(store: VersionStore, chosen: str = "") -> None:
    for one in store.scheduled():
        if one.version != chosen:
            moment = datetime.fromtimestamp(one.at)
            told = f"提醒：{one.version} 仍定于 {moment:%Y-%m-%d %H:%M} 发布；不要的话：gongkai cancel {one.version}"
            err.print(told)


COMMANDS: tuple[Callable[..., None], ...] = (gate, publish, rollback, cancel, withdraw, restore, versions, audit)
