"""A coverage run as an Excel workbook for staff to work through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from kiosk_api.coverage.gaps import Gap, Gaps, spoken
from kiosk_api.coverage.matrix import Cell, CellState, CoverageMatrix
from kiosk_api.coverage.names import aspect_name, kind_name, status_name, variant_name, verdict_name
from kiosk_api.coverage.records import Outcome, Run, Verdict
from kiosk_api.coverage.report.findings import Findings, find
from kiosk_api.coverage.report.overview_sheet import STATE_WORDS, write_overview
from kiosk_api.coverage.report.sheets import Value, put, write_sheet
from search_index import Content
from search_index.records import CatalogItem

STATE_FILLS = {
    CellState.passed: PatternFill("solid", fgColor="C6E7CE"),
    CellState.failed: PatternFill("solid", fgColor="F6C7C3"),
    CellState.untested: PatternFill("solid", fgColor="FFF1C9"),
    CellState.blank: PatternFill("solid", fgColor="E3E6EA"),
}
STATE_MEANINGS = {
    CellState.passed: "问过，都答对了",
    CellState.failed: "问过，没有都答对；数字是答对几个／问了几个",
    CellState.untested: "目录里写了，还没有问题问到",
    CellState.blank: "目录里没写这一项，也没有问题问到",
}
QUESTION_COLUMNS = {
    "行": 6,
    "问题": 36,
    "前面问过": 24,
    "结果": 12,
    "得分": 7,
    "为什么": 50,
    "应有的状态": 12,
    "实际的状态": 12,
    "应答编号": 22,
    "实际给出": 40,
    "问的方面": 14,
    "听成的方面": 14,
    "把握": 8,
    "应答排在第几": 10,
    "毫秒": 8,
    "谁听懂的": 10,
    "标签": 14,
    "换法": 10,
    "回答": 60,
}
"""Header and width in characters."""
ITEM_HEADER = ("编号", "领域", "事项", "公开主体")
ITEM_WIDTHS = (18, 18, 46, 24)


def write_excel(run: Run, content: Content, path: Path, findings: Findings | None = None) -> None:
    """Writes the seven sheets of a report; overwrites ``path``.

    Without ``findings`` the sheets that need an embedding model say that they were not made.
    """
    found = findings or find(run, content)
    workbook = Workbook()
    workbook.active.title = "概要"
    write_overview(workbook.active, run, found)
    _questions(workbook.create_sheet("逐题"), content, run.outcomes)
    _matrix(workbook.create_sheet("覆盖矩阵"), found.matrix)
    _never_asked(workbook.create_sheet("没问到的事项"), found.matrix)
    _gaps(workbook.create_sheet("答不上来的"), found.gaps)
    _twins(workbook.create_sheet("重复和矛盾的问答"), found)
    _candidates(workbook.create_sheet("候选"), run.outcomes)
    workbook.save(path)


def _questions(sheet: Worksheet, content: Content, outcomes: Iterable[Outcome]) -> None:
    rows = (_question_row(content, each) for each in outcomes)
    write_sheet(sheet, tuple(QUESTION_COLUMNS), rows, tuple(QUESTION_COLUMNS.values()), frozen=2)


def _question_row(content: Content, outcome: Outcome) -> tuple[Value, ...]:
    question = outcome.question
    return (
        question.row or None,
        question.question,
        "\n".join(question.context),
        verdict_name(outcome.verdict),
        outcome.points,
        outcome.reason,
        status_name(question.status),
        status_name(outcome.status),
        "\n".join(question.expected or (name for names in question.expected_all for name in names)),
        "\n".join(_shown(content, name) for name in outcome.records),
        "、".join(map(aspect_name, question.aspects)),
        "、".join(map(aspect_name, outcome.aspects)),
        round(outcome.confidence, 3),
        None if outcome.rank is None else outcome.rank + 1,
        round(outcome.milliseconds, 1),
        "助手" if outcome.understood_by == "assistant" else "直接检索",
        "、".join(question.tags),
        variant_name(question.variant),
        outcome.text,
    )


def _matrix(sheet: Worksheet, matrix: CoverageMatrix) -> None:
    labels = [column.label for column in matrix.columns]
    rows: list[tuple[Value, ...]] = [
        (*_item_row(row.item), row.questions, row.right, *map(_cell_text, row.cells)) for row in matrix.rows
    ]
    widths = (*ITEM_WIDTHS, 8, 8, *(11 for _ in labels))
    write_sheet(sheet, (*ITEM_HEADER, "问了几个", "答对几个", *labels), rows, widths, frozen=3)
    first = len(ITEM_HEADER) + 3
    for number, row in enumerate(matrix.rows, start=2):
        for column, cell in enumerate(row.cells, start=first):
            sheet.cell(number, column).fill = STATE_FILLS[cell.state]
    for number, state in enumerate(CellState, start=1):
        mark = sheet.cell(number, first + len(labels) + 1)
        put(mark, STATE_WORDS[state])
        mark.fill = STATE_FILLS[state]
        put(sheet.cell(number, first + len(labels) + 2), STATE_MEANINGS[state])


def _cell_text(cell: Cell) -> str:
    word = STATE_WORDS[cell.state]
    return f"{word} {cell.right}／{cell.asked}" if cell.asked else word


def _item_row(item: CatalogItem) -> tuple[str, str, str, str]:
    return item.id, item.domain or item.category, "／".join((*item.path, item.title)), item.agency


def _never_asked(sheet: Worksheet, matrix: CoverageMatrix) -> None:
    rows = [("没有一个问题问到", *_item_row(item)) for item in matrix.never_expected]
    rows += [("问过，没有一次答对", *_item_row(item)) for item in matrix.never_right]
    write_sheet(sheet, ("情况", *ITEM_HEADER), rows, (20, *ITEM_WIDTHS))


def _gaps(sheet: Worksheet, gaps: Gaps | None) -> None:
    header = ("情况", "这一组问的是", "这一组几个", "问题", "结果", "为什么")
    rows: Iterator[tuple[Value, ...]] = iter([("没有做这一项：生成报告时没有用向量模型",)])
    if gaps is not None:
        known = (("该答的没答上", gap) for gap in gaps.unanswered)
        rows = _gap_rows([*known, *(("没有标注，答的是没有", gap) for gap in gaps.unlabelled)])
    write_sheet(sheet, header, rows, (22, 36, 12, 40, 14, 60))


def _gap_rows(groups: Iterable[tuple[str, Gap]]) -> Iterator[tuple[Value, ...]]:
    for which, gap in groups:
        for each in gap.outcomes:
            yield which, gap.title, gap.size, spoken(each.question), verdict_name(each.verdict), each.reason


def _twins(sheet: Worksheet, found: Findings) -> None:
    header = ("情况", "第一条编号", "第一条的问法", "第二条编号", "第二条的问法", "相近程度", "说明")
    rows: list[tuple[Value, ...]] = [("没有做这一项：生成报告时没有用向量模型",)]
    if found.twins is not None:
        rows = [
            (
                "互相矛盾" if twin.kind == "conflict" else "重复",
                twin.first,
                twin.first_text,
                twin.second,
                twin.second_text,
                round(twin.similarity, 3),
                twin.reason,
            )
            for twin in found.twins
        ]
    write_sheet(sheet, header, rows, (12, 22, 36, 22, 36, 10, 60))


def _candidates(sheet: Worksheet, outcomes: Iterable[Outcome]) -> None:
    header = ("行", "问题", "结果", "第几条", "编号", "种类", "标题", "分数", "给没给出", "为什么")
    rows = (
        (
            outcome.question.row or None,
            outcome.question.question,
            verdict_name(outcome.verdict),
            place,
            candidate.id,
            kind_name(candidate.kind),
            "／".join((*candidate.path, candidate.title)),
            round(candidate.score, 4),
            "给出" if candidate.kept else "没给",
            candidate.reason,
        )
        for outcome in outcomes
        if outcome.verdict is not Verdict.right and not outcome.question.variant
        for place, candidate in enumerate(outcome.candidates, start=1)
    )
    write_sheet(sheet, header, rows, (6, 36, 14, 8, 22, 12, 50, 9, 10, 50))


def _shown(content: Content, name: str) -> str:
    record = content.get(name)
    return f"{name} {'／'.join((*record.path, record.title))}" if record else name
