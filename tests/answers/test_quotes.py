"""Long texts are answered by the sentence that says it, word for word, with its paragraph."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.passages import SHORT_CHARS, quote

TEXT = (
    "一、出台背景\n为了让困难老人过得好一些，县里重新定了补贴办法。\n"
    "二、谁能领\n本县户籍、年满八十周岁的老人都可以领，不看收入。\n"
    "三、领多少\n八十到八十九周岁每人每月100元，九十周岁以上每人每月200元。\n"
    "四、什么时候发\n每月15日前打进社会保障卡。办法自2025年7月1日起施行。"
)


def quoted(question: str) -> str:
    found = quote(TEXT, question)
    return TEXT[found.start : found.end] if found else ""


def test_the_sum_asked_for_is_quoted() -> None:
    assert quoted("高龄补贴每月能给多少钱") == "八十到八十九周岁每人每月100元，九十周岁以上每人每月200元。"


def test_the_day_asked_for_is_quoted_with_its_paragraph() -> None:
    found = quote(TEXT, "补贴每月几号发到卡上")
    assert found is not None
    assert "15日" in TEXT[found.start : found.end]
    assert found.paragraph == 8


def test_who_may_have_it_is_quoted() -> None:
    assert "年满八十周岁" in quoted("哪些人能领这个补贴")


def test_short_texts_need_no_quotation() -> None:
    assert quote("每月15日前发放。", "几号发") is None


def test_what_the_text_does_not_speak_of_is_not_quoted() -> None:
    assert quote(TEXT, "养狗") is None


@given(
    st.text(alphabet="补贴每月一二元日，。；\n1九", max_size=3 * SHORT_CHARS),
    st.sampled_from(["多少钱", "几号发补贴", "谁能领"]),
)
def test_a_quotation_is_always_a_piece_of_the_text(text: str, question: str) -> None:
    found = quote(text, question)
    if found is not None:
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end].strip()
        assert 0 <= found.paragraph <= text.count("\n") + 1
