"""Quotations of one question's hits: durations, ages, the passage search found, verbatim whatever the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.passages import EXCERPT_CHARS, SHORT_CHARS, Quote, Quoter, excerpt, quote
from search_index import Hit, Passage
from search_index.records import Interpretation
from search_index.search import HitSource

TEXT = (
    "一、总则。本办法适用于本县户籍的困难家庭，由县民政局负责解释并组织实施，乡镇人民政府负责受理申请。\n"
    "二、补助标准。每人每月发放补助860元；学生另加100元。\n"
    "\n"
    "三、实施时间。本办法自2024年3月1日起施行。\n"
    "四、办理期限。受理之后在20个工作日内作出决定。\n"
    "五、代办。满60周岁的老人由村委会代为提出。"
)
TWICE = "第一批材料由县里汇总后统一上报并且存档备查。" * 4 + "\n补助名单贴在村口。\n补助名单挂在网上。"


@pytest.mark.parametrize(
    ("question", "sentence", "paragraph"),
    [
        ("补助每月发多少钱", "每人每月发放补助860元；学生另加100元。", 2),
        ("办法什么时候开始施行", "本办法自2024年3月1日起施行。", 3),
        ("受理之后多久有决定", "受理之后在20个工作日内作出决定。", 4),
        ("多大岁数的老人可以请村委会代办", "满60周岁的老人由村委会代为提出。", 5),
    ],
)
def test_the_sentence_that_states_what_is_asked_is_quoted_with_its_paragraph(
    question: str, sentence: str, paragraph: int
) -> None:
    found = quote(TEXT, question)
    assert found is not None
    assert TEXT[found.start : found.end] == sentence
    assert found.paragraph == paragraph


def test_a_text_of_one_paragraph_has_no_paragraph_number() -> None:
    found = quote(TEXT.replace("\n", ""), "补助每月发多少钱")
    assert found is not None
    assert found.paragraph == 0


def test_a_text_is_long_from_one_character_over_the_limit() -> None:
    sentence = "补助标准每月860元。"
    padding = "甲" * (SHORT_CHARS - len(sentence))
    assert quote(sentence + padding, "补助标准多少钱") is None
    assert quote(sentence + padding + "甲", "补助标准多少钱") is not None


def test_of_two_equal_sentences_the_one_search_came_upon_is_quoted() -> None:
    first, second = TWICE.index("补助名单贴"), TWICE.index("补助名单挂")
    plain = quote(TWICE, "补助名单")
    near = quote(TWICE, "补助名单", Passage("text", second, len(TWICE)))
    assert plain is not None and near is not None
    assert (plain.start, near.start) == (first, second)


def record() -> Interpretation:
    return Interpretation(id="i-1", name="补助名单解读", policy="p-1", text=TWICE)


def hit(passage: Passage) -> Hit:
    return Hit("i-1", "interpretation", "补助名单解读", (), 1.0, HitSource("interpretations.csv", 2, "", None), passage)


def test_a_quoter_uses_the_passage_of_the_very_field_it_quotes() -> None:
    second = TWICE.index("补助名单挂")
    here = Quoter("补助名单", [hit(Passage("text", second, len(TWICE)))]).of(record(), "text")
    elsewhere = Quoter("补助名单", [hit(Passage("summary", second, len(TWICE)))]).of(record(), "text")
    assert here is not None and elsewhere is not None
    assert (here.start, elsewhere.start) == (second, TWICE.index("补助名单贴"))


def test_without_a_question_or_without_a_text_nothing_is_quoted() -> None:
    assert Quoter().of(record(), "text") is None
    assert Quoter("补助名单").of(record(), "verified") is None


@given(st.text(max_size=4 * SHORT_CHARS), st.text(max_size=20), st.integers(0, 400), st.integers(0, 400))
def test_whatever_the_text_a_quotation_lies_inside_and_starts_and_ends_with_words(
    text: str, question: str, start: int, end: int
) -> None:
    found = quote(text + TEXT, question + "补助多少钱", Passage("text", start, end))
    whole = text + TEXT
    assert found is not None
    assert 0 <= found.start < found.end <= len(whole)
    assert not whole[found.start].isspace()
    assert "\n" not in whole[found.start : found.end]


def test_a_long_text_is_shown_in_whole_paragraphs_around_the_quotation() -> None:
    lines = [f"第{number}条 这是第{number}条规定的内容，写得比较长，好让全文超过一千个字。" for number in range(1, 61)]
    text = "\n".join(lines)
    start = text.index(lines[30])
    first, last = excerpt(text, Quote(start, start + len(lines[30]), 31))
    shown = text[first:last].split("\n")
    assert set(shown) <= set(lines) and lines[30] in shown and len(shown) > 5
    assert last - first <= EXCERPT_CHARS
    assert excerpt("短。", Quote(0, 2, 0)) == (0, 2)


def test_a_long_text_is_never_given_whole_even_where_no_sentence_fits() -> None:
    long = "办事的人很多。" * 200
    quotation = Quoter("").of(record().model_copy(update={"text": long}), "text")
    assert quotation is not None and quotation.start == 0 and quotation.end < 300
