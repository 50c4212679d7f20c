"""A content with labelled questions of its own gets its own calibration at build time; one without gets the general."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from search_index import ContentError, VersionStore, load_content
from search_index.build import build_version
from search_index.calibration import Features, general_calibration
from search_index.fitting import QUESTIONS, fit
from search_index.manifest import Manifest
from tests.character_embedder import CharacterEmbedder
from tests.tiny_district import CATALOG, write_district


def build(folder: Path) -> Manifest:
    content, _ = load_content(folder)
    return build_version(content, CharacterEmbedder(), "characters", VersionStore(folder.parent / "index"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_district(tmp_path / "district")


def write_questions(folder: Path, count: int) -> None:
    """In turn a question on an item and one on nothing the district has."""
    items = {item.subtopic: item.id for item in load_content(folder)[0].items}
    lines = []
    for number in range(count):
        name = CATALOG[number % len(CATALOG)][2]
        inside = {"question": f"{name}在哪里看第{number}回", "expected": [items[name]]}
        outside = {"question": f"第{number}颗卫星什么时候发射", "expected": []}
        lines.append(json.dumps(outside if number % 2 else inside, ensure_ascii=False))
    (folder / QUESTIONS).write_text("\n".join(lines), "utf-8")


def test_without_questions_the_general_calibration_serves_and_the_manifest_says_so(folder: Path) -> None:
    assert build(folder).calibration == general_calibration()


def test_its_own_questions_calibrate_a_content(folder: Path) -> None:
    write_questions(folder, 200)
    calibration = build(folder).calibration
    assert calibration.source == QUESTIONS
    assert calibration.questions >= 100


def test_too_few_questions_teach_nothing(folder: Path) -> None:
    write_questions(folder, 60)
    assert build(folder).calibration == general_calibration()


def test_an_unreadable_question_is_named_by_its_line(folder: Path) -> None:
    (folder / QUESTIONS).write_text('{"question": "休渔", "expected": []}\n不是 JSON', "utf-8")
    with pytest.raises(ContentError) as refused:
        build(folder)
    assert [(one.file, one.row) for one in refused.value.complaints if one.severity == "error"] == [(QUESTIONS, 2)]


def test_the_fit_is_sure_of_what_was_always_right_and_not_of_what_never_was() -> None:
    near = Features(cosine=0.9, margin=0.2, coverage=0.8, subject=1.0, elsewhere=-0.2)
    far = Features(cosine=0.5, margin=0.0, coverage=0.0, subject=1.0, elsewhere=0.2)
    fitted = fit([near.vector(), far.vector()] * 30, [True, False] * 30, "test")
    assert fitted.probability(near) > 0.9
    assert fitted.probability(far) < 0.1
