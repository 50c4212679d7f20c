"""A policy called by its name in a question."""

from __future__ import annotations

import pytest

from search_index.policy_names import PolicyNames
from search_index.records import Policy

TITLES = (
    "中华人民共和国政府信息公开条例（2019年修订）",
    "中华人民共和国政府信息公开条例（2007年）",
    "中华人民共和国行政复议法",
    "公共租赁住房管理办法",
    "海湾县渔船补助管理办法",
)
NAMES = PolicyNames([Policy(id=str(row), name=title) for row, title in enumerate(TITLES)])


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("信息公开条例是谁发的", {0, 1}),
        ("复议法新版啥时候施行", {2}),
        ("公共租赁住房管理办法还有效吗", {3}),
        ("渔船补助管理办法第几条", {4}),
        # An end that many titles share, an everyday word with 法 in it, and a rule by which something else is asked.
        ("管理办法在哪里看", set()),
        ("有什么办法", set()),
        ("按信息公开条例怎么申请公开", set()),
    ],
)
def test_the_longest_end_of_a_title_names_it(question: str, rows: set[int]) -> None:
    assert NAMES.named(question) == rows
