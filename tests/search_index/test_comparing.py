"""A catalogue against a reference, counted by hand.

Reference (社会救助, five items): 低保/办事指南, 低保/审批结果, 特困/办事指南, 临时救助/救助对象名单, 医疗救助/资金公告.
Catalogue: 低保/办事指南 the same; 低保/审批结果 with another time limit; 特困人员救助供养/办事指南 under a longer topic;
临时救助/临时救助对象的名单, alike; 医疗救助 is missing; 走失救助/服务电话 is extra; an item of another domain is out of play.
So: same 2 (the first, and 特困 by domain, level and name once the other 办事指南 is paired), changed 1, alike 1,
missing 1, extra 1.
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
from typer.testing import CliRunner

from kiosk_api.cli import app
from search_index.comparing import compare
from search_index.records import CatalogItem
from tests.tiny_district import write_table

HEADER = ["领域", "一级事项", "二级事项", "公开时限", "公开主体"]
REFERENCE = [
    ["社会救助", "低保", "办事指南", "20个工作日内", "民政部门"],
    ["社会救助", "低保", "审批结果", "20个工作日内", "民政部门"],
    ["社会救助", "特困", "办事指南", "", "民政部门"],
    ["社会救助", "临时救助", "救助对象名单", "", "民政部门"],
    ["社会救助", "医疗救助", "资金公告", "", "医保部门"],
]
CATALOGUE = [
    ["社会救助", "低保", "办事指南", "20个工作日内", "县民政局"],
    ["社会救助", "低保", "审批结果", "长期公开", "县民政局"],
    ["社会救助", "特困人员救助供养", "办事指南", "长期公开", "县民政局"],
    ["社会救助", "临时救助", "临时救助对象名单", "", "县民政局"],
    ["社会救助", "走失救助", "服务电话", "", "县救助站"],
    ["海洋渔业", "伏季休渔", "休渔时间", "", "县渔业局"],
]


def items(rows: list[list[str]]) -> list[CatalogItem]:
    names = ("domain", "topic", "subtopic", "time_limit", "agency")
    return [CatalogItem(id=str(n), **dict(zip(names, row, strict=True))) for n, row in enumerate(rows)]


def test_every_item_stands_in_the_one_list_where_a_person_would_put_it() -> None:
    found = compare(items(CATALOGUE), items(REFERENCE))
    assert [item.topic for item in found.missing] == ["医疗救助"]
    assert [item.topic for item in found.extra] == ["走失救助"]
    assert [(pair.reference.title, pair.item.title) for pair in found.alike] == [("救助对象名单", "临时救助对象名单")]
    assert [change.columns for change in found.changed] == [{"公开时限": ("20个工作日内", "长期公开")}]
    assert found.same == 2


def test_the_counts_by_department_add_up() -> None:
    found = compare(items(CATALOGUE), items(REFERENCE))
    assert found.by("agency") == {
        "民政部门": (0, 1, 0, 0),
        "医保部门": (1, 0, 0, 0),
        "县救助站": (0, 0, 1, 0),
        "县民政局": (0, 0, 0, 1),
    }


def test_a_list_of_names_and_departments_alone_is_a_reference_too() -> None:
    names = [CatalogItem(id=name, name=name, agency="民政局") for name in ("01 审批结果", "低保金发放")]
    found = compare(items(CATALOGUE), names)
    assert [item.title for item in found.missing] == ["低保金发放"]
    assert found.same == 1


def test_a_catalogue_against_itself_differs_in_nothing() -> None:
    found = compare(items(CATALOGUE), items(CATALOGUE))
    assert (found.missing, found.extra, found.changed, found.alike, found.same) == ((), (), (), (), len(CATALOGUE))


def test_the_command_writes_a_sheet_for_each_department(tmp_path: Path) -> None:
    write_table(tmp_path / "本地.csv", [HEADER, *CATALOGUE])
    write_table(tmp_path / "标准.csv", [HEADER, *REFERENCE])
    out = tmp_path / "对照.xlsx"
    done = CliRunner().invoke(app, ["compare", str(tmp_path / "本地.csv"), str(tmp_path / "标准.csv"), "--excel", str(out)])
    assert done.exit_code == 0, done.output
    assert "缺 1，可能是同一项 1，多 1，写得不一样 1，相同 2" in done.output
    book = openpyxl.load_workbook(out)
    assert book.sheetnames[0] == "概要"
    assert [cell.value for cell in book["医保部门"][2]] == ["缺", "社会救助 / 医疗救助 / 资金公告", None, None, None]
