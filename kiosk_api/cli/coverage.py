"""Commands of coverage testing: run a question set, compare two runs, draft questions for what is not tested."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress
from rich.table import Column, Table

from kiosk_api.cli.output import AsJson, IndexDir, err, out, tell
from kiosk_api.coverage.differences import Change, Difference, compare_runs
from kiosk_api.coverage.names import status_name, verdict_name
from kiosk_api.coverage.questions import load_test_questions, unknown_ids, variant_kinds, with_variants
from kiosk_api.coverage.records import Run, TestQuestion, Verdict
from kiosk_api.coverage.run_files import load_run, save_run
from kiosk_api.coverage.running import measure
from kiosk_api.coverage.summary import Figure, Figures, Group, Summary, summarise
from kiosk_api.offline import open_index, open_settings_embedder
from kiosk_api.settings import Settings
from search_index import Content, SearchIndex, load_content

app = typer.Typer(no_args_is_help=True, help="测一测：市民的问题，内容答得上多少；两次之间有什么变化。")

QuestionFile = Annotated[Path, typer.Argument(help="问题文件：JSONL、CSV 或 Excel，写法见 data/README.md")]
RunFile = Annotated[Path, typer.Argument(help="gongkai coverage run … --json 写的文件")]
OnTheFly = Annotated[Path | None, typer.Option("--content", help="直接用这个内容文件夹（自动生成索引）")]
SHOWN = 20
"""Questions and groups listed on the screen; files have them all."""


@app.command()
def run(
    questions: QuestionFile,
    no_rasa: Annotated[bool, typer.Option("--no-rasa", help="不用助手，直接查找")] = False,
    index: IndexDir = None,
    content: OnTheFly = None,
    variants: Annotated[
        str, typer.Option(help="同时测换一种写法的：typo,homophone……（也可写“错字,同音字”），或 all")
    ] = "",
    json_file: Annotated[Path | None, typer.Option("--json", help="把全部结果写成 JSON 文件")] = None,
    excel: Annotated[Path | None, typer.Option("--excel", help="写成 Excel 文件，给业务人员逐条看")] = None,
    html: Annotated[Path | None, typer.Option("--html", help="写成一个网页文件，给领导看")] = None,
) -> None:
    """用一批问题测内容：答对多少，哪些没答上，为什么；连不上助手时失败（除非 --no-rasa）。"""
    asked, warnings = load_test_questions(questions)
    asked = with_variants(asked, variant_kinds(variants)) if variants else asked
    settings = Settings()
    opened = open_index(settings, index, content)
    tell([*warnings, *unknown_ids((one for one in asked if not one.variant), opened.content, questions.name)])
    found = asyncio.run(_measured(opened, settings, asked, questions.name, with_assistant=not no_rasa))
    summary = summarise(found, opened.content)
    _show(found, summary)
    if json_file is not None:
        save_run(found, json_file, summary)
    _write_reports(found, opened.content, settings, excel, html)
    if found.mode == "assistant" and found.direct_answers:
        err.print(f"提醒：有 {found.direct_answers} 句没有经过助手，是直接查找回答的。")


@app.command()
def diff(before: RunFile, after: RunFile, as_json: AsJson = False) -> None:
    """比较两次测试：修好的、变坏的、答法变了的、没有变化的。"""
    found = compare_runs(load_run(before), load_run(after))
    if as_json:
        print(found.model_dump_json())
        return
    tell(f"提醒：{warning}" for warning in found.warnings)
    _show_difference(found)


@app.command()
def draft(
    into: Annotated[Path, typer.Option("--into", help="写到哪个文件：JSONL 或 Excel")],
    content: Annotated[Path | None, typer.Option("--content", help="内容文件夹；不写就用设置里的")] = None,
    tested: Annotated[Path | None, typer.Option("--run", help="上一次测试的 JSON 文件：测过的不再拟")] = None,
) -> None:
    """给还没有问题去测的事项和方面，拟一批问题草稿，由人审过再用。"""
    from kiosk_api.coverage.draft import draft_questions, write_drafts

    settings = Settings()
    loaded, _ = load_content(content or settings.content_dir, settings.field_dir)
    drafts = draft_questions(loaded, load_run(tested) if tested else None)
    write_drafts(drafts, loaded, into)
    out.print(f"拟了 {len(drafts)} 个问题，写到 {into}；请逐条看过、改过再用来测试。")


async def _measured(
    index: SearchIndex, settings: Settings, questions: tuple[TestQuestion, ...], name: str, *, with_assistant: bool
) -> Run:
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("正在提问", total=len(questions))
        return await measure(
            index,
            settings,
            questions,
            questions_file=name,
            with_assistant=with_assistant,
            progress=lambda done, _: bar.update(task, completed=done),
        )


def _write_reports(run: Run, content: Content, settings: Settings, excel: Path | None, html: Path | None) -> None:
    if excel is None and html is None:
        return
    # The writers load slowly, and most runs only print.
    from kiosk_api.coverage.report import find, write_excel, write_html

    findings = find(run, content, open_settings_embedder(settings))
    if excel is not None:
        write_excel(run, content, excel, findings)
    if html is not None:
        write_html(run, content, html, findings)


def _show(run: Run, summary: Summary) -> None:
    plain = summary.overall
    by = f"经过助手 {len(run.outcomes) - run.direct_answers} 句，直接查找 {run.direct_answers} 句"
    out.print(f"{run.district}，索引 {run.index_version}：{len(run.outcomes)} 句，{run.seconds:.1f} 秒；{by}")
    out.print(_overall_table(plain))
    if len(summary.variants) > 1:
        out.print(_groups_table("换一种写法", summary.variants))
    if domains := summary.groups["domain"]:
        out.print(_groups_table("领域", domains[:SHOWN]))
    for wanted, row in summary.confusion.items():
        given = "，".join(f"{status_name(status)} {count}" for status, count in row.items())
        out.print(f"应有“{status_name(wanted)}”的，得到：{given}")


def _overall_table(found: Figures) -> Table:
    table = Table("", "数字", "95% 区间", "问题")
    for name, figure in (
        ("答对", found.right),
        ("第一条就对", found.hit_1),
        ("前三条里有", found.hit_3),
        ("MRR", found.mrr),
        ("问的方面听对了", found.aspects),
        ("该答的里答了的", found.answered),
        ("不该答的里误答的", found.false_answers),
        ("抽查得分（对 1，半对 0.5）", found.index),
    ):
        known = figure.low is not None and figure.high is not None
        table.add_row(
            name, _share(figure), f"{figure.low:.2f}–{figure.high:.2f}" if known else "—", str(figure.questions)
        )
    if found.p50 is not None and found.p95 is not None:
        table.add_row("用时 p50 / p95", f"{found.p50:.0f} / {found.p95:.0f} 毫秒", "", str(found.questions))
    for verdict in Verdict:
        if count := found.verdicts.get(verdict):
            table.add_row(f"其中：{verdict_name(verdict)}", str(count))
    return table


def _groups_table(title: str, groups: Sequence[Group]) -> Table:
    table = Table(Column(title, no_wrap=True), "问题", "答对", "第一条", "前三条", "误答", "得分")
    for group in groups:
        found = group.figures
        shares = (found.right, found.hit_1, found.hit_3, found.false_answers, found.index)
        table.add_row(group.name, str(found.questions), *map(_share, shares))
    return table


def _share(figure: Figure) -> str:
    return "—" if figure.value is None else f"{figure.value:.2f}"


def _show_difference(found: Difference) -> None:
    lists = {
        "修好的": found.fixed,
        "变坏的": found.broken,
        "好了一些": found.better,
        "差了一些": found.worse,
        "答法变了": found.changed,
    }
    for title, changes in lists.items():
        out.print(f"{title} {len(changes)} 句")
        for change in changes[:SHOWN]:
            out.print(f"  {_line(change)}")
        if len(changes) > SHOWN:
            out.print(f"  ……还有 {len(changes) - SHOWN} 句，用 --json 看全部")
    alone = f"只在前一次 {len(found.only_before)} 句，只在后一次 {len(found.only_after)} 句"
    out.print(f"没有变化 {found.unchanged} 句；{alone}")
    both = Group(name="前一次", figures=found.before), Group(name="后一次", figures=found.after)
    out.print(_groups_table("两次都有的", both))


def _line(change: Change) -> str:
    verdicts = f"{verdict_name(change.before.verdict)} → {verdict_name(change.after.verdict)}"
    return f"{change.after.question.question}：{verdicts}{'；' if change.after.reason else ''}{change.after.reason}"
