"""Commands that bring a catalogue in and take it out: import, export."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from kiosk_api.cli.output import AsJson, err, out, tell
from kiosk_api.settings import Settings
from search_index import ContentError
from search_index.catalogue import PlannedFile, export_catalogue, plan_import
from search_index.catalogue.dry_run import complaints_of, write_dry_run
from search_index.catalogue.importing import current_items


def import_(
    files: Annotated[list[Path], typer.Argument(help="目录文件：Excel（XLSX、XLS）、Word（DOCX）、网页（HTML）、CSV")],
    into: Annotated[Path, typer.Option("--into", help="写到哪个内容文件夹")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎么导入，什么都不写")] = False,
    report: Annotated[Path | None, typer.Option("--report", help="把结果写成 Excel，标出有问题的格子")] = None,
    replacing: Annotated[str, typer.Option("--as", help="替换内容文件夹里的哪个目录文件，例如 catalog-街道.csv")] = "",
    as_json: AsJson = False,
) -> None:
    """导入公开目录：表头怎么写、几级事项、合并单元格、打勾都尽量认；有一处错误就什么都不写。"""
    if replacing and len(files) > 1:
        raise typer.BadParameter("--as 一次只能导入一个文件")
    plan = plan_import(files, into, Settings().field_dir, replacing)
    if report is not None:
        write_dry_run(plan, report)
        err.print(f"试导入的结果在 {report}")
    for planned in plan.files:
        if as_json:
            print(json.dumps(_line(planned), ensure_ascii=False))
        else:
            _show(planned)
    if not as_json:
        tell(complaint for complaint in complaints_of(plan) if complaint.severity == "warning")
    if plan.errors:
        raise ContentError(plan.errors)
    if dry_run:
        err.print("这是试导入，什么都没有写入。去掉 --dry-run 再运行一次就会写入。")
    else:
        plan.write()
        err.print(f"已写入 {into}")


def _line(planned: PlannedFile) -> dict[str, object]:
    change = planned.difference
    return {
        "file": planned.source.name,
        "target": planned.target,
        "items": len(planned.report.items),
        "added": len(change.added),
        "changed": len(change.changed),
        "removed": len(change.removed),
        "unchanged": change.unchanged,
        "columns": planned.report.columns,
        "complaints": [{slot: getattr(one, slot) for slot in one.__slots__} for one in planned.report.complaints],
    }


def _show(planned: PlannedFile) -> None:
    change = planned.difference
    told = [complaint.severity for complaint in planned.report.complaints]
    out.print(
        f"{planned.source.name} → {planned.target}：{len(planned.report.items)} 项（新增 {len(change.added)}，"
        f"改动 {len(change.changed)}，删除 {len(change.removed)}，不变 {change.unchanged}），"
        f"错误 {told.count('error')} 处，提醒 {told.count('warning')} 处"
    )
    for header, field in planned.report.columns.items():
        out.print(f"  {header} → {field}")


def export(
    path: Annotated[Path, typer.Argument(help="写成哪个文件：.xlsx 或 .csv")],
    content: Annotated[Path | None, typer.Option("--content", help="内容文件夹；不写就用设置里的")] = None,
    only: Annotated[str, typer.Option("--only", help="只导出哪个目录文件，例如 catalog-街道.csv")] = "",
) -> None:
    """把公开目录导出成一张表；改好以后用 gongkai import --as 原样导回来。"""
    standing = current_items(content or Settings().content_dir)
    if path.suffix.lower() not in {".xlsx", ".csv"}:
        raise typer.BadParameter("只能导出为 .xlsx 或 .csv")
    if not standing or (only and only not in standing):
        raise typer.BadParameter(f"没有可以导出的目录{f'：{only}' if only else ''}；有：{'、'.join(standing) or '无'}")
    items = [item for file, own in standing.items() for item in own if not only or file == only]
    export_catalogue(items, path)
    out.print(f"已导出 {len(items)} 项到 {path}")


COMMANDS: tuple[Callable[..., None], ...] = (import_, export)
