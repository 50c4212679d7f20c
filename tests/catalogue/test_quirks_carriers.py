"""The generated files themselves, read with the carriers' own libraries, and the comparison that judges readers."""

from __future__ import annotations

import csv
from pathlib import Path

import docx
import pytest
from lxml import html
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from search_index.errors import Complaint
from search_index.records import CatalogItem
from tests.catalogue.quirks.books import combination, make
from tests.catalogue.quirks.carriers import WRITERS, write
from tests.catalogue.quirks.compare import compare
from tests.catalogue.quirks.layout import Cell, Layout
from tests.catalogue.quirks.quirks import QUIRKS
from tests.catalogue.quirks.truth import subjects

MERGED = Layout(
    "目录",
    ("上面一行",),
    (Cell(0, 0, "高\n低", 2, 1), Cell(0, 1, "宽", 1, 2), Cell(1, 1, "a"), Cell(1, 2, "b<&"), Cell(2, 2, "c")),
    3,
    3,
)
"""高低 over two rows, 宽 over two columns, two cells blank in the last row."""


def test_workbooks_carry_merged_cells(tmp_path: Path) -> None:
    sheet = load_workbook(write("xlsx", [MERGED], tmp_path)).active
    assert sheet is not None
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:A2", "B1:C1"}
    assert [sheet["A1"].value, sheet["C2"].value, sheet["A3"].value] == ["高\n低", "b<&", None]
    old = CalamineWorkbook.from_path(str(write("xls", [MERGED], tmp_path))).get_sheet_by_index(0)
    assert sorted(old.merged_cell_ranges) == [((0, 0), (1, 0)), ((0, 1), (0, 2))]
    assert old.to_python() == [["高\n低", "宽", ""], ["", "a", "b<&"], ["", "", "c"]]


@pytest.mark.parametrize("carrier", ["html", "html-gb2312"])
def test_pages_carry_spans_and_their_charset(carrier: str, tmp_path: Path) -> None:
    page = html.fromstring(write(carrier, [MERGED], tmp_path).read_bytes())
    cells = [[(cell.text_content(), cell.get("rowspan"), cell.get("colspan")) for cell in row] for row in page.iter("tr")]
    assert cells[0] == [("高低", "2", None), ("宽", None, "2")]
    assert [len(row) for row in cells] == [2, 2, 3]
    assert page.xpath("string(//p)") == "上面一行"


def test_word_tables_carry_spans(tmp_path: Path) -> None:
    document = docx.Document(str(write("docx", [MERGED], tmp_path)))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [["高\n低", "宽", "宽"], ["高\n低", "a", "b<&"], ["", "", "c"]]
    assert document.paragraphs[0].text == "上面一行"


@pytest.mark.parametrize(("carrier", "coding"), [("csv", "utf-8"), ("csv-bom", "utf-8-sig"), ("csv-gb18030", "gb18030")])
def test_text_files_leave_merged_cells_blank(carrier: str, coding: str, tmp_path: Path) -> None:
    raw = write(carrier, [MERGED], tmp_path).read_bytes()
    rows = list(csv.reader(raw.decode(coding).splitlines(keepends=True)))
    assert rows == [["上面一行"], ["高\n低", "宽", ""], ["", "a", "b<&"], ["", "", "c"]]
    assert raw.startswith(b"\xef\xbb\xbf") == (carrier == "csv-bom")


def test_there_is_variety_and_a_seed_says_everything(tmp_path: Path) -> None:
    assert len({subject["elements"] for subject in subjects()}) >= 60
    assert len(QUIRKS) >= 60
    for carrier in WRITERS:
        assert len({combination(carrier, seed) for seed in range(40)}) >= 38
    names = combination("csv", 3)
    path, truth = make(names, "csv", 3, tmp_path)
    first = path.read_bytes()
    again, same = make(names, "csv", 3, tmp_path)
    assert again.read_bytes() == first and same == truth


def _item(**values: str) -> CatalogItem:
    return CatalogItem(topic="救助", subtopic="低保", **values)


def test_the_comparison_ignores_white_space_width_script_and_separators() -> None:
    wanted = _item(elements="条件、标准(试行)", channels="政府网站、两微一端", mode="主动")
    got = _item(elements="條件、 标准（试\n行）", channels="政府网站；两微一端", mode="主动公开")
    assert compare([wanted], [got], []).wrong == []


def test_the_comparison_lists_wrong_cells_and_silent_losses() -> None:
    wanted = [_item(time_limit="长期公开", agency="民政局"), _item(time_limit="20日内", office="救助股")]
    got = [_item(time_limit="长期", agency="民政局"), CatalogItem(topic="低保", subtopic="救助", detail="20日内", office="救助股")]
    told = [Complaint("warning", "a", 2, "公开时限", "「长期公开」只读出一半")]
    result = compare(wanted, got, told)
    assert [(miss.row, miss.column) for miss in result.wrong] == [
        (1, "time_limit"),
        (2, "topic"),
        (2, "subtopic"),
        (2, "detail"),
        (2, "time_limit"),
    ]
    assert result.lost == [] and result.right == 4
    assert [miss.column for miss in compare(wanted, got, []).lost] == ["time_limit"]


def test_an_item_that_is_missing_or_too_many_has_all_its_cells_wrong() -> None:
    first, second = _item(elements="甲"), CatalogItem(name="乙", elements="丙")
    assert [(miss.row, miss.expected) for miss in compare([first, second], [first], []).wrong] == [(2, "乙"), (2, "丙")]
    assert [(miss.row, miss.got) for miss in compare([first], [first, second], []).wrong] == [(0, "乙"), (0, "丙")]
    assert {miss.expected for miss in compare([first, second], [first], []).lost} == {"乙", "丙"}
