"""Import and export on the command line: a dry run that writes nothing, a report with marked cells, all or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from kiosk_api.cli import app
from search_index import ContentError
from search_index.catalogue import plan_import
from tests.conftest import ROOT
from tests.tiny_district import write_table

FIELD = ROOT / "data" / "field"
HEADER = ["公开事项", "公开内容", "公开依据", "公开时限", "公开主体", "公开渠道和载体"]
ROWS = [
    ["低保标准", "标准、依据", "《社会救助暂行办法》", "长期公开", "区民政局", "■政府网站 □两微一端"],
    ["特困供养", "对象、标准", "《社会救助暂行办法》", "看情况", "区民政局", "■政府网站"],
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "目录.csv"
    write_table(path, [HEADER, *ROWS])
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_a_dry_run_tells_everything_and_writes_nothing(table: Path, tmp_path: Path) -> None:
    done = run("import", table, "--into", tmp_path / "区", "--dry-run", "--report", tmp_path / "试导入.xlsx")
    assert done.exit_code == 0, done.output
    assert "新增 2" in done.output and "「看情况」" in done.output and "什么都没有写入" in done.output
    assert not (tmp_path / "区").exists()
    book = openpyxl.load_workbook(tmp_path / "试导入.xlsx")
    assert book.sheetnames[:5] == ["概要", "栏目", "改动", "问题", "时限"]
    marked = book[book.sheetnames[5]]["D3"]
    assert marked.value == "看情况" and "看不出是多长时间" in marked.comment.text
    assert marked.fill.fgColor.rgb.endswith("FFF2B3")
    limits = {row[0]: row[1] for row in book["时限"].iter_rows(min_row=2, values_only=True)}
    assert limits == {"长期公开": "长期公开", "看情况": "（看不出）"}


def test_a_second_import_tells_what_was_added_changed_and_removed_and_keeps_the_ids(table: Path, tmp_path: Path) -> None:
    run("import", table, "--into", tmp_path / "区")
    before = {item.title: item.id for item in plan_import([table], tmp_path / "区", FIELD).files[0].report.items}
    changed = [["低保标准", *ROWS[0][1:4], "区民政和退役军人局", ROWS[0][5]], ["临时救助", *ROWS[1][1:]]]
    write_table(table, [HEADER, *changed])
    done = run("import", table, "--into", tmp_path / "区", "--json")
    line = json.loads(done.stdout.splitlines()[0])
    assert [line[name] for name in ("added", "changed", "removed", "unchanged")] == [1, 1, 1, 0]
    after = {item.title: item.id for item in plan_import([table], tmp_path / "区", FIELD).files[0].report.items}
    assert after["低保标准"] == before["低保标准"]


def test_an_export_is_read_back_unchanged(table: Path, tmp_path: Path) -> None:
    run("import", table, "--into", tmp_path / "区")
    for name in ("全部.xlsx", "全部.csv"):
        assert run("export", tmp_path / name, "--content", tmp_path / "区").exit_code == 0
        done = run("import", tmp_path / name, "--into", tmp_path / "区", "--as", "catalog-目录.csv", "--dry-run")
        assert "不变 2" in done.output, done.output


def test_the_same_catalogue_under_another_name_is_not_taken_in_twice(table: Path, tmp_path: Path) -> None:
    run("import", table, "--into", tmp_path / "区")
    other = table.rename(tmp_path / "目录新版.csv")
    done = run("import", other, "--into", tmp_path / "区")
    assert isinstance(done.exception, ContentError)
    assert "--as catalog-目录.csv" in str(done.exception)
    assert run("import", other, "--into", tmp_path / "区", "--as", "catalog-目录.csv").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "区").glob("*.csv")) == ["catalog-目录.csv"]


def test_the_original_stands_beside_what_was_read_and_citizens_are_not_shown_it(table: Path, tmp_path: Path) -> None:
    item = plan_import([table], tmp_path / "区", FIELD).files[0].report.items[0]
    assert item.channels == "政府网站"
    assert item.extra == {"公开渠道和载体（原文）": "■政府网站 □两微一端"}
    assert item.shown_extra == {}
