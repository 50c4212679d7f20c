"""The workbook of the small run: its sheets, their figures, and text that stays text.

Counted by hand as in ``test_report``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kiosk_api.coverage.matrix import CellState
from kiosk_api.coverage.records import Candidate, Outcome, TestQuestion, Verdict
from kiosk_api.coverage.report import find, write_excel
from kiosk_api.coverage.report.excel import STATE_FILLS
from kiosk_api.coverage.report.sheets import MOST_CHARS
from kiosk_api.models import Aspect, Status
from search_index.content import assemble
from search_index.district import District
from search_index.records import CatalogItem, Faq
from tests.character_embedder import CharacterEmbedder
from tests.coverage.opened_workbook import SHEETS, rows, workbook_of
from tests.coverage.small_run import OUTCOMES, run_of

FORMULA = '=HYPERLINK("http://example.com","低保")'


@pytest.fixture
def workbook(tmp_path: Path) -> Workbook:
    return workbook_of(tmp_path / "报告.xlsx", run_of())


def test_the_workbook_has_its_sheets(workbook: Workbook) -> None:
    assert workbook.sheetnames == SHEETS
    for sheet in workbook.worksheets:
        assert sheet.freeze_panes
        assert all(sheet.column_dimensions[cell.column_letter].width >= 5 for cell in sheet[1] if cell.value)
    assert all(workbook[name].auto_filter.ref for name in SHEETS[1:])


def test_overview_sheet_has_result_todos_and_figures(workbook: Workbook) -> None:
    facts = {row[0]: row[1:] for row in rows(workbook, "概要") if row[0]}
    assert str(facts["结论"][0]).startswith("抽问 10 个问题，答对 4 个；")
    assert str(facts["先改第 1 件"][0]).startswith("有 1 个问题目录里没有、本不该答")
    assert facts["问题数"][0] == "10 个，另有换写法的 1 个"
    assert facts["答对的比例"][:2] == (0.4, 10)
    assert facts["平均得分（每题 0 到 1 分）"][:2] == (0.45, 10)
    assert facts["不该答的问题里，误答的比例"][:2] == (0.5, 2)
    assert facts["全部"][:5] == (2, 4, 12, 38, 0.3333)


def test_every_question_is_a_row(workbook: Workbook) -> None:
    header, *found = rows(workbook, "逐题")
    assert [row[1] for row in found] == [each.question.question for each in OUTCOMES]
    by_name = [dict(zip(header, row, strict=True)) for row in found]
    assert [row["得分"] for row in by_name] == [each.points for each in OUTCOMES]
    assert (by_name[8]["换法"], by_name[10]["结果"], by_name[10]["问的方面"]) == ("错字", "列为选项", "谁负责")


def test_matrix_sheet_is_coloured_with_a_legend(workbook: Workbook) -> None:
    sheet = workbook["覆盖矩阵"]
    header = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, header.index("要带什么") + 1)
    assert cell.value == "没答对 1／2"
    assert cell.fill.fgColor.rgb[2:] == STATE_FILLS[CellState.failed].fgColor.rgb[2:]
    assert sheet.cell(4, header.index("收费吗") + 1).value == "没写"
    assert sheet.freeze_panes == "D2"
    legend = [str(cell.value) for row in sheet.iter_rows(min_row=1, max_row=4) for cell in row[-2:]]
    assert legend[::2] == ["答对", "没答对", "没问过", "没写"]


def test_items_never_asked_and_never_right_are_listed(workbook: Workbook) -> None:
    assert [row[:2] for row in rows(workbook, "没问到的事项")[1:]] == [
        ("没有一个问题问到", "c"),
        ("问过，没有一次答对", "d"),
    ]


def test_unanswered_and_twins_are_listed(workbook: Workbook) -> None:
    assert sorted(str(row[3]) for row in rows(workbook, "答不上来的")[1:]) == [
        "低保什么时候公布",
        "低保要带什么材料",
        "学校食堂收多少",
        "学校食堂收费",
    ]
    [twin] = rows(workbook, "重复和矛盾的问答")[1:]
    assert twin[:2] == ("互相矛盾", "f1")
    assert [row[1] for row in rows(workbook, "候选")[1:]][:1] == ["低保要带什么材料"]


def test_text_is_never_a_formula(tmp_path: Path) -> None:
    items = [CatalogItem(id="a", domain="=1+1", topic="@SUM(A1)", agency="-2", elements="x")]
    content = assemble(
        District(name="+甲"), [*items, *(Faq(id=f"=f{i}", question=FORMULA, answer="甲") for i in (1, 2))]
    )
    hostile = Outcome(
        question=TestQuestion(
            question=FORMULA, expected=("a",), aspects=(Aspect.where,), tags=("=1",), context=("+1",)
        ),
        verdict=Verdict.missed,
        points=0,
        status=Status.no_content,
        understood_by="direct",
        text="\x00\x0b=cmd|' /C calc'!A0" + "长" * 40_000,
        reason="-1+1",
        candidates=(Candidate(id="=1", kind="item", title="@1", score=0, kept=False, reason="+1"),),
    )
    run = run_of((hostile,))
    path = tmp_path / "报告.xlsx"
    write_excel(run, content, path, find(run, content, CharacterEmbedder()))
    book = load_workbook(path)
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    risky = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))]
    assert risky
    assert all(cell.quotePrefix for cell in risky)
    assert max(len(cell.value) for cell in cells if isinstance(cell.value, str)) == MOST_CHARS
