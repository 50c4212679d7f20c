"""Frequent questions out of tables as offices keep them, the truth known; and asked once they are imported."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.checks import check_content
from search_index.intake import FaqPlan, plan_faq
from search_index.intake.faq_checks import ALIKE, near_repeats
from search_index.intake.staging import records_csv
from search_index.records import Faq, Origin
from search_index.text import letters_only, subject_of, tokens
from tests.conftest import ROOT
from tests.intake.files import write_sheet
from tests.tiny_district import write_table

FIELD = ROOT / "data" / "field"


def plan_of(path: Path, replacing: str = "") -> FaqPlan:
    return plan_faq([path], path.parent / "区", path.parent / "没有", replacing)


def questions_of(path: Path) -> list[Faq]:
    plan = plan_of(path)
    assert not plan.errors, plan.errors
    return list(plan.lists[0].questions)


@pytest.mark.parametrize(
    "header",
    [
        ["标准问", "答案", "相似问", "反例问", "依据"],
        ["问题", "答复", "相似问题", "反例", "政策依据"],
        ["问", "答", "其他问法", "易混问", "法律依据"],
        ["常见问题", "回 答", "扩展问", "反例问法", "答复依据"],
    ],
)
@pytest.mark.parametrize("separator", ["\n", " | ", "；", "？"])
def test_headers_by_synonym_and_several_ways_of_asking_in_one_cell(
    header: list[str], separator: str, tmp_path: Path
) -> None:
    ways = separator.join(["1、哪里办低保", "2、低保找谁办"])
    rows = [header, ["1. 低保怎么申请？", " 向户籍地街道申请。\n\n", ways, "低保怎么退", "《社会救助暂行办法》"]]
    faq = questions_of(write_sheet(tmp_path / "问答.xlsx", rows))[0]
    assert (faq.question, faq.answer) == ("低保怎么申请？", "向户籍地街道申请。")
    assert [letters_only(way) for way in faq.variants] == ["哪里办低保", "低保找谁办"]
    assert (faq.negatives, faq.legal_basis) == (("低保怎么退",), "《社会救助暂行办法》")
    assert faq.origin == Origin(file="问答.xlsx", row=2)


def test_merged_questions_title_rows_serial_numbers_and_extra_columns(tmp_path: Path) -> None:
    rows = [
        ["示范区常见问题汇总", None, None, None, None],
        ["序号", "责任部门", "问题", "答案", "相似问"],
        [1, "区民政局", "高龄津贴多大能领", "年满八十周岁。", "多少岁有老人钱"],
        [None, None, None, None, "几岁能领高龄津贴"],
        [None, None, None, None, "八十岁有补贴吗"],
        [2, None, "高龄津贴每月多少", "每月100元。", None],
        ["二、住房保障", None, None, None, None],
        [3, "区住建局", "公租房怎么申请", "向街道提出申请。", "/"],
    ]
    merges = ["A1:E1", "A3:A5", "C3:C5", "D3:D5", "B3:B6", "A7:E7"]
    found = questions_of(write_sheet(tmp_path / "问答.xlsx", rows, merges))
    assert [(one.question, one.answer, one.variants) for one in found] == [
        ("高龄津贴多大能领", "年满八十周岁。", ("多少岁有老人钱", "几岁能领高龄津贴", "八十岁有补贴吗")),
        ("高龄津贴每月多少", "每月100元。", ()),
        ("公租房怎么申请", "向街道提出申请。", ()),
    ]
    assert [one.extra["责任部门"] for one in found] == ["区民政局", "区民政局", "区住建局"]
    assert found[2].extra["分类"] == "二、住房保障" and not any("序号" in one.extra for one in found)


def test_variants_in_several_columns_and_questions_that_share_an_answer(tmp_path: Path) -> None:
    rows = [
        ["问题", "答案", "相似问1", "相似问2", "相似问3"],
        ["怎么办居住证", "到派出所办理。", "居住证在哪办", None, "办居住证找谁"],
        ["暂住证怎么办", None, None, None, None],
        ["身份证丢了怎么补", "到派出所补领。", None, None, None],
    ]
    path = write_sheet(tmp_path / "问答.xlsx", rows, ["B2:B3"])
    plan = plan_of(path)
    first, second = plan.lists[0].questions
    assert first.variants == ("居住证在哪办", "办居住证找谁", "暂住证怎么办")
    assert second.question == "身份证丢了怎么补"
    assert [(one.row, one.severity) for one in plan.complaints] == [(3, "warning")]


def test_what_has_no_answer_or_no_question_is_listed_with_its_row(tmp_path: Path) -> None:
    path = tmp_path / "问答.csv"
    rows = [["问题", "答复"], ["", "没头没尾的答案。"], ["社保卡丢了怎么办", "暂无"], ["医保怎么缴", "网上缴。"], ["", "也可以到银行缴。"]]
    write_table(path, rows)
    plan = plan_of(path)
    assert plan.lists[0].unanswered == ("社保卡丢了怎么办",)
    assert [one.answer for one in plan.lists[0].questions] == ["网上缴。\n也可以到银行缴。"]
    assert sorted(complaint.row for complaint in plan.complaints) == [2, 3, 5]


def test_repeats_contradictions_and_near_repeats(tmp_path: Path) -> None:
    path = tmp_path / "问答.csv"
    rows = [
        ["问题", "答案", "相似问"],
        ["生育津贴什么时候发放到账", "次月发放。", ""],
        ["生育津贴什么时候发放到账？", "次月发放。", ""],
        ["生育津贴什么时候能发放到账呢", "每月15日。", ""],
        ["失业金领多久", "最长24个月。", "生育津贴什么时候发放到账"],
    ]
    write_table(path, rows)
    plan = plan_of(path)
    assert len(plan.lists[0].questions) == 3 and not plan.errors
    told = {complaint.row: complaint.message for complaint in plan.complaints}
    assert "完全重复" in told[3] and "很像" in told[4] and "同一句" in told[5]
    write_table(path, [*rows, ["失业金领多久", "最长12个月。", ""]])
    assert [error.row for error in plan_of(path).errors] == [6]


def test_near_repeats_are_all_found_as_if_every_pair_were_compared() -> None:
    words = ["低保", "高龄津贴", "公租房", "在哪里", "怎么", "申请", "多少钱", "材料", "街道", "办理"]
    questions = [
        Faq(id=str(n), question="".join(words[(n * step + step) % 10] for step in range(1, 5)) + str(n % 3), answer="。")
        for n in range(120)
    ]
    sets = [set(tokens(subject_of(faq.question) or faq.question)) for faq in questions]
    paired = [
        later for later in range(120)
        if any(len(sets[later] & sets[one]) >= ALIKE * len(sets[later] | sets[one]) for one in range(later))
    ]  # fmt: skip
    assert paired
    assert sum("很像" in complaint.message for complaint in near_repeats(questions)) == len(paired)


def test_a_second_import_keeps_ids_and_what_a_person_checked(tmp_path: Path) -> None:
    path = tmp_path / "社保.csv"
    write_table(path, [["问题", "答案"], ["甲问题怎么办", "甲答。"], ["乙问题怎么办", "乙答。"], ["丙问题怎么办", "丙答。"]])
    plan_of(path).write()
    target = tmp_path / "区" / "faq-社保.csv"
    first = {faq.question: faq.id for faq in check_content(tmp_path / "区")[0].faq}
    checked = target.read_text("utf-8").replace(",,,否,甲", ",https://www.example.gov.cn/a,2026-01-01,是,甲")
    target.write_text(checked.replace(",,,否,乙", ",https://www.example.gov.cn/b,2026-01-01,是,乙"), encoding="utf-8")
    write_table(path, [["问题", "答案"], ["甲问题怎么办", "甲答。"], ["乙问题怎么办", "新的乙答。"], ["丁问题怎么办", "丁答。"]])
    plan = plan_of(path)
    one = plan.lists[0]
    assert [[faq.question[0] for faq in part] for part in (one.added, one.changed, one.removed)] == [["丁"], ["乙"], ["丙"]]
    assert any("重新核对" in complaint.message for complaint in plan.complaints)
    plan.write()
    second = {faq.question: faq for faq in check_content(tmp_path / "区")[0].faq}
    assert second["甲问题怎么办"].id == first["甲问题怎么办"] and second["甲问题怎么办"].verified
    assert second["乙问题怎么办"].id == first["乙问题怎么办"] and not second["乙问题怎么办"].verified


def test_what_another_file_has_already_is_told_and_a_new_edition_must_say_so(tmp_path: Path) -> None:
    (tmp_path / "区").mkdir()
    rows = [["标准问", "答案"], ["甲问题怎么办", "甲答。"], ["乙问题怎么办", "乙答。"]]
    write_table(tmp_path / "区" / "faq.csv", rows)
    path = tmp_path / "新.csv"
    write_table(path, rows)
    assert "--as faq.csv" in plan_of(path).errors[0].message
    assert not plan_of(path, "faq.csv").errors
    write_table(path, [*rows[:2], *[[f"{name}事项怎么办", "答。"] for name in "丙丁戊"]])
    plan = plan_of(path)
    assert not plan.errors and len(plan.lists[0].questions) == 3
    assert "已经有「甲问题怎么办」" in plan.complaints[0].message


@pytest.mark.parametrize(
    ("rows", "says"),
    [([["甲", "乙"], ["丙", "丁"]], "没有找到常见问题"), ([["问题", "答案"], ["", ""]], "没有一问一答"), ([["问题", "答案"], ["问", "上老虎机平台"]], "老虎机")],
)
def test_a_table_of_something_else_is_refused(rows: list[list[str]], says: str, tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    write_table(path, rows)
    assert any(says in error.message for error in plan_of(path).errors)
    assert not (tmp_path / "区").exists()


def test_what_only_a_person_may_say_is_never_taken_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    write_table(path, [["问题", "答案", "已核实", "截至日期", "来源网址"], ["甲问题", "甲答。", "是", "2026-01-01", "http://a.gov.cn/"]])
    plan = plan_of(path)
    faq = plan.lists[0].questions[0]
    assert (faq.verified, faq.as_of, faq.source_url, faq.extra) == (False, None, "", {})
    assert {complaint.column for complaint in plan.complaints} == {"已核实", "截至日期", "来源网址"}


PIECE = st.text(st.sampled_from("低保津贴怎么申请办理材料街道多少钱=+-@'1A"), min_size=1, max_size=14)
ANSWER = st.lists(PIECE, min_size=1, max_size=3).map("\n".join)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PIECE, ANSWER, st.lists(PIECE, max_size=3)), min_size=1, max_size=6, unique_by=lambda row: letters_only(row[0])))
def test_what_is_written_is_read_back(rows: list[tuple[str, str, list[str]]]) -> None:
    questions = [
        Faq(id=f"faq-{n}", question=question, answer=answer, variants=tuple(ways), extra={"责任部门": question})
        for n, (question, answer, ways) in enumerate(rows)
    ]
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "faq.csv").write_text(records_csv(questions), encoding="utf-8", newline="")
        content, complaints = check_content(Path(name))
    assert not [complaint for complaint in complaints if complaint.severity == "error"]
    assert [one.model_copy(update={"origin": Origin(file="", row=0)}) for one in content.faq] == questions


def test_five_thousand_questions_take_seconds(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    write_table(path, [["问题", "答案"], *[[f"第{n}号事项的材料{n % 97}怎么准备", f"按第{n}条办。"] for n in range(5_000)]])
    begun = time.monotonic()
    assert len(plan_of(path).lists[0].questions) == 5_000
    assert time.monotonic() - begun < 20
