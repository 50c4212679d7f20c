"""A one-sheet catalogue is imported whatever its columns, all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_index import ContentError, load_content
from search_index.catalogue import import_catalogues, read_catalogue
from search_index.catalogue.exported import catalogue_csv
from search_index.record_rows import read_records
from search_index.records import CatalogItem
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"
Write = Callable[[str, str], Path]


def test_headers_are_understood_by_synonym_below_a_title_row_and_unknown_columns_are_kept(write_csv: Write) -> None:
    path = write_csv(
        "目录.csv",
        "某某区公开目录,,,,\n序号,公开事项,责任单位,时限,网站 栏目,投诉电话\n1,低保标准,区民政局,长期公开,社会救助,0000\n",
    )
    report = read_catalogue(path, FIELD)
    item = report.items[0]
    assert (item.title, item.agency, item.time_limit, item.website_column) == (
        "低保标准",
        "区民政局",
        "长期公开",
        "社会救助",
    )
    assert item.extra == {"投诉电话": "0000"}
    assert item.origin.row == 3


def test_a_two_row_header_with_merged_cells_and_ticks_is_joined(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        ["序号", "公开事项", None, "公开内容(要素)", "公开主体", "公开对象", None, "公开方式", None, "公开层级", None]
    )
    sheet.append([None, "一级事项", "二级事项", None, None, "全社会", "特定群众", "主动", "依申请", "县级", "乡级"])
    sheet.append([1, "社会救助", "低保", "条件、标准", "县民政局", "√", None, "√", None, "√", "√"])
    sheet.append([2, None, "特困", "同上", "同上", None, "低保对象", "□", "■", None, "√"])
    for area in ("B1:C1", "F1:G1", "H1:I1", "J1:K1", "B3:B4"):
        sheet.merge_cells(area)
    path = tmp_path / "目录.xlsx"
    book.save(path)
    first, second = read_catalogue(path, FIELD).items
    assert (first.topic, first.subtopic, first.audience, first.mode, first.level) == (
        "社会救助",
        "低保",
        "全社会",
        "主动",
        "县级、乡级",
    )
    assert (second.topic, second.subtopic, second.elements, second.agency) == (
        "社会救助",
        "特困",
        "条件、标准",
        "县民政局",
    )
    assert (second.audience, second.mode, second.level) == ("特定群众（低保对象）", "依申请", "乡级")


def test_every_sheet_is_read_its_title_names_the_domain_and_one_that_is_no_table_is_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.append(["示例县社会救助领域基层政务公开标准目录"])
    first.append(["序号", "公开事项", "公开内容"])
    first.append([1, "低保标准", "标准、依据"])
    second = book.create_sheet("海岛旅游")
    second.append(["海岛旅游领域基层政务公开标准目录"])
    second.append(["公开事项", "公开内容"])
    second.append(["上岛须知", "船期、票价"])
    book.create_sheet("说明").append(["填表说明", "请如实填写"])
    path = tmp_path / "目录.xlsx"
    book.save(path)
    report = read_catalogue(path, FIELD)
    assert [(item.domain, item.title) for item in report.items] == [("社会救助", "低保标准"), ("海岛旅游", "上岛须知")]
    assert report.items[1].origin.file == "目录.xlsx·海岛旅游"
    assert any("目录.xlsx·说明" in str(complaint) and "没有导入" in str(complaint) for complaint in report.complaints)


def test_gb18030_is_read_and_the_original_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("事项名称,公开主体\n垃圾分类,城管局\n".encode("gb18030"))
    import_catalogues([path], tmp_path / "into", FIELD)
    content, warnings = load_content(tmp_path / "into", FIELD)
    assert [item.title for item in content.items] == ["垃圾分类"]
    assert (tmp_path / "into" / "originals" / "a.csv").read_bytes() == path.read_bytes()
    assert any(warning.column == "公开依据" and "整栏" in warning.message for warning in warnings)


def test_one_bad_file_stops_the_whole_import_and_leaves_nothing(tmp_path: Path, write_csv: Write) -> None:
    good = write_csv("good.csv", "事项名称\n低保\n")
    bad = write_csv("bad.csv", "事项名称,公开内容\n低保,真人娱乐城\n")
    with pytest.raises(ContentError) as refused:
        import_catalogues([good, bad], tmp_path / "into", FIELD)
    assert "bad.csv 第2行「公开内容」" in str(refused.value)
    assert not (tmp_path / "into").exists()


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("a.xlsx", b"not a zip", "不是有效的 Excel 或 Word"),
        ("a.pdf", b"%PDF", "不是表格"),
        ("a.csv", b"\x00\x01\x02", "不是文本表格"),
        ("a.csv", "姓名,年龄\n张,3\n".encode(), "找不到「事项名称」"),
        ("a.csv", "公开主体,公开时限\n民政局,长期\n".encode(), "没有事项这一栏"),
        ("a.csv", b'name,"open\n', "引号不成对"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes, told: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ContentError, match=told):
        read_catalogue(path, FIELD)


def test_tick_glyphs_repeated_headers_and_same_as_above_without_above(write_csv: Write) -> None:
    path = write_csv(
        "a.csv", "事项名称,公开依据,公开主体\n低保,同上,民政局\n事项名称,公开依据,公开主体\n特困,《办法》,同上\n"
    )
    report = read_catalogue(path, FIELD)
    assert [(item.title, item.legal_basis, item.agency) for item in report.items] == [
        ("低保", "", "民政局"),
        ("特困", "《办法》", "民政局"),
    ]
    assert any(c.row == 2 and c.column == "公开依据" and "上面没有内容" in c.message for c in report.complaints)


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20).map(str.strip)


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS, CELLS), min_size=1, max_size=6))
def test_what_the_exporter_writes_the_reader_reads_back(rows: list[tuple[str, str, str, str]]) -> None:
    items = [
        CatalogItem(id=f"i{n}", name=name, elements=elements, agency=agency, extra={"自有栏": own} if own else {})
        for n, (name, elements, agency, own) in enumerate(rows)
    ]
    text = catalogue_csv(items)
    assert len(list(csv.reader(io.StringIO(text)))) == len(items) + 1
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.csv"
        path.write_text(text, encoding="utf-8")
        read, complaints = read_records(path, CatalogItem, "catalog.csv")
    assert not complaints
    shown = [(item.id, item.name, item.elements, item.agency, item.extra) for item in read]
    assert shown == [(item.id, item.name, item.elements, item.agency, item.extra) for item in items]
