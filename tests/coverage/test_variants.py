"""Each kind of variant changes a question as its name says, the same way every time."""

from __future__ import annotations

import csv
import doctest
import json
import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC
from pypinyin import lazy_pinyin

from kiosk_api.coverage import variants
from kiosk_api.coverage.variants import VARIANTS, variant
from search_index.text import letters_only, normalise
from tests.conftest import ROOT

DEVELOPMENT = (ROOT / "data/questions/demo_dev.jsonl").read_text("utf-8").splitlines()
QUESTIONS = [json.loads(line)["question"] for line in DEVELOPMENT]
QUESTIONS += ["请问一下，办理居住证需要什么材料？", "B超2024年能报销3.5%吗？", "我腿脚不方便，低保能不能让人代办？"]
COVERED = ROOT / "kiosk_api" / "coverage"
KINDS = ["typo", "homophone", "pinyin", "traditional", "fullwidth", "particles", "order", "speech", "former_agency"]

questions = st.sampled_from(QUESTIONS)
seeds = st.integers(0, 50)
slow_start = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(before: str, after: str) -> list[int]:
    assert len(before) == len(after)
    return [at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]


def test_the_examples_of_the_docstrings() -> None:
    assert doctest.testmod(variants).failed == 0


def test_the_kinds_are_these() -> None:
    assert list(VARIANTS) == KINDS
    with pytest.raises(KeyError):
        variant("no such kind", "低保怎么申请", 1)


@pytest.mark.parametrize("kind", KINDS)
@slow_start
@given(question=st.text(max_size=30) | questions, seed=seeds)
def test_a_variant_is_another_text_or_none_and_always_the_same(kind: str, question: str, seed: int) -> None:
    made = variant(kind, question, seed)
    assert made is None or (made and made != question.strip())
    assert made == variant(kind, question, seed)


def test_a_variant_is_the_same_in_every_process() -> None:
    code = "from kiosk_api.coverage.variants import *; print([variant(k, '人社局几点上班？', 3) for k in VARIANTS])"
    run = [sys.executable, "-c", code]
    env = [{"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"} for seed in ("1", "2")]
    printed = [
        subprocess.run(run, env=each, cwd=ROOT, check=True, capture_output=True, text=True).stdout for each in env
    ]
    assert printed[0] == printed[1] == f"{[variant(kind, '人社局几点上班？', 3) for kind in KINDS]}\n"


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"pinyin", "traditional"}))
def test_another_seed_draws_another_variant(kind: str) -> None:
    question = "请问市监局和医保局的电话在哪里查询，我怎么查不到，能不能告诉我"
    assert len({variant(kind, question, seed) for seed in range(20)}) > 1


@slow_start
@given(questions, seeds)
def test_a_typo_is_one_hanzi(question: str, seed: int) -> None:
    made = variant("typo", question, seed)
    if made is not None:
        (at,) = changed(question, made)
        assert "\u4e00" <= made[at] <= "\u9fff"


@slow_start
@given(questions, seeds)
def test_a_homophone_is_one_or_two_neighbours_and_sounds_the_same(question: str, seed: int) -> None:
    made = variant("homophone", question, seed)
    assert made is not None
    places = changed(question, made)
    assert 1 <= len(places) <= 2
    assert places[-1] - places[0] <= 1
    assert lazy_pinyin(made) == lazy_pinyin(question)


@slow_start
@given(questions, seeds)
def test_pinyin_has_no_hanzi_and_keeps_latin_and_digits(question: str, seed: int) -> None:
    made = variant("pinyin", question, seed)
    assert made is not None
    assert re.fullmatch(r"[A-Za-z0-9.% ]+", made)
    assert made == made.strip()
    assert re.findall(r"\d+", made) == re.findall(r"\d+", question)


def test_pinyin_is_typed_word_by_word_with_v_for_ü() -> None:
    assert variant("pinyin", "妇女2024年怎么办理B超？") == "funv 2024 nian zenme banli Bchao"
    assert variant("pinyin", "\U0003134a字怎么读") is None


@slow_start
@given(questions, seeds)
def test_traditional_converts_back(question: str, seed: int) -> None:
    made = variant("traditional", question, seed)
    assert (made is None) == (OpenCC("s2t").convert(question) == question)
    if made is not None:
        assert OpenCC("t2s").convert(made) == question
        assert normalise(made) == normalise(question)


@slow_start
@given(st.text(alphabet="abcXYZ 0123456789!?()%低保申请办，。", max_size=20) | questions, seeds)
def test_fullwidth_has_no_ascii_and_is_the_same_but_for_spaces(question: str, seed: int) -> None:
    made = variant("fullwidth", question, seed)
    if made is not None:
        assert not any("!" <= char <= "~" or char == " " for char in made)
        narrow, before = (unicodedata.normalize("NFKC", text).replace(" ", "") for text in (made, question))
        assert narrow == before


@slow_start
@given(questions, seeds)
def test_particles_leave_everything_else(question: str, seed: int) -> None:
    made = variant("particles", question, seed)
    assert made is not None
    ends = "请问一下您你好我想问下麻烦那个哎呢呀啊嘛吗么，、 ？"
    bare = [letters_only(text.strip(ends).replace("一下", "")) for text in (made, question)]
    assert bare[0] in bare[1] or bare[1] in bare[0]
    assert abs(len(made) - len(question)) <= 6


def test_particles_are_dropped_exchanged_and_added() -> None:
    made = {variant("particles", "请问一下低保怎么申请呢？", seed) for seed in range(30)}
    assert "低保怎么申请？" in made
    made = {variant("particles", "补办身份证", seed) for seed in range(30)}
    assert {"补办一下身份证", "请问补办身份证"} <= made
    assert variant("particles", "请问", 1) is None


@slow_start
@given(questions, seeds)
def test_order_moves_words_and_changes_none(question: str, seed: int) -> None:
    made = variant("order", question, seed)
    if made is not None:
        assert sorted(letters_only(made)) == sorted(letters_only(question))
        assert letters_only(made) != letters_only(question)


@pytest.mark.parametrize(
    ("question", "moved"),
    [
        ("低保在哪申请", "在哪申请，低保"),
        ("怎么申请低保？", "低保，怎么申请？"),
        ("您好，人社局几点上班？", "您好，几点上班，人社局？"),
        ("低保能异地申请吗", "能异地申请吗，低保"),
        ("三公经费公开了吗", "公开了吗，三公经费"),
        ("有没有老年餐桌", "老年餐桌，有没有"),
        ("政府大楼花了多少", "花了多少，政府大楼"),
        ("哪个牌子手机好", "手机好，哪个牌子"),
        ("我腿脚不方便，怎么办低保", "怎么办低保，我腿脚不方便"),
    ],
)
def test_the_part_that_asks_changes_sides(question: str, moved: str) -> None:
    assert moved in {(variant("order", question, seed) or "").replace(" ", "，") for seed in range(3)}


@pytest.mark.parametrize("question", ["重度残疾人补贴", "怎么办", "我被欠债没钱打官司", "怎么瘦肚子", "社保卡啊"])
def test_nothing_that_asks_or_no_rest_is_not_moved(question: str) -> None:
    assert variant("order", question, 1) is None


@slow_start
@given(questions, seeds)
def test_speech_has_no_punctuation_and_keeps_every_character_in_order(question: str, seed: int) -> None:
    made = variant("speech", question, seed)
    assert made is not None
    assert not re.search(r"[，。？！、；：,?!]|\.(?!\d)", made)
    rest = iter(made)
    assert all(char in rest for char in re.sub(r"[，。？！、]", "", question))
    assert len(made) > len(re.sub(r"\W", "", question))


def test_speech_fills_and_repeats() -> None:
    made = {variant("speech", "医保怎么交？", seed) for seed in range(40)}
    assert any("医保医保" in (text or "") for text in made)
    assert any("嗯" in (text or "") for text in made)


@pytest.mark.parametrize(
    ("question", "former"),
    [
        ("市监局电话", {"工商局电话", "质监局电话", "食药监局电话"}),
        ("国家卫生健康委员会在哪", {"国家卫计委在哪", "卫生部在哪"}),
        ("应急局管什么", {"安监局管什么"}),
        ("人社局", {"劳动局", "劳动保障局", "人事局"}),
        ("工商局电话", {None}),
        ("低保怎么申请", {None}),
    ],
)
def test_agencies_get_their_former_names(question: str, former: set[str | None]) -> None:
    assert {variant("former_agency", question, seed) for seed in range(30)} == former


def test_the_tables_say_nothing_twice() -> None:
    with (COVERED.parent / "former_agencies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [row["现行名称"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        assert row["依据"]
        assert row["现行名称"] not in row["曾用名称"].split("|")
    groups = (COVERED / "look_alikes.csv").read_text("utf-8").split()[1:]
    assert len(groups) == len(set(groups))
    for group in groups:
        assert len(group) == len(set(group)) >= 2
