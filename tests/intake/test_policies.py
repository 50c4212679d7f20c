"""Policies out of every carrier and layout, with the truth known: nothing lost, nothing invented."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search_index.intake import DocumentPlan, plan_documents
from search_index.records import Policy
from tests.conftest import ROOT
from tests.intake.files import (
    PAGES,
    ROWS,
    Truth,
    hanzi_date,
    plain_page,
    trs_page,
    write_markdown,
    write_page,
    write_word,
)

FIELD = ROOT / "data" / "field"
TODAY = date(2024, 1, 15)
BRACKETS = ("〔〕", "[]", "［］", "【】", "（）", "()", "〈〉", "﹝﹞")


def plan_of(path: Path, **options: str) -> DocumentPlan:
    return plan_documents([path], path.parent / "区", FIELD, today=TODAY, **options)


def policy_of(path: Path) -> Policy:
    # Without the national content, which takes longer to read than the file.
    plan = plan_documents([path], path.parent / "区", path.parent / "没有", today=TODAY)
    assert not plan.errors, plan.errors
    record = plan.documents[0].record
    assert isinstance(record, Policy)
    return record


def assert_true(policy: Policy, truth: Truth, where: str) -> None:
    assert policy.name == truth.title, where
    assert policy.number == truth.number, where
    assert policy.agency == truth.agency, where
    assert policy.issued == truth.issued, where
    assert policy.effective == truth.effective, where
    for line in [*truth.paragraphs, truth.ending, *ROWS]:
        assert line in policy.text, (where, line)
    assert policy.as_of is None and not policy.verified and not policy.source_url and not policy.summary


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    left, right = draw(st.sampled_from(BRACKETS))
    gap = draw(st.sampled_from(["", " "]))
    year, count = draw(st.integers(2001, 2024)), draw(st.integers(1, 399))
    stem = draw(st.sampled_from(["示政办", "示民规", "示医保发", "示政办函"]))
    issued = draw(st.dates(date(2001, 1, 1), date(2024, 12, 31)))
    written = draw(st.sampled_from([f"{issued.year}年{issued.month}月{issued.day}日", hanzi_date(issued)]))
    day = draw(st.dates(date(2001, 1, 1), date(2029, 12, 31)))
    ending, effective = draw(
        st.sampled_from(
            [
                (f"本办法自{day.year}年{day.month}月{day.day}日起施行。", day),
                (f"本办法自{hanzi_date(day)}起正式实施，由市医疗保障局负责解释。", day),
                ("本办法自印发之日起施行。", issued),
                ("本办法自发布之日起30日后施行。", None),
                ("本办法由市医疗保障局负责解释。", None),
            ]
        )
    )
    return Truth(
        number=f"{stem}〔{year}〕{count}号",
        written_number=f"{stem}{gap}{left}{year}{right}{gap}{count}{gap}号",
        issued=issued,
        written_issued=written,
        ending=ending,
        effective=effective,
    )


@settings(max_examples=40, deadline=None)
@given(truth=truths(), letterhead=st.booleans())
def test_every_carrier_says_the_same_whatever_the_brackets_and_the_dates(truth: Truth, letterhead: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        assert_true(policy_of(write_word(folder / "办法.docx", truth, letterhead=letterhead)), truth, "docx")
        assert_true(policy_of(write_markdown(folder / "办法.md", truth)), truth, "md")
        for layout, page in PAGES.items():
            assert_true(policy_of(write_page(folder / f"{layout}.html", page(truth))), truth, layout)


@pytest.mark.parametrize("layout", PAGES)
def test_a_page_gives_its_article_and_nothing_around_it(layout: str, tmp_path: Path) -> None:
    text = policy_of(write_page(tmp_path / "页.html", PAGES[layout](Truth()))).text
    lines = [line for line in text.split("\n") if line]
    assert lines == [*Truth().lines, *ROWS]


def test_facts_beside_the_text_are_read_and_those_without_a_field_are_kept(tmp_path: Path) -> None:
    policy = policy_of(write_page(tmp_path / "页.html", trs_page(Truth())))
    assert policy.status == "现行有效"
    assert policy.extra == {"索引号": "000014349/2023-00012", "主题分类": "卫生、医保", "网上发布日期": "2023-05-09 10:20"}
    gone = policy_of(write_page(tmp_path / "废.html", PAGES["list"](Truth())))
    assert gone.status == "已废止" and gone.ended is None


def test_a_page_in_gb2312_is_read_by_its_own_declaration(tmp_path: Path) -> None:
    text = trs_page(Truth()).replace('charset="utf-8"', 'charset="gb2312"')
    assert_true(policy_of(write_page(tmp_path / "老.htm", text, "gb18030")), Truth(), "gb2312")


def test_what_nobody_says_stays_blank_and_is_told(tmp_path: Path) -> None:
    path = tmp_path / "通知.txt"
    path.write_text("关于做好防汛工作的通知\n\n请各村做好准备，遇到险情先转移群众。\n", encoding="utf-8")
    plan = plan_of(path)
    policy = plan.documents[0].record
    assert isinstance(policy, Policy)
    assert (policy.number, policy.agency, policy.issued, policy.effective, policy.status) == ("", "", None, None, "")
    told = {(complaint.column, complaint.severity) for complaint in plan.complaints}
    assert {("发文机关", "warning"), ("状态", "warning")} <= told


@pytest.mark.parametrize(
    ("line", "status"),
    [("【本文件已废止】", "已废止"), ("此文件已失效", "已废止"), ("本办法所称已废止的文件，是指市政府公布废止的规范性文件，各单位应当对照目录停止执行。", "")],
)
def test_a_banner_says_that_a_document_no_longer_holds_and_a_sentence_of_the_text_does_not(
    line: str, status: str, tmp_path: Path
) -> None:
    truth = replace(Truth(), paragraphs=(line, *Truth().paragraphs))
    assert policy_of(write_word(tmp_path / "件.docx", truth)).status == status


def test_a_draft_is_a_draft(tmp_path: Path) -> None:
    truth = replace(Truth(), title="示范市养老服务条例（征求意见稿）")
    assert policy_of(write_word(tmp_path / "稿.docx", truth)).status == "征求意见"


def test_a_title_over_two_lines_and_the_document_it_issues(tmp_path: Path) -> None:
    path = tmp_path / "通知.md"
    path.write_text(
        "示民发〔2022〕8号\n\n示范区民政局\n\n关于印发《示范区临时救助办法》的通知\n\n各街道办事处：\n\n现印发给你们。\n\n"
        "示范区民政局\n\n2022年3月4日\n\n示范区临时救助办法\n\n第一条 为了救急难，制定本办法。",
        encoding="utf-8",
    )
    policy = policy_of(path)
    assert policy.name == "示范区民政局关于印发《示范区临时救助办法》的通知"
    assert (policy.number, policy.agency, policy.issued) == ("示民发〔2022〕8号", "示范区民政局", date(2022, 3, 4))
    assert policy.text.startswith("各街道办事处：") and policy.text.endswith("第一条 为了救急难，制定本办法。")


@pytest.mark.parametrize("number", ["示政办〔202312号", "示政办2023〕12号"])
def test_a_damaged_number_is_told_and_not_guessed(number: str, tmp_path: Path) -> None:
    plan = plan_of(write_word(tmp_path / "件.docx", replace(Truth(), written_number=number)))
    assert plan.documents[0].record is not None
    assert getattr(plan.documents[0].record, "number", None) == ""
    assert any(complaint.column == "发文字号" and number in complaint.message for complaint in plan.complaints)


def test_two_effective_dates_are_left_to_a_person(tmp_path: Path) -> None:
    truth = replace(Truth(), paragraphs=("第三条自2024年1月1日起执行。",))
    plan = plan_of(write_word(tmp_path / "件.docx", truth))
    assert getattr(plan.documents[0].record, "effective", "") is None
    assert any("几个施行日期" in complaint.message for complaint in plan.complaints)


def test_a_period_that_is_over_and_a_standing_policy_said_to_be_repealed_are_told(tmp_path: Path) -> None:
    into = tmp_path / "区"
    into.mkdir()
    (into / "policies.csv").write_text("编号,标题\npolicy-old,示范市城乡医疗救助办法\n", encoding="utf-8")
    ending = "本办法自2023年7月1日起施行，有效期至2023年12月31日。《示范市城乡医疗救助办法》（示政办〔2015〕3号）同时废止。"
    plan = plan_of(write_word(tmp_path / "件.docx", replace(Truth(), ending=ending)))
    told = " ".join(complaint.message for complaint in plan.complaints)
    assert "已经过了" in told and "policy-old 还没有写废止" in told
    assert not plan.errors


@pytest.mark.parametrize("url", ["http://www.example.com/a.html", "https://gov.cn.example.com/", "示范"])
def test_only_a_page_of_the_government_is_a_source(url: str, tmp_path: Path) -> None:
    path = write_word(tmp_path / "件.docx", Truth())
    assert any(complaint.column == "来源网址" for complaint in plan_of(path, url=url).errors)
    right = plan_of(path, url="https://www.example.gov.cn/a.html").documents[0].record
    assert right is not None and right.source_url == "https://www.example.gov.cn/a.html" and not right.verified


def test_hidden_and_advertising_words_never_come_in(tmp_path: Path) -> None:
    hidden = trs_page(Truth()).replace("澳门新开的地方", "真人娱乐")
    assert "真人娱乐" not in policy_of(write_page(tmp_path / "页.html", hidden)).text
    seen = plain_page(replace(Truth(), paragraphs=("登录老虎机平台",)))
    assert any("老虎机" in complaint.message for complaint in plan_of(write_page(tmp_path / "坏.html", seen)).errors)
