"""Commands that ask: search (ranked records) and ask (the API's whole path)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from kiosk_api.cli.output import AsJson, IndexDir, err, out
from kiosk_api.offline import OfflineAsker, open_index
from kiosk_api.settings import Settings
from search_index import Filters
from search_index.records import Kind
from search_index.search import SearchResult

OnTheFly = Annotated[Path | None, typer.Option("--content", help="直接用这个内容文件夹（自动生成索引）")]
Batch = Annotated[Path | None, typer.Option("--batch", help="问题文件，一行一个问题")]
Question = Annotated[str | None, typer.Argument(help="问题")]


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
    questions = list(_questions(question, batch))
    opened = open_index(Settings(), index, content)
    filters = Filters(domain, level, agency, _kind(kind))
    for asked in questions:
        result = opened.search(asked, top_k=top_k, filters=filters)
        if as_json or batch:
            print(json.dumps(_search_line(asked, result), ensure_ascii=False))
        else:
            for hit in result.hits:
                out.print(f"{hit.score:.3f}  {'／'.join([*hit.path, hit.title])}  [{hit.kind} {hit.id}]")
            out.print(f"把握：{result.confidence:.2f}")


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
    questions = list(_questions(question, batch))
    asker = OfflineAsker(Settings(), index, content, with_assistant=not no_rasa)
    try:
        if not no_rasa and not await asker.assistant_ready():
            err.print("连不上助手（Rasa）。请先 make run，或加 --no-rasa 直接查找。")
            raise typer.Exit(1)
        for asked in questions:
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


COMMANDS: tuple[Callable[..., None], ...] = (search, ask)
