"""The labels of the held-out questions against the content they are on; prints no held-out question.

Sizes, pinned sums and separation from the training pairs stand in ``tests/test_question_sets.py``.
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from search_index.content import read_content
from search_index.text import letters_only
from tests.conftest import ROOT

HELD_OUT = ROOT / "data/questions/heldout"
DISTRICTS = ("services", "county")
COLUMNS = {"agency": "公开主体", "domain": "领域", "level": "公开层级", "mode": "公开方式"}
STATUS = {"near_miss": "no_content", "off_topic": "out_of_scope", "listing": "listing"}
"""Of every other set ``answered``."""
FEWEST_COLLOQUIAL = 300
SHORTEST = 5
"""Letters of a sentence of its own; shorter follow-ups come up by chance in anybody's mouth."""


def questions(name: str) -> Iterator[dict[str, Any]]:
    for path in sorted((HELD_OUT / name).glob("*.jsonl")):
        yield from (json.loads(line) for line in path.read_text("utf-8").splitlines() if line)


def rows(name: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for path in sorted((HELD_OUT / name).glob("catalog*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            found += csv.DictReader(file)
    return found


@pytest.mark.parametrize("name", DISTRICTS)
def test_counts_of_lists_are_those_of_the_catalogue_rows(name: str) -> None:
    catalogue = rows(name)
    lists = [one for one in questions(name) if one["tags"][0] == "listing"]
    wrong = [
        (one["filter"], one["count"])
        for one in lists
        if one["count"]
        != sum(all(value in row[COLUMNS[key]] for key, value in one["filter"].items()) for row in catalogue)
    ]
    assert len(lists) >= 30
    assert wrong == []


@pytest.mark.parametrize("name", DISTRICTS)
def test_both_districts_have_their_share_of_colloquial_questions(name: str) -> None:
    assert sum(one["tags"][0] == "colloquial" for one in questions(name)) >= FEWEST_COLLOQUIAL


@pytest.mark.parametrize("name", DISTRICTS)
def test_every_set_has_its_status_and_what_is_answered_has_a_label(name: str) -> None:
    wrong: Counter[str] = Counter()
    for one in questions(name):
        kind = one["tags"][0]
        right = one["status"] == STATUS.get(kind, "answered")
        labelled = bool(one["expected"] or one.get("says"))
        wrong[kind] += not (right and labelled == (kind not in STATUS))
    assert +wrong == Counter()


@pytest.mark.parametrize("name", DISTRICTS)
def test_the_content_is_read_without_complaints_and_its_ids_are_unique(name: str) -> None:
    content, complaints = read_content(HELD_OUT / name)
    assert [str(complaint) for complaint in complaints if complaint.severity == "error"] == []
    assert len(content.by_id) == len(content.records)


def test_no_colloquial_question_stands_twice_or_is_the_title_of_its_item() -> None:
    asked: Counter[str] = Counter()
    named = 0
    for name in DISTRICTS:
        records = read_content(HELD_OUT / name)[0].by_id
        for one in questions(name):
            if one["tags"][0] == "colloquial":
                letters = letters_only(one["question"])
                asked[f"{name} {letters}"] += 1
                named += any(letters == letters_only(records[record_id].title) for record_id in one["expected"])
    assert sum(count > 1 for count in asked.values()) == 0
    assert named == 0


def test_no_sentence_of_any_training_file_is_a_held_out_question() -> None:
    held = {letters_only(one["question"]) for name in DISTRICTS for one in questions(name)}
    trained = [
        letters_only(json.loads(line)["question"])
        for path in sorted((ROOT / "data/training").glob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    ]
    assert sum(letters in held for letters in trained if len(letters) >= SHORTEST) == 0
