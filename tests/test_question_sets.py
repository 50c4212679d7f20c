"""The question sets are as large as they say, pinned, and apart from what was trained on; prints no held-out question."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

import pytest

from search_index.content import Content, read_content
from search_index.embedding.tuning.pairs import Pair, read_pairs
from search_index.text import letters_only, tokens
from tests.bench.labelled import Labelled, read_questions
from tests.conftest import ROOT

HELD_OUT = ROOT / "data/questions/heldout"
FEWEST = {"colloquial": 600, "near_miss": 150, "off_topic": 100, "listing": 60, "policy": 100, "procedure": 80}
FEWEST_ASPECTS = 200
DISTRICTS = ("services", "county")


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    return read_pairs(ROOT / "data/training")


def content(name: str) -> Content:
    return read_content(HELD_OUT / name, ROOT / "data/field")[0]


def questions(name: str) -> list[Labelled]:
    return read_questions(*sorted((HELD_OUT / name).glob("*.jsonl")))


def test_held_out_files_are_the_pinned_ones() -> None:
    pinned = dict(reversed(line.split("  ", 1)) for line in (HELD_OUT / "SHA256SUMS").read_text("utf-8").splitlines())
    files = {path.relative_to(HELD_OUT).as_posix(): path for path in HELD_OUT.rglob("*") if path.is_file()}
    files.pop("SHA256SUMS")
    assert {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()} == pinned


def test_held_out_sets_are_large_enough() -> None:
    counts = Counter(one.set for name in DISTRICTS for one in questions(name))
    assert {name: counts[name] for name in FEWEST if counts[name] < FEWEST[name]} == {}
    assert counts["aspect"] + counts["follow_up"] + counts["double"] >= FEWEST_ASPECTS


@pytest.mark.parametrize("name", DISTRICTS)
def test_every_label_names_a_record(name: str) -> None:
    known = set(content(name).by_id)
    assert sum(not one.expected <= known for one in questions(name)) == 0


def test_nothing_of_the_held_out_split_was_trained_on(pairs: list[Pair]) -> None:
    titles, asked = set(), set()
    for name in DISTRICTS:
        records = content(name).by_id
        for one in questions(name):
            asked.add(letters_only(one.question))
            if one.set == "colloquial":
                titles |= {letters_only(records[record_id].title) for record_id in one.expected}
    assert sum(letters_only(pair.item) in titles for pair in pairs) == 0
    assert sum(letters_only(pair.question) in asked for pair in pairs) == 0


def test_pairs_are_many_and_of_many_items(pairs: list[Pair]) -> None:
    assert len(pairs) >= 3_000
    assert len({pair.item for pair in pairs}) >= 1_500


def test_pairs_follow_no_template(pairs: list[Pair]) -> None:
    skeletons = Counter(skeleton(pair) for pair in pairs)
    assert len(skeletons) / len(pairs) >= 0.85
    assert skeletons.most_common(1)[0][1] / len(pairs) <= 0.005


def skeleton(pair: Pair) -> str:
    """The question with every pair of letters that its item's own texts have taken out."""
    own = set(tokens(pair.item + pair.text + pair.domain))
    letters, left, at = letters_only(pair.question), "", 0
    while at < len(letters):
        masked = len(letters[at : at + 2]) == 2 and letters[at : at + 2] in own
        left += "_" if masked else letters[at]
        at += 2 if masked else 1
    return re.sub("_+", "_", left)


def test_the_split_is_decided_by_the_item_alone() -> None:
    one, other = Pair("怎么办", "养犬登记", "", ""), Pair("狗证哪办", "养犬登记", "条件", "城管")
    assert one.is_development == other.is_development
