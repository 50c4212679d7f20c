"""Commands that make an index out of content: check, build."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from kiosk_api.cli.gate_report import show_gate
from kiosk_api.cli.output import AsJson, err, out, tell
from kiosk_api.cli.publishing import publish_checked, publisher_of
from kiosk_api.offline import open_settings_embedder
from kiosk_api.settings import Settings
from search_index import Content, VersionStore, check_content, load_content
from search_index.build import build_version
from search_index.counting import count_domains, count_records

ContentDir = Annotated[Path | None, typer.Argument(help="内容文件夹；不写就用设置里的 GONGKAI_CONTENT_DIR")]


def check(content: ContentDir = None, as_json: AsJson = False) -> None:
    """检查内容，列出每一处错误和提醒（文件、行、栏）。"""
    settings = Settings()
    read, complaints = check_content(content or settings.content_dir, settings.field_dir)
    errors = [complaint for complaint in complaints if complaint.severity == "error"]
    if as_json:
        for complaint in complaints:
            print(json.dumps({slot: getattr(complaint, slot) for slot in complaint.__slots__}, ensure_ascii=False))
    else:
        tell(errors)
        tell([complaint for complaint in complaints if complaint.severity == "warning"])
        _show_counts(read)
        out.print(f"错误 {len(errors)} 处，提醒 {len(complaints) - len(errors)} 处")
    if errors:
        raise typer.Exit(1)


def _show_counts(content: Content) -> None:
    domains = Table("领域", "事项", "已核实", "未核实")
    counted = count_domains(content)
    for one in counted:
        domains.add_row(one.domain or "（空）", str(one.items), str(one.verified), str(one.items - one.verified))
    every, verified = sum(one.items for one in counted), sum(one.verified for one in counted)
    domains.add_row("合计", str(every), str(verified), str(every - verified), style="bold")
    out.print(domains)
    sizes = Table("内容", "数目")
    for name, number in count_records(content).items():
        sizes.add_row(name, str(number))
    out.print(sizes)


def build(
    content: ContentDir = None,
    out_dir: Annotated[Path | None, typer.Option("--out", help="索引文件夹")] = None,
    publish_it: Annotated[bool, typer.Option("--publish", help="生成后立即发布")] = False,
    as_json: AsJson = False,
) -> None:
    """检查内容并生成一个新的索引版本（第一次生成的会自动发布）。"""
    settings = Settings()
    loaded, complaints = load_content(content or settings.content_dir, settings.field_dir)
    err.print(f"内容检查通过，提醒 {len(complaints)} 处；正在生成索引……")
    store = VersionStore(out_dir or settings.index_dir)
    known = {manifest.version for manifest in store.versions()}
    embedder = open_settings_embedder(settings, for_build=True)
    manifest = build_version(loaded, embedder, settings.embedding_model, store, _progress)
    if as_json:
        print(manifest.model_dump_json(exclude={"files"}))
    else:
        state = "没有变化，沿用" if manifest.version in known else "已生成"
        out.print(f"{state}版本 {manifest.version}：{manifest.counts}，{manifest.documents} 段文字")
    if (publish_it or not store.history()) and store.history()[-1:] != [manifest.version]:
        publisher = publisher_of(store.folder)
        if held := publisher.held_back(manifest.version):
            err.print(f"没有自动发布：{held}")
        else:
            publish_checked(publisher, manifest.version, show=lambda report: show_gate(report, err if as_json else out))
            err.print(f"已发布 {manifest.version}")


def _progress(done: int, total: int) -> None:
    err.print(f"  已处理 {done}/{total} 段文字")


COMMANDS: tuple[Callable[..., None], ...] = (check, build)
