"""Policies that a question calls by their name, or by its end: 「复议法」, 「信息公开条例」."""

from __future__ import annotations

import re
from collections.abc import Iterable

from search_index.records import Policy, Record
from search_index.text import letters_only

_EDITION = re.compile(r"[（(][^）)]*[）)]")
_KIND = re.compile(r"(?:法|条例|办法|规定|规则|细则|决定|意见|通知|规划|纲要|方案)$")
_UNTOLD = re.compile(
    r"(?:(?:管理|实施|暂行|试行|工作|若干|有关|相关|指导|具体|的|和|与)*)(?:法|条例|办法|规定|规则|细则|决定|意见|通知|规划|纲要|方案)"
)
"""An end that hundreds of titles share names none of them."""
_BY_THE_RULE = re.compile(r"(?:按照?|依照|依据|根据|照着?)[\u4e00-\u9fff]{0,16}?(?:条例|办法|规定|法)")
"""「按信息公开条例怎么申请」 asks how, not what the rule says."""
FEWEST_LETTERS = 3


class PolicyNames:
    """The titles of a content's policies, by row of the record."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._titles = [
            (row, title)
            for row, record in enumerate(records)
            if isinstance(record, Policy) and _KIND.search(title := bare_title(record.name))
        ]

    def named(self, text: str) -> frozenset[int]:
        """The rows whose title, or the longest end of a title, stands in a text; editions of one title together."""
        said = letters_only(_BY_THE_RULE.sub(" ", text))
        ends = {row: _longest_end(title, said) for row, title in self._titles}
        longest = max(ends.values(), default=0)
        return frozenset(row for row, length in ends.items() if length == longest) if longest else frozenset()


def bare_title(title: str) -> str:
    """A title's letters without its edition and the country's name."""
    return letters_only(_EDITION.sub("", title)).removeprefix("中华人民共和国")


def _longest_end(title: str, said: str) -> int:
    """Letters of the longest end of a title that was said; 0 where it tells nothing."""
    for start in range(len(title) - FEWEST_LETTERS + 1):
        if title[start:] in said:
            return 0 if _UNTOLD.fullmatch(title[start:]) else len(title) - start
    return 0
