"""Personal data is found however it is typed; public numbers never are."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.privacy import find_personal_data, is_bank_card, is_identity_number, mask

_WEIGHTS = [2 ** (17 - i) % 11 for i in range(17)]


@st.composite
def identity_numbers(draw: st.DrawFn) -> str:
    province = draw(st.sampled_from(["11", "31", "44", "50", "65"]))
    region = draw(st.integers(0, 9999))
    birthday = draw(st.dates(date(1900, 1, 1), date(2025, 12, 31)))
    serial = draw(st.integers(0, 999))
    body = f"{province}{region:04}{birthday:%Y%m%d}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


@st.composite
def bank_cards(draw: st.DrawFn) -> str:
    body = "62" + "".join(str(digit) for digit in draw(st.lists(st.integers(0, 9), min_size=13, max_size=16)))
    return next(body + check for check in "0123456789" if is_luhn(body + check))


def is_luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mobiles() -> st.SearchStrategy[str]:
    return st.from_regex(r"\A1[3-9][0-9]{9}\Z")


def typed(number: str, separators: list[str], *, full_width: bool) -> str:
    """The number in groups of four, as people write it down."""
    groups = [number[i : i + 4] for i in range(0, len(number), 4)]
    text = groups[0]
    for i, group in enumerate(groups[1:]):
        text += separators[i % len(separators)] + group
    return "".join(chr(ord(char) + 0xFEE0) if char.isalnum() else char for char in text) if full_width else text


WAYS = st.lists(st.sampled_from(["", " ", "-", "\u3000", "－", "\u200b"]), min_size=5, max_size=5)
AROUND = st.sampled_from([("", ""), ("我的号码是", "，请查"), ("号码：", "。"), ("(", ")")])


@given(identity_numbers(), WAYS, st.booleans(), AROUND)
def test_every_identity_number_is_found(
    number: str, ways: list[str], full_width: bool, around: tuple[str, str]
) -> None:
    text = around[0] + typed(number, ways, full_width=full_width) + around[1]
    assert "identity_number" in [finding.kind for finding in find_personal_data(text)]
    assert mask(text) == around[0] + "＊＊＊" + around[1]


@given(bank_cards(), WAYS, st.booleans(), AROUND)
def test_every_bank_card_is_found(number: str, ways: list[str], full_width: bool, around: tuple[str, str]) -> None:
    if len(set(number)) < 4:
        return
    text = around[0] + typed(number, ways, full_width=full_width) + around[1]
    assert [finding.kind for finding in find_personal_data(text)] in (["bank_card"], ["identity_number"])


@given(mobiles(), WAYS, st.booleans(), st.sampled_from(["", "+86", "86 ", "0086-"]), AROUND)
def test_every_mobile_is_found(
    number: str, ways: list[str], full_width: bool, prefix: str, around: tuple[str, str]
) -> None:
    text = around[0] + prefix + typed(number, ways, full_width=full_width) + around[1]
    assert [finding.kind for finding in find_personal_data(text)] == ["mobile"]


@given(
    st.sampled_from(["国办函", "国令", "民发", "X政办规", "财税"]),
    st.integers(1949, 2030),
    st.integers(1, 9999),
    st.sampled_from(["〔{}〕{}号", "[{}]{}号", "（{}）第{}号", "【{}】 {} 号"]),
)
def test_no_document_number_ever_is(issuer: str, year: int, number: int, form: str) -> None:
    assert find_personal_data(issuer + form.format(year, number)) == []


@pytest.mark.parametrize(
    "text",
    [
        "国令第711号",
        "事项编码000125004000",
        "11440300MB2C123456",
        "91440300708461136T",
        "统一社会信用代码 11440300MB2D089999",
        "打12345",
        "010-12345678",
        "0755-83123456转8001",
        "400-810-8888",
        "2019年到2024年",
        "2024-01-15至2024-12-31",
        "补贴3000000000元",
        "13800138000元",
        "1 3 5 7 9 11 13 15",
        "低保标准每月1170元",
        "邮编518000",
        "第20条第3款",
        "",
    ],
)
def test_public_numbers_are_left_alone(text: str) -> None:
    assert find_personal_data(text) == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("证号11010519491231002X", ["identity_number"]),
        ("11010519491231002x", ["identity_number"]),
        ("110105491231002", ["identity_number"]),
        ("一三八零零一三八零零零", ["mobile"]),
        ("138.0013.8000", ["mobile"]),
        ("护照E12345678", ["passport"]),
        ("写信到zhang.san@example.com谢谢", ["email"]),
        ("张三＠example.com", []),
        ("13800138000，11010519491231002X", ["mobile", "identity_number"]),
        ("110105194912310021", []),
        ("110105199913310021", []),
    ],
)
def test_kinds(text: str, kinds: list[str]) -> None:
    assert [finding.kind for finding in find_personal_data(text)] == kinds


def test_the_standards_own_example() -> None:
    assert is_identity_number("11010519491231002X")
    assert not is_identity_number("110105194912310029")
    assert is_bank_card("6222021234567890128")


@given(st.text(max_size=200))
def test_any_text_can_be_masked(text: str) -> None:
    masked = mask(text)
    assert find_personal_data(masked) == []
    assert mask(masked) == masked
