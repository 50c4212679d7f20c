"""The command line ``gongkai``: results on stdout, progress and complaints on stderr, non-zero on failure."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk_api.offline import OfflineAsker, open_index
from kiosk_api.settings import Settings
from search_index import ContentError, Filters, SearchIndexError, VersionStore, check_content, load_content
from search_index.records import Kind
from search_index.search import SearchResult

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="政务公开查询服务 gongkai：导入、检查、生成索引、发布、查询。"
)
err = Console(stderr=True, highlight=False, markup=False)
out = Console(highlight=False, markup=False, soft_wrap=True)

ContentDir = Annotated[Path | None, typer.Argument(help="内容文件夹；不写就用设置里的 GONGKAI_CONTENT_DIR")]
IndexDir = Annotated[Path | None, typer.Option("--index", help="索引文件夹；不写就用设置里的 GONGKAI_INDEX_DIR")]
OnTheFly = Annotated[Path | None, typer.Option("--content", help="直接用这个内容文件夹（自动生成索引）")]
AsJson = Annotated[bool, typer.Option("--json", help="每行输出一个 JSON")]
Batch = Annotated[Path | None, typer.Option("--batch", help="问题文件，一行一个问题")]
Question = Annotated[str | None, typer.Argument(help="问题")]


def main() -> None:
    """Entry point; every error of ours becomes one message and exit status 1."""
    try:
        app()
    except ContentError as error:
        errors = [complaint for complaint in error.complaints if complaint.severity == "error"]
        _tell(errors)
        err.print(f"共 {len(errors)} 处错误，什么都没有写入。")
        sys.exit(1)
    except SearchIndexError as error:
        err.print(str(error))
        sys.exit(1)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="监听地址")] = None,
    port: Annotated[int | None, typer.Option(help="监听端口")] = None,
) -> None:
    """启动查询服务（网页和接口）。"""
    import uvicorn

    settings = Settings()
    uvicorn.run(
        "kiosk_api.app:build_app",
        factory=True,
        host=host or settings.host,
        port=port or settings.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ws="none",
    )


@app.command("import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="目录文件：CSV、XLSX、XLS")],
    into: Annotated[Path, typer.Option("--into", help="写到哪个内容文件夹")],
    as_json: AsJson = False,
) -> None:
    """导入公开目录（一张表，任意几栏都行）；有一处错误就什么都不写。"""
    from search_index.importer import import_catalogues

    reports = import_catalogues(files, into, Settings().field_dir)
    for report in reports:
        warnings = [complaint for complaint in report.complaints if complaint.severity == "warning"]
        if as_json:
            print(
                json.dumps(
                    {
                        "file": report.file,
                        "items": len(report.items),
                        "columns": report.columns,
                        "warnings": [str(complaint) for complaint in warnings],
                    },
                    ensure_ascii=False,
                )
            )
            continue
        out.print(f"{report.file}：导入 {len(report.items)} 项，提醒 {len(warnings)} 处")
        for header, field in report.columns.items():
            out.print(f"  {header} → {field}")
        _tell(warnings)


@app.command()
def check(content: ContentDir = None, as_json: AsJson = False) -> None:
    """检查内容，列出每一处错误和提醒（文件、行、栏）。"""
    settings = Settings()
    read, complaints = check_content(content or settings.content_dir, settings.field_dir)
    errors = [complaint for complaint in complaints if complaint.severity == "error"]
    if as_json:
        for complaint in complaints:
            print(json.dumps({slot: getattr(complaint, slot) for slot in complaint.__slots__}, ensure_ascii=False))
    else:
        _tell(errors)
        _tell([complaint for complaint in complaints if complaint.severity == "warning"])
        table = Table("领域", "事项", "已核实", "未核实")
        for domain in dict.fromkeys(item.domain for item in read.items):
            items = [item for item in read.items if item.domain == domain]
            verified = sum(item.verified for item in items)
            table.add_row(domain or "（空）", str(len(items)), str(verified), str(len(items) - verified))
        out.print(table)
        sizes = {
            "事项": read.items,
            "政策": read.policies,
            "解读": read.interpretations,
            "常见问题": read.faq,
            "指南段落": read.guides,
            "地点": read.places,
            "别处办理": read.redirects,
            "别名": read.aliases,
        }
        out.print("，".join(f"{name} {len(records)}" for name, records in sizes.items()))
        out.print(f"错误 {len(errors)} 处，提醒 {len(complaints) - len(errors)} 处")
    if errors:
        raise typer.Exit(1)


@app.command()
def build(
    content: ContentDir = None,
    out_dir: Annotated[Path | None, typer.Option("--out", help="索引文件夹")] = None,
    publish_it: Annotated[bool, typer.Option("--publish", help="生成后立即发布")] = False,
    as_json: AsJson = False,
) -> None:
    """检查内容并生成一个新的索引版本（第一次生成的会自动发布）。"""
    from kiosk_api.offline import open_settings_embedder
    from search_index.build import build_version

    settings = Settings()
    loaded, complaints = load_content(content or settings.content_dir, settings.field_dir)
    err.print(f"内容检查通过，提醒 {len(complaints)} 处；正在生成索引……")
    store = VersionStore(out_dir or settings.index_dir)
    known = {manifest.version for manifest in store.versions()}
    embedder = open_settings_embedder(settings)
    manifest = build_version(loaded, embedder, settings.embedding_model, store, _progress)
    first = not store.history()
    if publish_it or first:
        store.publish(manifest.version, embedder.fingerprint)
    if as_json:
        print(manifest.model_dump_json(exclude={"files"}))
        return
    state = "没有变化，沿用" if manifest.version in known else "已生成"
    out.print(f"{state}版本 {manifest.version}：{manifest.counts}，{manifest.documents} 段文字")
    if publish_it or first:
        out.print("已发布")


@app.command()
def publish(
    version: Annotated[str | None, typer.Argument(help="版本；不写就发布最新的")] = None, index: IndexDir = None
) -> None:
    """发布一个版本：正在运行的服务会自动换上，不中断。"""
    store = VersionStore(index or Settings().index_dir)
    versions = store.versions()
    chosen = version or (versions[-1].version if versions else "")
    store.publish(chosen)
    out.print(f"已发布 {chosen}")


@app.command()
def rollback(index: IndexDir = None) -> None:
    """退回上一次发布的版本。"""
    out.print(f"已退回 {VersionStore(index or Settings().index_dir).rollback()}")


@app.command()
def versions(index: IndexDir = None, as_json: AsJson = False) -> None:
    """列出索引版本；* 是正在使用的。"""
    store = VersionStore(index or Settings().index_dir)
    history = store.history()
    for manifest in store.versions():
        served = bool(history) and history[-1] == manifest.version
        if as_json:
            print(
                json.dumps(
                    {**manifest.model_dump(mode="json", exclude={"files"}), "published": served}, ensure_ascii=False
                )
            )
        else:
            out.print(f"{'*' if served else ' '} {manifest.version}  {manifest.district}  {manifest.counts}")


@app.command()
def search(
    question: Question = None,
    top_k: Annotated[int, typer.Option("--top-k", min=1, max=100, help="几条结果")] = 5,
    domain: Annotated[str | None, typer.Option(help="只在这个领域里找")] = None,
    level: Annotated[str | None, typer.Option(help="只找这一层级")] = None,
    agency: Annotated[str | None, typer.Option(help="只找这个公开主体")] = None,
    kind: Annotated[str | None, typer.Option(help="item、policy、faq、guide……")] = None,
    index: IndexDir = None,
    content: OnTheFly = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """只查找，不经过助手：列出最相近的内容和分数。"""
    opened = open_index(Settings(), index, content)
    filters = Filters(domain, level, agency, _kind(kind))
    for asked in _questions(question, batch):
        result = opened.search(asked, top_k=top_k, filters=filters)
        if as_json or batch:
            print(json.dumps(_search_line(asked, result), ensure_ascii=False))
        else:
            for hit in result.hits:
                out.print(f"{hit.score:.3f}  {'／'.join([*hit.path, hit.title])}  [{hit.kind} {hit.id}]")
            out.print(f"把握：{result.confidence:.2f}")


@app.command()
def ask(
    question: Question = None,
    no_rasa: Annotated[bool, typer.Option("--no-rasa", help="不用助手，直接查找")] = False,
    index: IndexDir = None,
    content: OnTheFly = None,
    batch: Batch = None,
    as_json: AsJson = False,
) -> None:
    """像市民一样提问：走完整的回答流程；连不上助手时失败（除非 --no-rasa）。"""
    asyncio.run(_ask(question, no_rasa, index, content, batch, as_json))


async def _ask(
    question: str | None, no_rasa: bool, index: Path | None, content: Path | None, batch: Path | None, as_json: bool
) -> None:
    asker = OfflineAsker(Settings(), index, content, with_assistant=not no_rasa)
    try:
        if not no_rasa and not await asker.assistant_ready():
            err.print("连不上助手（Rasa）。请先 make run，或加 --no-rasa 直接查找。")
            raise typer.Exit(1)
        for asked in _questions(question, batch):
            answer = await asker.ask(asked)
            if not no_rasa and answer.understood_by != "assistant":
                err.print(f"助手没有回答这一句：{asked}")
                raise typer.Exit(1)
            if as_json or batch:
                print(json.dumps({"question": asked, "answer": answer.model_dump(mode="json")}, ensure_ascii=False))
            else:
                out.print(answer.text)
                for source in answer.sources:
                    out.print(f"  出处：{source.title}（{source.file} 第{source.row}行）{source.url}")
    finally:
        await asker.close()


def _questions(question: str | None, batch: Path | None) -> Iterator[str]:
    if (question is None) == (batch is None):
        raise typer.BadParameter("请写一个问题，或用 --batch 给出问题文件")
    if question is not None:
        yield question
    elif batch is not None:
        if not batch.is_file():
            raise typer.BadParameter(f"找不到问题文件 {batch}")
        yield from (line for line in batch.read_text("utf-8-sig").splitlines() if line.strip())


def _kind(name: str | None) -> Kind | None:
    kinds: dict[str, Kind] = {
        "item": "item",
        "policy": "policy",
        "interpretation": "interpretation",
        "faq": "faq",
        "guide": "guide",
        "place": "place",
        "redirect": "redirect",
    }
    if name is not None and name not in kinds:
        raise typer.BadParameter(f"没有「{name}」这一类，只有 {'、'.join(kinds)}")
    return kinds[name] if name else None


def _search_line(question: str, result: SearchResult) -> dict[str, object]:
    hits = [
        {
            "id": hit.id,
            "kind": hit.kind,
            "title": hit.title,
            "path": list(hit.path),
            "score": hit.score,
            "source": {
                "file": hit.source.file,
                "row": hit.source.row,
                "url": hit.source.url,
                "as_of": hit.source.as_of.isoformat() if hit.source.as_of else None,
            },
        }
        for hit in result.hits
    ]
    return {"question": question, "hits": hits, "confidence": round(result.confidence, 4)}


def _tell(complaints: Iterable[object]) -> None:
    for complaint in complaints:
        err.print(str(complaint))


def _progress(done: int, total: int) -> None:
    err.print(f"  已处理 {done}/{total} 段文字")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONIOENCODING", "utf-8")
    main()
