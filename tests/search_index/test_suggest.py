"""What is typed so far finds whole questions: by hanzi, pinyin, initials, a mix, and by everyday words."""

from __future__ import annotations

import pytest

from search_index.records import Alias, Origin
from search_index.suggest import Suggester

FILE = Origin(file="a.csv", row=2)
SUGGESTER = Suggester(
    [
        ("低保怎么申请", ["吃低保要什么条件"]),
        ("设备准入", []),
        ("社会保险登记", []),
        ("住房公积金的缴存、提取和贷款", ["公积金咋取"]),
        ("依申请公开政府信息", []),
    ],
    ["低保怎么申请"],
    [Alias(id="a1", word="社保", formal=("社会保险",), origin=FILE)],
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("低", "低保怎么申请"),
        ("dibao", "低保怎么申请"),
        ("db", "低保怎么申请"),
        ("低bao", "低保怎么申请"),
        ("地保", "低保怎么申请"),
        ("吃低保", "低保怎么申请"),
        ("gjj", "住房公积金的缴存、提取和贷款"),
        ("ysqgk", "依申请公开政府信息"),
        ("社保", "社会保险登记"),
        ("shebao", "社会保险登记"),
        ("社b", "社会保险登记"),
        ("", "低保怎么申请"),
        ("？！", "低保怎么申请"),
    ],
)
def test_what_is_typed_finds_the_question(typed: str, first: str) -> None:
    assert SUGGESTER.suggest(typed, 5)[:1] == [first]


def test_its_own_letters_come_before_an_everyday_word_for_it() -> None:
    assert SUGGESTER.suggest("sb", 5) == ["设备准入", "社会保险登记"]


@pytest.mark.parametrize("typed", ["龘", "qqqq", "低qq", "低 保 龘"])
def test_what_nothing_is_called_finds_nothing(typed: str) -> None:
    assert SUGGESTER.suggest(typed, 5) == []
