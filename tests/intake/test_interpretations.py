"""Interpretations find their policy, say who explains, and never stand alone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from search_index.checks import check_content
from search_index.intake import DocumentPlan, plan_documents
from search_index.records import Interpretation
from tests.conftest import ROOT
from tests.intake.files import Truth, write_page, write_word

FIELD = ROOT / "data" / "field"
POLICIES = """编号,标题,发文字号,状态
policy-old,示范市医疗救助实施办法（2018年）,示政办〔2018〕3号,已废止
policy-new,示范市医疗救助实施办法,示政办〔2023〕12号,现行有效
policy-notice,示范区民政局关于印发《示范区临时救助办法》的通知,示民发〔2022〕8号,现行有效
policy-a,示范市养老服务补贴办法（城市）,,现行有效
policy-b,示范市养老服务补贴办法（农村）,,现行有效
"""


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "区"
    folder.mkdir()
    (folder / "policies.csv").write_text(POLICIES, encoding="utf-8")
    return folder


def plan_of(into: Path, title: str, opening: str = "现将有关情况说明如下。", **options: str) -> DocumentPlan:
    path = into.parent / "解读.md"
    path.write_text(f"# {title}\n\n{opening}\n\n## 能领多少\n\n特困人员每年最多5万元。\n", encoding="utf-8")
    return plan_documents([path], into, FIELD, **options)


@pytest.mark.parametrize(
    ("title", "opening", "policy"),
    [
        ("《示范市医疗救助实施办法》政策解读", "", "policy-new"),
        ("示范市医疗救助实施办法解读", "", "policy-new"),
        ("一图读懂《示范市医疗救助实施办法》", "", "policy-new"),
        ("《示范区临时救助办法》解读", "", "policy-notice"),
        ("关于《示范区民政局关于印发〈示范区临时救助办法〉的通知》的政策解读", "", "policy-notice"),
        ("临时救助办法政策问答", "", "policy-notice"),
        ("市医保局负责人答记者问", "近日，市政府办公室印发了《示范市医疗救助实施办法》。", "policy-new"),
    ],
)
def test_the_policy_is_found_by_title_or_text(title: str, opening: str, policy: str, into: Path) -> None:
    plan = plan_of(into, title, opening)
    assert not plan.errors, plan.errors
    record = plan.documents[0].record
    assert isinstance(record, Interpretation)
    assert record.policy == policy
    assert record.text.endswith("能领多少\n特困人员每年最多5万元。")


def test_an_unknown_policy_is_an_error_that_says_what_to_do(into: Path) -> None:
    plan = plan_of(into, "《示范市殡葬管理办法》解读")
    assert plan.documents[0].record is None
    assert "《示范市殡葬管理办法》" in plan.errors[0].message and "--policy" in plan.errors[0].message
    named = plan_of(into, "《示范市殡葬管理办法》解读", policy_id="policy-new")
    assert not named.errors and isinstance(named.documents[0].record, Interpretation)
    assert plan_of(into, "《示范市殡葬管理办法》解读", policy_id="policy-x").errors


def test_two_policies_of_one_name_are_not_told_apart_by_guessing(into: Path) -> None:
    error = plan_of(into, "《示范市养老服务补贴办法》解读").errors[0]
    assert "policy-a" in error.message and "policy-b" in error.message


@pytest.mark.parametrize(
    ("title", "author", "form"),
    [
        ("《示范市医疗救助实施办法》专家解读", "专家", "文字"),
        ("《示范市医疗救助实施办法》媒体解读", "媒体", "文字"),
        ("市医保局局长答记者问：《示范市医疗救助实施办法》", "官员", "文字"),
        ("图解《示范市医疗救助实施办法》", "部门", "图片"),
        ("《示范市医疗救助实施办法》视频解读", "部门", "视频"),
        ("《示范市医疗救助实施办法》新闻发布会解读", "部门", "新闻发布会"),
    ],
)
def test_who_explains_and_how_are_taken_from_the_words(title: str, author: str, form: str, into: Path) -> None:
    record = plan_of(into, title).documents[0].record
    assert isinstance(record, Interpretation)
    assert (record.author, record.form) == (author, form)


def test_policy_and_interpretation_of_one_import_find_one_another(tmp_path: Path) -> None:
    page = (
        '<html><head><meta charset="gb2312"><title>政策解读_示范市人民政府</title><meta name="ContentSource" content="示范市医疗保障局">'
        '<meta name="PubDate" content="2023-05-10"></head><body><h1>《示范市医疗救助实施办法》政策解读</h1><div class="UCAP-CONTENT">'
        "<p>　　为了减轻困难群众负担，市政府办公室印发了\n这份办法。</p><h3>能报多少</h3><p>特困人员<br>每年最多5万元。</p></div></body></html>"
    )
    explained = write_page(tmp_path / "解读.html", page, "gbk")
    plan = plan_documents([explained, write_word(tmp_path / "办法.docx", Truth())], tmp_path / "区", FIELD)
    assert not plan.errors
    record, policy = (planned.record for planned in plan.documents)
    assert isinstance(record, Interpretation) and policy is not None
    assert (record.policy, record.agency, record.issued) == (policy.id, "示范市医疗保障局", date(2023, 5, 10))
    assert record.text == "为了减轻困难群众负担，市政府办公室印发了这份办法。\n\n能报多少\n特困人员\n每年最多5万元。"
    plan.write()
    content, complaints = check_content(tmp_path / "区", FIELD)
    assert not [complaint for complaint in complaints if complaint.severity == "error"]
    assert content.interpretations[0].policy == content.policies[0].id


def test_a_standing_policy_is_completed_and_what_staff_wrote_stays(into: Path) -> None:
    path = write_word(into.parent / "办法.docx", Truth(agency="示范市医疗保障局办公室"))
    plan = plan_documents([path], into, FIELD)
    planned = plan.documents[0]
    assert planned.record is not None
    assert (planned.record.id, planned.target, planned.change) == ("policy-new", "policies.csv", "改动")
    plan.write()
    content, _ = check_content(into, FIELD)
    standing = content.by_id["policy-new"]
    assert "起付标准为每人每年1000元" in standing.model_dump()["text"]
    assert standing.model_dump()["status"] == "现行有效" and len(content.policies) == 5
    assert plan_documents([path], into, FIELD).documents[0].change == "不变"


def test_the_same_title_with_another_number_is_another_policy(into: Path) -> None:
    path = write_word(into.parent / "新.docx", Truth(number="示政办〔2025〕1号", written_number="示政办〔2025〕1号"))
    plan = plan_documents([path], into, FIELD)
    assert plan.documents[0].change == "新增" and not plan.errors
    assert any("文号不同" in complaint.message for complaint in plan.complaints)


def test_one_file_given_twice_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    files = [write_word(tmp_path / "一.docx", Truth()), write_word(tmp_path / "二.docx", Truth())]
    plan = plan_documents(files, tmp_path / "区", FIELD)
    assert "同一份" in plan.errors[0].message
    assert not (tmp_path / "区").exists()
