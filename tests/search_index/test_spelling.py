"""Pinyin typed without an input method."""

from __future__ import annotations

import pytest

from search_index.spelling import Speller

SPELLER = Speller(["公租房", "怎么", "休渔补助", "绿化"])


@pytest.mark.parametrize(
    ("letters", "hanzi"),
    [
        ("gongzufang", "公租房"),
        ("gongzufangzenmeshenqing", "公租房怎么申请"),
        ("xiuyubuzhu", "休渔补助"),
        ("lvhua", "绿化"),
    ],
)
def test_words_of_the_content_come_before_everyday_ones_that_sound_alike(letters: str, hanzi: str) -> None:
    assert SPELLER.hanzi(letters) == hanzi


@pytest.mark.parametrize("letters", ["app", "wifi", "qwzx", "b"])
def test_what_spells_nothing_is_left_alone(letters: str) -> None:
    assert SPELLER.hanzi(letters) is None
