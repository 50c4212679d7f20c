"""Content is read whole or refused whole, and every complaint names file, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from search_index import ContentError, check_content, load_content
from search_index.records import CatalogItem
from tests.tiny_district import CATALOG, CATALOG_HEADER, FAQ, POLICIES, write_district, write_table


def complaints(folder: Path) -> list[str]:
    return [str(complaint) for complaint in check_content(folder)[1] if complaint.severity == "error"]


def test_a_district_of_its_own_is_read_with_every_element_and_its_own_columns(district: Path) -> None:
    content, _ = load_content(district)
    item = content.items[0]
    assert item.title == "休渔时间安排"
    assert item.path == ("海洋渔业", "伏季休渔")
    assert item.time_limit == "每年4月15日前"
    assert item.extra == {"监督电话": "0000-1"}
    assert (item.origin.file, item.origin.row) == ("catalog.csv", 2)
    assert content.faq[0].variants == ("哪天能下海", "啥时候开渔")


def test_ids_are_the_same_on_every_reading_and_differ_between_items(district: Path) -> None:
    first, second = load_content(district)[0], load_content(district)[0]
    assert [item.id for item in first.items] == [item.id for item in second.items]
    assert len({item.id for item in first.items}) == len(CATALOG)


def test_all_mistakes_are_told_at_once_with_file_row_and_column(tmp_path: Path) -> None:
    folder = write_district(tmp_path)
    write_table(
        folder / "policies.csv", [*POLICIES, ["p3", "某办法", "", "有效", "", ""], ["p4", "", "", "现行有效", "", ""]]
    )
    write_table(folder / "faq.csv", [[*FAQ[0], "引用编号"], [*FAQ[1], "item-nowhere"]])
    found = complaints(folder)
    assert any("policies.csv 第4行「状态」" in line and "只能填" in line for line in found)
    assert any("policies.csv 第5行「标题」：不能空着" in line for line in found)
    assert any("faq.csv 第2行「引用编号」" in line and "item-nowhere" in line for line in found)
    with pytest.raises(ContentError) as refused:
        load_content(folder)
    assert len([c for c in refused.value.complaints if c.severity == "error"]) == len(found)


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("公开依据", "《飞禽走兽老虎机条例》", "像是被篡改的网页或广告"),
        ("来源网址", "https://www.example.com/a", "来源只能是 gov.cn 的网页"),
        ("来源网址", "https://gov.cn.example.com/a", "来源只能是 gov.cn 的网页"),
        ("截至日期", "去年", "读不懂"),
        ("已核实", "大概", "只能填「是」或「否」"),
        ("已核实", "是", "填了「是」就要写来源网址"),
    ],
)
def test_a_wrong_cell_is_refused_by_name(tmp_path: Path, column: str, value: str, complaint: str) -> None:
    folder = write_district(tmp_path)
    write_table(folder / "catalog.csv", [[*CATALOG_HEADER, column] if column not in CATALOG_HEADER else CATALOG_HEADER, (
        [*CATALOG[0], value] if column not in CATALOG_HEADER
        else [value if name == column else cell for name, cell in zip(CATALOG_HEADER, CATALOG[0], strict=True)]
    )])  # fmt: skip
    found = complaints(folder)
    assert len(found) == 1
    assert f"catalog.csv 第2行「{column}」" in found[0]
    assert complaint in found[0]


def test_blank_elements_are_warnings_that_name_the_cell(district: Path) -> None:
    _, warnings = load_content(district)
    assert all(warning.severity == "warning" for warning in warnings)
    assert any(w.row == 3 and w.column == "公开依据" for w in warnings)


def test_two_records_never_share_an_id(tmp_path: Path) -> None:
    folder = write_district(tmp_path)
    write_table(folder / "catalog.csv", [["编号", *CATALOG_HEADER], ["x", *CATALOG[0]], ["x", *CATALOG[1]]])
    assert any("第3行「编号」" in line and "第2行重复" in line for line in complaints(folder))


def test_a_folder_without_content_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="没有内容文件"):
        load_content(tmp_path)
    with pytest.raises(ContentError, match="没有这个内容文件夹"):
        load_content(tmp_path / "nowhere")


def test_the_title_of_an_item_is_its_finest_name_and_stands_below_the_others() -> None:
    assert CatalogItem(domain="甲", topic="乙", subtopic="丙").path == ("甲", "乙")
    assert CatalogItem(name="丁").title == "丁"
    assert CatalogItem(domain="甲", topic="乙").path == ("甲",)


def test_another_door_gives_way_where_the_catalogue_has_an_item_on_the_matter(tmp_path: Path) -> None:
    write_table(tmp_path / "catalog.csv", [["事项名称"], ["住房公积金提取"]])
    doors = [["公积金的提取", "公积金中心", "公积金"], ["驾驶证换证", "车管所", "驾驶证 | 驾照"]]
    write_table(tmp_path / "redirects.csv", [["事情", "该找谁", "让位词"], *doors])
    content, _ = load_content(tmp_path)
    assert [redirect.title for redirect in content.redirects] == ["驾驶证换证"]
