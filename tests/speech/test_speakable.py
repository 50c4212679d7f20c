"""What is read aloud: numbers as people say them, nothing lost, never too long."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.speech.speakable import LONGEST, speakable


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("请拨打12345。", "请拨打幺二三四五。"),
        ("拨打12329或110", "拨打幺二三二九或幺幺零"),
        ("收到申请之日起20个工作日内", "收到申请之日起20个工作日内"),
        ("国办函〔2020〕109号", "国办函二零二零年109号"),
        ("自2019年5月15日起施行", "自二零一九年5月15日起施行"),
        ("《社会救助暂行办法》、各地文件", "社会救助暂行办法，各地文件"),
        ("社会救助／最低生活保障", "社会救助，最低生活保障"),
        ("原文见https://www.example.gov.cn/a.html，请看", "原文见网页，请看"),
        ("9:00—12:00", "9点到12点"),
        ("第一行\n第二行", "第一行。第二行"),
        ("办事时间：08:30-17:05", "办事时间：8点30分到17点零5分"),
        ("2024-01-01起", "2024年1月1日起".replace("2024", "二零二四")),
        ("最低缴1,200元，占8.5%", "最低缴1200元，占百分之8点五"),
        ("报销120元，急救打120", "报销120元，急救打幺二零"),
        ("110名学生里有12345人次", "110名学生里有12345人次"),
        ("政策期限2021—2025年", "政策期限二零二一到二零二五年"),
        ("面积≥60㎡", "面积大于等于60平方米"),
        ("① 身份证 ② 户口簿", "1，身份证，2，户口簿"),
        ("热线０１０－８８８８", "热线010到8888"),
        ("电话010-12345678", "电话零幺零幺二三四五六七八"),
        ("", ""),
    ],
)
def test_as_people_say_it(written: str, said: str) -> None:
    assert speakable(written) == said


def test_a_long_text_ends_at_a_sentence() -> None:
    text = "这一句话有十个字左右。" * 100
    assert LONGEST - 20 < len(speakable(text)) <= LONGEST
    assert speakable(text).endswith("。")


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=LONGEST))
def test_no_character_is_lost(text: str) -> None:
    assert re.sub("[^一-鿿]", "", speakable(text)) == text


@given(st.text(max_size=2_000))
def test_anything_can_be_read(text: str) -> None:
    assert len(speakable(text)) <= LONGEST
