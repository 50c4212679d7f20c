"""Ten mistakes in a workbook are found where they stand, and marked in the Excel of the dry run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell

from search_index.catalogue import ImportPlan, plan_import
from search_index.catalogue.dry_run import write_dry_run
from search_index.errors import ContentError
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"
HEADER = ["序号", "事项名称", "公开内容", "公开依据", "公开主体", "公开时限", "公开渠道和载体"]
BASIS, AGENCY, LIMIT = "《社会救助暂行办法》", "示例区民政局", "信息形成之日起20个工作日内"
CHANNELS = "政府网站、政务服务中心"
NAMES = {
    "社会救助": ["低保审核确认", "特困人员认定", "临时救助办理", "医疗救助对象认定", "救助资金发放", "低保年度核查", "救助站求助", "救助投诉受理"],
    "养老服务": ["养老机构备案", "高龄津贴发放", "适老化改造", "养老补贴申请", "老年食堂名录", "养老机构评级", "养老投诉受理", "养老设施规划"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """One mistake: where it was put, what it says there, and a piece of what must be told of it."""

    sheet: str
    row: int
    column: str
    text: str
    told: str


MISTAKES = [
    Planted("社会救助", 3, "公开依据", "", "空着|没有"),
    Planted("社会救助", 4, "公开主体", "示例区民政居", "示例区民政局"),
    Planted("社会救助", 5, "公开依据", "《社会救助暂行办发条例》", "不在已知的法律文件清单里"),
    Planted("社会救助", 6, "公开依据", "《信访条例》", "已被取代.*信访工作条例"),
    Planted("社会救助", 7, "公开时限", "看情况", "看不出是多长时间"),
    Planted("养老服务", 2, "公开依据", "同上", "上面没有内容"),
    Planted("养老服务", 4, "公开时限", "20个工作曰内", "扫描或复制出错"),
    Planted("养老服务", 5, "公开依据", "《XX省养老服务条例》", "没有填写的模板"),
]
"""Those that stand in one cell; the two that repeat a row are written by ``planted_book`` below each sheet."""
DUPLICATE = Planted("社会救助", 10, "事项名称", "低保审核确认", "第2行.*完全重复")
CONFLICT = Planted("养老服务", 10, "公开时限", "每年1月31日前", "第7行.*公开时限写得不一样")
ALL = [*MISTAKES, DUPLICATE, CONFLICT]


def _rows(sheet: str, planted: list[Planted]) -> list[list[str]]:
    rows = [HEADER]
    for number, name in enumerate(NAMES[sheet], start=1):
        rows.append([str(number), name, f"{name}的条件、材料和结果", BASIS, AGENCY, LIMIT, CHANNELS])
    if DUPLICATE in planted and sheet == DUPLICATE.sheet:
        rows.append(["9", *rows[1][1:]])
    if CONFLICT in planted and sheet == CONFLICT.sheet:
        rows.append(["9", *rows[6][1:5], CONFLICT.text, CHANNELS])
    for one in planted:
        if one.sheet == sheet and one in MISTAKES:
            rows[one.row - 1][HEADER.index(one.column)] = one.text
    return rows


def planted_book(path: Path, planted: list[Planted]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for sheet in NAMES:
        page = book.create_sheet(sheet)
        for row in _rows(sheet, planted):
            page.append(row)
    book.save(path)
    return path


def _plan(tmp_path: Path, planted: list[Planted]) -> ImportPlan:
    return plan_import([planted_book(tmp_path / "民政目录.xlsx", planted)], tmp_path / "into", FIELD)


def _found(plan: ImportPlan, one: Planted) -> list[str]:
    return [
        complaint.message
        for complaint in plan.files[0].report.complaints
        if (complaint.file, complaint.row, complaint.column) == (f"民政目录.xlsx·{one.sheet}", one.row, one.column)
        and re.search(one.told, complaint.message)
    ]


def test_a_sound_workbook_is_planned_without_a_complaint(tmp_path: Path) -> None:
    plan = _plan(tmp_path, [])
    assert plan.files[0].report.complaints == []
    assert len(plan.files[0].report.items) == 16


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.sheet} {one.row} {one.text}")
def test_each_mistake_alone_is_told_at_its_cell_and_nothing_else_is(one: Planted, tmp_path: Path) -> None:
    plan = _plan(tmp_path, [one])
    assert _found(plan, one), list(map(str, plan.files[0].report.complaints))
    elsewhere = [told for told in plan.files[0].report.complaints if (told.row, told.column) != (one.row, one.column)]
    assert elsewhere == []


def test_all_ten_are_told_at_once_and_none_of_them_forbids_the_import(tmp_path: Path) -> None:
    plan = _plan(tmp_path, ALL)
    assert len(ALL) == 10
    assert [one for one in ALL if not _found(plan, one)] == []
    assert plan.errors == []
    assert not (tmp_path / "into").exists()


def test_the_excel_of_the_dry_run_marks_each_cell_with_its_sentence(tmp_path: Path) -> None:
    plan = _plan(tmp_path, ALL)
    write_dry_run(plan, tmp_path / "预演.xlsx")
    book = openpyxl.load_workbook(tmp_path / "预演.xlsx")
    told = [tuple(cell.value for cell in row) for row in book["问题"].iter_rows(min_row=2)]
    for one in ALL:
        cell = book[f"原表 {one.sheet}"].cell(one.row, HEADER.index(one.column) + 1)
        assert isinstance(cell, Cell)
        assert (cell.value or "") == one.text
        assert cell.fill.fill_type == "solid", one
        assert cell.comment is not None
        assert any(sentence in cell.comment.text for sentence in _found(plan, one))
        assert any(row[1:4] == (f"民政目录.xlsx·{one.sheet}", one.row, one.column) for row in told)
    sound = book["原表 社会救助"].cell(2, HEADER.index("公开主体") + 1)
    assert sound.fill.fill_type is None
    assert sound.comment is None


@pytest.mark.parametrize("column", ["事项名称", "公开内容", "公开依据", "公开渠道和载体"])
def test_a_gambling_word_forbids_the_import_and_nothing_is_written(column: str, tmp_path: Path) -> None:
    hijacked = Planted("养老服务", 6, column, "《飞禽走兽老虎机条例》", "像是被篡改")
    path = tmp_path / "民政目录.xlsx"
    planted_book(path, [])
    book = openpyxl.load_workbook(path)
    book[hijacked.sheet].cell(hijacked.row, HEADER.index(column) + 1).value = hijacked.text
    book.save(path)
    plan = plan_import([path], tmp_path / "into", FIELD)
    assert _found(plan, hijacked)
    assert {complaint.severity for complaint in plan.errors} == {"error"}
    with pytest.raises(ContentError, match="像是被篡改"):
        plan.write()
    assert not (tmp_path / "into").exists()
    write_dry_run(plan, tmp_path / "预演.xlsx")
    marked = openpyxl.load_workbook(tmp_path / "预演.xlsx")["原表 养老服务"].cell(6, HEADER.index(column) + 1)
    assert marked.fill.start_color.rgb == "00F8B4B4"


def test_an_unfilled_agency_is_told_as_well(tmp_path: Path) -> None:
    unfilled = Planted("社会救助", 4, "公开主体", "XX县民政局", "没有填写的模板")
    path = planted_book(tmp_path / "民政目录.xlsx", [])
    book = openpyxl.load_workbook(path)
    book["社会救助"].cell(4, HEADER.index("公开主体") + 1).value = unfilled.text
    book.save(path)
    assert _found(plan_import([path], tmp_path / "into", FIELD), unfilled)
