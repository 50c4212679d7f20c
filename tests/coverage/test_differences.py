"""Two runs side by side, and runs as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kiosk_api.coverage.differences import compare_runs
from kiosk_api.coverage.records import Outcome, Verdict
from kiosk_api.coverage.run_files import load_run, save_run
from kiosk_api.coverage.summary import summarise
from kiosk_api.models import Status
from search_index import SearchIndexError
from tests.coverage.test_summary import CONTENT, OUTCOMES, a_run, outcome

A = ("item-a",)
RIGHT, MISSED, OFFERED = Verdict.right, Verdict.missed, Verdict.offered


def one(number: int, verdict: Verdict, shown: str = "a", **asked: Any) -> Outcome:
    """A question with this verdict, shown so."""
    made = outcome(number, Status.answered, verdict, 0, 0.5, expected=A, **asked)
    return made.model_copy(update={"shown": shown})


def test_every_question_counts_in_one_list() -> None:
    """Questions 1 … 8: broken, fixed, better, worse, changed, unchanged, only before, only after."""
    before = a_run((one(1, RIGHT), one(2, MISSED), one(3, MISSED), one(4, OFFERED), one(5, RIGHT), one(6, RIGHT), one(7, RIGHT)))
    after = a_run((one(8, RIGHT), one(6, RIGHT), one(5, RIGHT, "b"), one(4, MISSED), one(3, OFFERED), one(2, RIGHT), one(1, OFFERED)))
    found = compare_runs(before, after)
    numbers = {
        name: [change.after.question.row for change in getattr(found, name)]
        for name in ("broken", "fixed", "better", "worse", "changed")
    }
    assert numbers == {"broken": [1], "fixed": [2], "better": [3], "worse": [4], "changed": [5]}
    assert found.unchanged == 1
    assert [each.question.row for each in found.only_before] == [7]
    assert [each.question.row for each in found.only_after] == [8]
    # Of the six that both asked: 1, 5 and 6 right before; 2, 5 and 6 right after; points 3.5 before, 4 after.
    assert (found.before.questions, found.before.right.value, found.before.points) == (6, 0.5, 3.5)
    assert (found.after.right.value, found.after.points) == (0.5, 4)
    assert found.broken[0].before.verdict is RIGHT
    assert not found.warnings


def test_another_wrong_answer_is_a_change() -> None:
    found = compare_runs(a_run((one(1, MISSED),)), a_run((one(1, Verdict.wrong_record),)))
    assert len(found.changed) == 1
    assert found.unchanged == 0


def test_variants_contexts_and_repeated_questions_are_paired_each_with_its_own() -> None:
    asked = (one(1, RIGHT), one(1, MISSED, variant="typo"), one(1, RIGHT, context=("低保",)), one(1, MISSED))
    assert compare_runs(a_run(asked), a_run(asked)).unchanged == 4
    found = compare_runs(a_run(asked), a_run((*asked[:3], one(1, RIGHT))))
    assert (len(found.fixed), found.unchanged) == (1, 3)


def test_runs_that_cannot_be_compared_fairly_say_why() -> None:
    first = a_run(OUTCOMES[:3])
    for change, said in (
        ({"questions_sha256": "2" * 64}, "两边都有的 3 句"),
        ({"mode": "direct"}, "助手"),
        ({"district": "别的县"}, "不是同一个地区"),
        ({"model": "other"}, "向量模型不同"),
        ({"settings": {"answer": "0.4", "clarify": "0.12"}}, "answer"),
    ):
        (warning,) = compare_runs(first, first.model_copy(update=change)).warnings
        assert said in warning


def test_nothing_in_common() -> None:
    found = compare_runs(a_run((one(1, RIGHT),)), a_run((one(2, RIGHT),)))
    assert (found.before.questions, found.after.right.value) == (0, None)
    assert "NaN" not in found.model_dump_json()


def test_a_run_comes_back_from_its_file_as_it_was(tmp_path: Path) -> None:
    run, path = a_run(), tmp_path / "new" / "run.json"
    save_run(run, path, summarise(run, CONTENT))
    assert load_run(path) == run
    written = path.read_bytes()
    save_run(load_run(path), path, summarise(run, CONTENT))
    assert path.read_bytes() == written
    assert [each.name for each in path.parent.iterdir()] == ["run.json"]
    body = json.loads(written)
    assert (body["kind"], body["format"]) == ("gongkai-coverage-run", 1)
    assert body["summary"]["overall"]["right"]["value"] == 0.55
    assert body["run"]["outcomes"][0]["question"]["question"] == "第1问"
    assert "第1问" in written.decode()


def test_a_file_that_is_no_run_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with pytest.raises(SearchIndexError, match="打不开"):
        load_run(path)
    for text, said in (
        ("{", "打不开"),
        ("[]", "不是测试结果"),
        ('{"kind": "other"}', "不是测试结果"),
        ('{"kind": "gongkai-coverage-run", "format": 9}', "第 9 版"),
        ('{"kind": "gongkai-coverage-run", "format": 1, "run": {"id": "x"}}', "不完整"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(SearchIndexError, match=said):
            load_run(path)
