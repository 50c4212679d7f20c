"""What records say of each other and of the law: every rule on a small folder of its own, and on the demonstration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk_api.cli import app
from search_index import check_content
from search_index.consistency import repealed_rules_in
from search_index.counting import count_domains, count_records
from search_index.laws import known_laws
from search_index.text import letters_only
from tests.conftest import ROOT
from tests.tiny_district import CATALOG, CATALOG_HEADER, FAQ, GUIDES, POLICIES, write_district, write_table

FIELD = ROOT / "data/field"


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    """A folder with a list of three laws."""
    folder = tmp_path / "field"
    folder.mkdir()
    write_table(
        folder / "laws.csv",
        [
            ["标题", "简称", "文号", "状态", "施行日期", "失效日期", "取代"],
            ["中华人民共和国渔业法", "渔业法", "", "现行有效", "", "", ""],
            ["渔港旧条例", "", "", "已被取代", "", "2020-01-01", "渔港新条例"],
            ["渔港新条例", "", "", "现行有效", "2020-01-01", "", ""],
        ],
    )
    return folder


def told(folder: Path, severity: str, field: Path | None = None) -> list[str]:
    return [str(one) for one in check_content(folder, field)[1] if one.severity == severity]


def only(lines: list[str], *words: str) -> str:
    """The one line that has all the words."""
    found = [line for line in lines if all(word in line for word in words)]
    assert len(found) == 1, (words, lines)
    return found[0]


def district(folder: Path, name: str, rows: list[list[str]]) -> Path:
    write_table(write_district(folder / "content") / f"{name}.csv", rows)
    return folder / "content"


@pytest.mark.parametrize(
    ("name", "rows", "place", "missing"),
    [
        ("faq", [[*FAQ[0], "引用编号"], [*FAQ[1], "policy-new | guide-nowhere"]], "第2行「引用编号」", "guide-nowhere"),
        (
            "policies",
            [*POLICIES, ["p3", "某办法", "", "已被取代", "p-nowhere", ""]],
            "第4行「取代文件编号」",
            "p-nowhere",
        ),
        ("policies", [*POLICIES, ["p3", "某办法", "", "已被取代", "faq-1", ""]], "第4行「取代文件编号」", "faq-1"),
        ("interpretations", [["政策编号", "标题"], ["p-nowhere", "解读"]], "第2行「政策编号」", "p-nowhere"),
        ("interpretations", [["政策编号", "标题"], ["guide-cm", "解读"]], "第2行「政策编号」", "guide-cm"),
    ],
)
def test_an_id_that_nothing_has_is_an_error(
    tmp_path: Path, name: str, rows: list[list[str]], place: str, missing: str
) -> None:
    only(told(district(tmp_path, name, rows), "error"), f"{name}.csv", place, missing)


def test_the_application_guide_has_to_be_there(tmp_path: Path) -> None:
    folder = write_district(tmp_path)
    (folder / "district.toml").write_text('name = "海湾县"\napplication_guide = "guide-ysq"\n', encoding="utf-8")
    only(told(folder, "error"), "district.toml", "application_guide", "guide-ysq")


def test_ids_of_records_guides_and_guide_parts_can_be_cited(tmp_path: Path) -> None:
    rows = [[*FAQ[0], "引用编号"], [*FAQ[1], "policy-new | guide-cm | guide-cm-2 | redirect-1"]]
    assert not told(district(tmp_path, "faq", rows), "error")


def test_an_answer_that_cites_nothing_is_told_by_its_row(tmp_path: Path) -> None:
    rows = [[*FAQ[0], "引用编号"], [*FAQ[1], "policy-new"], ["faq-2", "渔港在哪", "在东边。", "", "", ""]]
    assert "faq.csv 第3行「引用编号」" in only(told(district(tmp_path, "faq", rows), "warning"), "没有引用")


def test_a_column_that_nobody_fills_is_told_once(tmp_path: Path) -> None:
    rows = [FAQ[0], FAQ[1], ["faq-2", "渔港在哪", "在东边。", "", ""]]
    warnings = told(district(tmp_path, "faq", rows), "warning")
    assert only(warnings, "faq.csv", "没有引用").startswith("提醒：faq.csv「引用编号」：整栏都空着")
    assert only(warnings, "guides.csv", "没有写依据").startswith("提醒：guides.csv「依据」：整栏都空着")


def test_a_guide_part_without_its_rule_is_told_by_its_row(tmp_path: Path) -> None:
    rows = [[*GUIDES[0], "依据"], [*GUIDES[1], "《中华人民共和国渔业法》"], [*GUIDES[2], ""]]
    assert "guides.csv 第3行「依据」" in only(told(district(tmp_path, "guides", rows), "warning"), "没有写依据")


def test_an_ended_law_in_a_basis_is_told_with_what_replaced_it(tmp_path: Path, laws: Path) -> None:
    folder = write_district(tmp_path / "content")
    old = "《中华人民共和国渔业法》、《渔港旧条例》第三条"
    write_table(folder / "guides.csv", [[*GUIDES[0], "依据"], [*GUIDES[1], old], [*GUIDES[2], "《渔港新条例》"]])
    write_table(folder / "catalog.csv", [CATALOG_HEADER, *([*row[:4], old, *row[5:]] for row in CATALOG[:3])])
    warnings = told(folder, "warning", laws)
    assert "已由《渔港新条例》取代" in only(warnings, "guides.csv 第2行「依据」", "《渔港旧条例》已被取代")
    assert "第 2、3、4 行，共 3 处" in only(warnings, "catalog.csv 第2行「公开依据」", "《渔港旧条例》已被取代")
    assert not [line for line in told(folder, "warning") if "已被取代" in line]


def test_an_answer_on_a_replaced_policy_cites_its_successor_too(tmp_path: Path) -> None:
    rows = [[*FAQ[0], "引用编号"], [*FAQ[1], "policy-old"], ["faq-2", "问", "答。", "", "", "policy-old | policy-new"]]
    folder = district(tmp_path, "faq", rows)
    assert "第2行" in only(told(folder, "warning"), "请一并引用现行的文件")


def test_a_policy_has_the_status_that_the_list_of_laws_gives_it(tmp_path: Path, laws: Path) -> None:
    rows = [
        *POLICIES,
        ["p3", "渔港旧条例（2001年公布）", "", "现行有效", "", ""],
        ["p4", "渔港新条例", "", "现行有效", "", ""],
    ]
    assert "policies.csv 第4行「状态」" in only(told(district(tmp_path, "policies", rows), "warning", laws), "清单里是")


REPEALED = [
    "行政机关收到信息公开申请，应当在15个工作日内予以答复。",
    "十五个工作日内答复信息公开申请。",
    "申请信息公开要符合三需要。",
    "根据自身生产、生活、科研等特殊需要，可以申请公开。",
    "不予公开的，可以直接向人民法院提起行政诉讼。",
    "部门拒绝公开政府信息的，申请人可以直接到法院起诉。",
]
CURRENT = [
    "自收到信息公开申请之日起20个工作日内答复。",
    "旧条例写的15个工作日内答复已经不再适用。",
    "申请公开不用再说明生产、生活、科研等特殊需要。",
    "不予公开的，不能直接向法院起诉，要先申请行政复议。",
    "对其他答复不服的（不是因为不予公开），可以申请行政复议，也可以自知道之日起6个月内直接向法院起诉。",
    "第三方应当自收到征求意见书之日起15个工作日内提出意见。",
    "认为行政机关在政府信息公开工作中侵犯其合法权益的，可以依法申请行政复议或者提起行政诉讼。",
    "公开对象：有特殊需要的儿童；办理第三需要的材料。",
]


@pytest.mark.parametrize("text", REPEALED)
def test_a_repealed_rule_is_found(text: str) -> None:
    assert len(list(repealed_rules_in(text))) == 1


@pytest.mark.parametrize("text", CURRENT)
def test_the_rules_in_force_and_what_tells_of_old_ones_pass(text: str) -> None:
    assert not list(repealed_rules_in(text))


def test_a_repealed_rule_warns_by_file_row_and_column_but_never_stops_a_build(tmp_path: Path) -> None:
    rows = [FAQ[0], ["faq-1", "信息公开申请多久答复", "15个工作日内答复。", "是不是15个工作日内答复", ""]]
    folder = district(tmp_path, "faq", rows)
    assert "faq.csv 第2行「答案」" in only(told(folder, "warning"), "15个工作日是旧规定")
    assert not told(folder, "error")


def test_limits_of_other_procedures_and_texts_of_ended_policies_pass(tmp_path: Path) -> None:
    folder = write_district(tmp_path)
    item = [*CATALOG[0][:5], "对人大代表建议15个工作日内答复", *CATALOG[0][6:]]
    write_table(folder / "catalog.csv", [CATALOG_HEADER, item])
    old = ["policy-old", "信息公开旧办法", "", "已被取代", "policy-new", "申请公开的，15个工作日内答复。"]
    write_table(folder / "policies.csv", [POLICIES[0], old, POLICIES[2]])
    write_table(
        folder / "interpretations.csv",
        [["政策编号", "标题", "解读内容"], ["policy-old", "旧办法解读", "申请公开的，15个工作日内答复。"]],
    )
    assert not [line for line in told(folder, "warning") if "旧规定" in line]


def test_the_counts_are_those_of_the_files(tmp_path: Path) -> None:
    folder = write_district(tmp_path)
    write_table(folder / "faq.csv", [FAQ[0], FAQ[1], ["faq-2", "问", "答。", "一 | 二 | 三 | 四", ""]])
    content, _ = check_content(folder)
    counts = count_records(content)
    assert counts["事项"] == len(CATALOG) == counts["事项未核实"]
    assert (counts["政策"], counts["政策现行有效"], counts["政策已废止或被取代"], counts["其中写明取代文件"]) == (
        2,
        1,
        1,
        1,
    )
    assert (counts["常见问题"], counts["常见问题有4种以上问法"], counts["常见问题没有引用"]) == (2, 1, 2)
    assert (counts["办事指南"], counts["指南段落"], counts["地点"], counts["别处办理"], counts["别名"]) == (
        1,
        2,
        0,
        1,
        1,
    )
    assert sum(one.items for one in count_domains(content)) == len(CATALOG)


def test_the_command_prints_every_count_and_where_each_complaint_stands(tmp_path: Path) -> None:
    rows = [[*FAQ[0], "引用编号"], [*FAQ[1], "item-nowhere"]]
    shown = CliRunner().invoke(app, ["check", str(district(tmp_path, "faq", rows))])
    assert shown.exit_code == 1
    assert "faq.csv 第2行「引用编号」" in shown.output
    for name in ("合计", *count_records(check_content(tmp_path / "content")[0])):
        assert name in shown.output
    assert "错误 1 处" in shown.output


def test_the_demonstration_content_is_clean() -> None:
    content, complaints = check_content(ROOT / "data/demo", FIELD)
    assert not [str(one) for one in complaints if one.severity == "error"]
    assert not [str(one) for one in complaints if one.file.endswith(("guides.csv", "places.csv", "policies.csv"))]
    assert not [str(one) for one in complaints if "旧规定" in one.message or "清单里是" in one.message]
    assert count_records(content)["办事指南"] >= 12
    assert all("（演示）" in place.name and not place.phone for place in content.places)


def test_every_guide_says_who_how_with_what_at_what_cost_on_what_ground_and_what_to_do_against_it() -> None:
    content, _ = check_content(ROOT / "data/demo", FIELD)
    for guide in dict.fromkeys(part.guide for part in content.guides):
        aspects = {part.aspect for part in content.guide(guide)}
        assert {"audience", "materials", "fee", "basis", "remedy"} <= aspects, guide


def test_every_document_that_a_guide_rests_on_is_in_the_list_of_laws() -> None:
    content, _ = check_content(ROOT / "data/demo", FIELD)
    known = known_laws(FIELD)
    named = {title for part in content.guides for title in re.findall(r"《([^《》]+)》", part.legal_basis)}
    assert not {title for title in named if letters_only(title) not in known}
