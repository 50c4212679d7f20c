"""Question files in three formats, their mistakes by file, row and column, and variants of questions."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from kiosk_api.coverage.questions import (
    load_test_questions,
    read_test_questions,
    unknown_ids,
    variant_kinds,
    with_variants,
)
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.models import Aspect, Status
from search_index import Content, ContentError, SearchIndexError
from search_index.district import District
from search_index.records import CatalogItem, GuidePart
from tests.conftest import ROOT

Write = Callable[[str, str], Path]

KEYS = ["question", "expected", "aspect", "aspects", "status", "tags", "count", "filter", "says", "expected_all", "more"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["低保", "where", "没有", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["agency", "a"]), inner, max_size=2),
    max_leaves=5,
)

HEADER = ["问题", "应答编号", "方面", "状态", "标签", "上文", "必须说到", "不能说到", "数目", "备注"]
ROWS = [
    ["低保在哪看", "item-1|guide-1、item-2", "在哪里看", "", "口语，常问", "", "", "", "", "随便写"],
    ["那要多久", "item-1", "公开时限、要带什么", "直接回答", "", "低保怎么申请|是吗", "20个工作日|二十个工作日；受理", "30日", "", ""],
    ["民政局有几项", "", "", "", "", "", "", "", "3", ""],
    ["今天天气", "", "", "不归这里", "", "", "", "", "", ""],
]
EXPECTED = (
    TestQuestion(question="低保在哪看", expected=("item-1", "guide-1", "item-2"), aspects=(Aspect.where,), tags=("口语", "常问"), row=2),
    TestQuestion(
        question="那要多久",
        expected=("item-1",),
        aspects=(Aspect.when, Aspect.materials),
        context=("低保怎么申请", "是吗"),
        says=("20个工作日|二十个工作日", "受理"),
        never=("30日",),
        row=3,
    ),
    TestQuestion(question="民政局有几项", status=Status.listing, count=3, row=4),
    TestQuestion(question="今天天气", status=Status.out_of_scope, row=5),
)


def workbook(path: Path, rows: list[list[str]], title: str = "Sheet") -> Path:
    """An Excel file of one sheet."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_a_csv_and_an_excel_file_with_chinese_headers(write_csv: Write, tmp_path: Path) -> None:
    text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEADER, *ROWS])
    assert read_test_questions(write_csv("问题.csv", text)) == (EXPECTED, [])
    (tmp_path / "国标.csv").write_bytes(text.encode("gb18030"))
    assert read_test_questions(tmp_path / "国标.csv") == (EXPECTED, [])
    assert read_test_questions(workbook(tmp_path / "问题.xlsx", [HEADER, *ROWS])) == (EXPECTED, [])


def test_headers_by_other_names_in_any_order_below_a_title(tmp_path: Path) -> None:
    rows = [["2026年测试问题"], ["应有状态", "市民问法"], ["没有", "小产权房转正"], [], ["拒答", "骂人的话"]]
    questions, complaints = read_test_questions(workbook(tmp_path / "a.xlsx", rows))
    assert not complaints
    assert [(question.question, question.status, question.row) for question in questions] == [
        ("小产权房转正", Status.no_content, 3),
        ("骂人的话", Status.refused, 5),
    ]


def test_jsonl_as_the_design_has_it_and_keys_it_does_not_know(write_csv: Write) -> None:
    lines = [
        {"question": "低保在哪看", "expected": ["item-1"], "aspect": "where", "tags": ["paraphrase"], "author": "x"},
        {"question": "公租房归谁管，低保怎么办", "expected": [], "expected_all": [["item-1"], ["item-2", "item-3"]]},
        {"question": "天气", "expected": [], "status": "out_of_scope"},
        {"question": "公积金", "expected": [], "status": "no_content", "redirect": "redirect-1"},
        {"question": "有几项", "expected": [], "status": "listing", "count": 12, "filter": {"mode": "依申请公开"}},
        {"question": "两样", "expected": ["item-1"], "aspects": ["fee", "materials"], "says": ["免费|不收费"]},
    ]
    text = "\ufeff" + "\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\n"
    questions, complaints = read_test_questions(write_csv("a.jsonl", text))
    assert not complaints
    assert questions == (
        TestQuestion(question="低保在哪看", expected=("item-1",), aspects=(Aspect.where,), tags=("paraphrase",), row=1),
        TestQuestion(question="公租房归谁管，低保怎么办", expected_all=(("item-1",), ("item-2", "item-3")), row=3),
        TestQuestion(question="天气", status=Status.out_of_scope, row=5),
        TestQuestion(question="公积金", status=Status.no_content, redirect="redirect-1", row=7),
        TestQuestion(question="有几项", status=Status.listing, count=12, filter={"mode": "依申请公开"}, row=9),
        TestQuestion(question="两样", expected=("item-1",), aspects=(Aspect.fee, Aspect.materials), says=("免费|不收费",), row=11),
    )


def test_the_development_questions_are_read_without_a_complaint() -> None:
    files = [ROOT / "data/questions/demo_dev.jsonl", *sorted((ROOT / "data/questions/dev").glob("*.jsonl"))]
    for file in files:
        questions, complaints = read_test_questions(file)
        assert (len(questions), complaints) == (len(file.read_text("utf-8").splitlines()), [])


def test_every_mistake_of_a_table_names_row_and_column(tmp_path: Path) -> None:
    rows = [
        ["市民问法", "答案编号", "方面", "状态", "数目"],
        ["", "item-1", "", "", ""],
        ["低保在哪", "item-1", "在哪里看、颜色", "", ""],
        ["天气", "", "", "不知道", ""],
        ["小产权", "item-1", "", "没有", ""],
        ["有几项", "", "", "列表", "三项"],
        ["公租房", "item-2", "", "", ""],
        ["公租房", "item-2", "", "", ""],
    ]
    questions, complaints = read_test_questions(workbook(tmp_path / "问题.xlsx", rows))
    assert [question.row for question in questions] == [7, 8]
    assert [(complaint.row, complaint.column, complaint.severity) for complaint in complaints] == [
        (2, "市民问法", "error"),
        (3, "方面", "error"),
        (4, "状态", "error"),
        (5, "状态", "error"),
        (6, "数目", "error"),
        (8, "市民问法", "warning"),
    ]
    said = [complaint.message for complaint in complaints]
    assert "「颜色」" in said[1]
    assert "公开时限" in said[1]
    assert "「不知道」" in said[2]
    assert "请去掉一个" in said[3]
    assert "第7行" in said[5]
    assert {complaint.file for complaint in complaints} == {"问题.xlsx"}


def test_questions_that_nobody_labelled_are_one_warning(tmp_path: Path) -> None:
    rows = [["问题", "应答编号", "必须说到"], ["低保", "item-1", ""], ["公租房", "", ""], ["学区", "", ""], ["你好", "", "您好"]]
    questions, (warning,) = load_test_questions(workbook(tmp_path / "记录.xlsx", rows))
    assert len(questions) == 4
    assert (warning.severity, warning.row, warning.column) == ("warning", 3, "应答编号")
    assert "有 2 句没有写应答编号" in warning.message


def test_every_mistake_of_a_jsonl_file_names_its_line(write_csv: Write) -> None:
    lines = [
        "不是 JSON",
        '["question"]',
        '{"question": 5, "expected": ["item-1"]}',
        '{"question": "低保", "expected": "item-1"}',
        '{"question": "低保", "expected": ["item-1"], "filter": {"agency": 3}}',
        '{"question": "低保", "expected": ["item-1"], "aspect": "colour"}',
        '{"question": "低保", "expected": ["item-1"], "expected_all": ["item-1"]}',
        '{"question": "好的", "expected": ["item-1"]}',
    ]
    path = write_csv("a.jsonl", "\n".join(lines))
    questions, complaints = read_test_questions(path)
    assert [question.question for question in questions] == ["好的"]
    assert [(complaint.row, complaint.column) for complaint in complaints] == [
        (1, ""),
        (2, ""),
        (3, "question"),
        (4, "expected"),
        (5, "filter"),
        (6, "aspects"),
        (7, "expected_all"),
    ]
    with pytest.raises(ContentError, match="7 处错误"):
        load_test_questions(path)


@given(
    st.dictionaries(st.sampled_from(KEYS), JSON, max_size=5).map(lambda row: json.dumps(row, ensure_ascii=False))
    | st.text(max_size=40).filter(lambda text: text.strip() and len(text.splitlines()) == 1)
)
def test_whatever_a_line_holds_is_a_question_or_a_complaint(tmp_path_factory: pytest.TempPathFactory, line: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    questions, complaints = read_test_questions(path)
    errors = [complaint for complaint in complaints if complaint.severity == "error"]
    assert len(questions) + bool(errors) == 1


def test_files_that_hold_no_questions_say_what_to_do(write_csv: Write, tmp_path: Path) -> None:
    for path, said in (
        (tmp_path / "没有.jsonl", "没有这个文件"),
        (tmp_path / "没有.xlsx", "没有.xlsx"),
        (write_csv("空.jsonl", "\n"), "没有问题"),
        (write_csv("空.csv", "问题,应答编号\n"), "没有问题"),
        (write_csv("别的.csv", "名称,电话\n低保,1\n"), "“问题”这一栏"),
    ):
        questions, complaints = read_test_questions(path)
        assert not questions
        assert said in str(complaints[0])


def test_a_sheet_is_named_where_there_are_several_and_sheets_of_notes_are_passed_over(tmp_path: Path) -> None:
    book = Workbook()
    for title, rows in (("说明", [["怎么填"]]), ("民政", [["问题", "数目"], ["低保", "少"]]), ("教育", [["问题", "数目"], ["学区", "多"]])):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    _, complaints = read_test_questions(tmp_path / "a.xlsx")
    assert [complaint.file for complaint in complaints] == ["a.xlsx（民政）", "a.xlsx（教育）"]


def test_ids_that_the_content_lacks_are_a_warning() -> None:
    guide = GuidePart(id="guide-1-a", guide="guide-1", name="低保申请", heading="怎么申请", text="……")
    content = Content(District(name="示范区"), (CatalogItem(id="item-1", name="低保"), guide))
    questions = (
        TestQuestion(question="一", expected=("item-1", "guide-1", "guide-1-a"), row=2),
        TestQuestion(question="二", expected=("item-1", "item-9"), expected_all=(("item-8",),), row=3),
    )
    (warning,) = unknown_ids(questions, content, "问题.csv")
    assert (warning.severity, warning.row, warning.column) == ("warning", 3, "应答编号")
    assert "item-9、item-8" in warning.message


def test_variants_follow_the_questions_and_keep_their_labels() -> None:
    asked = (
        TestQuestion(question="低保怎么申请", expected=("item-1",), tags=("口语",), row=1),
        TestQuestion(question="abc", expected=("item-2",), row=2),
    )
    made = with_variants(asked, ("pinyin", "traditional"))
    assert made[:2] == asked
    assert [(question.question, question.variant) for question in made[2:]] == [
        ("dibao zenme shenqing", "pinyin"),
        ("低保怎麼申請", "traditional"),
    ]
    assert {(question.expected, question.tags, question.row) for question in made[2:]} == {(("item-1",), ("口语",), 1)}


def test_kinds_of_variants_by_code_by_name_and_all() -> None:
    assert variant_kinds("typo, 同音字,错字") == ("typo", "homophone")
    assert len(variant_kinds("all")) == len(variant_kinds("全部")) == 9
    with pytest.raises(SearchIndexError, match="没有「方言」这种换法.*错字"):
        variant_kinds("typo,方言")


def test_of_drafts_that_a_person_went_through_only_the_approved_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "草稿.csv"
    path.write_text("问题,应答编号,是否采用\n低保在哪看,item-1,是\n低保谁能看,item-1,否\n低保几天出,item-1,\n", "utf-8")
    questions, _ = read_test_questions(path)
    assert [one.question for one in questions] == ["低保在哪看"]
