"""The first sheet of the workbook: the report in sentences, then its figures."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.worksheet import Worksheet

from kiosk_api.coverage.matrix import CellState, Totals
from kiosk_api.coverage.names import status_name
from kiosk_api.coverage.records import Run, Verdict
from kiosk_api.coverage.report.findings import Findings
from kiosk_api.coverage.report.overview import facts, lead, todos, words
from kiosk_api.coverage.report.sheets import Value, write_below, write_sheet
from kiosk_api.coverage.summary import Figure, Figures, Group
from kiosk_api.models import Status

STATE_WORDS = {
    CellState.passed: "答对",
    CellState.failed: "没答对",
    CellState.untested: "没问过",
    CellState.blank: "没写",
}
FIGURES_HEADER = ("数字", "数值", "算了几个问题", "95% 区间下限", "95% 区间上限")


def write_overview(sheet: Worksheet, run: Run, found: Findings) -> None:
    """The result, what to put right first, how the run was made, then every figure as small tables."""
    said, summary, matrix = words(), found.summary, found.matrix
    rows: list[tuple[Value, ...]] = [("结论", "".join(lead(found))), ("打分", said["lead"]["scoring"])]
    rows += [(f"先改第 {number} 件", todo.text) for number, todo in enumerate(todos(run, found), start=1)]
    write_sheet(sheet, ("项目", "内容"), [*rows, *facts(run)], widths=(34, 90, 14, 14, 14, 14, 14, 14))
    sheet.auto_filter.ref = None
    write_below(sheet, "主要数字", FIGURES_HEADER, _main_figures(summary.overall))
    for grouping, groups in (*summary.groups.items(), ("variant", summary.variants)):
        if groups:
            header = [said["names"][grouping], "问题", "答对", "得分", *said["figures"].values()]
            write_below(sheet, said["groups"][grouping], header, map(_group_row, groups))
    _write_confusion(sheet, summary.confusion)
    header = ["", *STATE_WORDS.values(), "问过的比例"]
    write_below(sheet, "覆盖矩阵，全部（格）", header, [_totals_row("全部", matrix.totals)])
    for title, totals in (("领域", matrix.by_domain), ("公开主体", matrix.by_agency)):
        by_name = [_totals_row(name, each) for name, each in totals.items()]
        write_below(sheet, f"覆盖矩阵，按{title}（格）", [title, *header[1:]], by_name)


def _write_confusion(sheet: Worksheet, confusion: dict[Status, dict[Status, int]]) -> None:
    given = list(dict.fromkeys(status for row in confusion.values() for status in row))
    rows: list[tuple[Value, ...]] = [
        (status_name(wanted), *(row.get(status, 0) for status in given)) for wanted, row in confusion.items()
    ]
    write_below(sheet, "应该怎么答（行）、实际怎么答（列）", ["应该＼实际", *map(status_name, given)], rows)


def _main_figures(overall: Figures) -> Iterator[tuple[Value, ...]]:
    for name, label in words()["figures"].items():
        figure: Figure = getattr(overall, name)
        yield (label, _rounded(figure.value), figure.questions, _rounded(figure.low), _rounded(figure.high))
    yield "用时，一半的问题在以内（毫秒）", _rounded(overall.p50), overall.questions
    yield "用时，95% 的问题在以内（毫秒）", _rounded(overall.p95), overall.questions


def _group_row(group: Group) -> tuple[Value, ...]:
    figures = group.figures
    shares = (_rounded(getattr(figures, name).value) for name in words()["figures"])
    return group.name, figures.questions, figures.verdicts.get(Verdict.right, 0), figures.points, *shares


def _totals_row(name: str, totals: Totals) -> tuple[Value, ...]:
    return name, totals.passed, totals.failed, totals.untested, totals.blank, _rounded(totals.tested)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
