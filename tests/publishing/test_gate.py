"""A version that answers worse than it must, or than the one served, does not go live."""

from __future__ import annotations

import pytest

from kiosk_api.publishing.gate import read_limits
from kiosk_api.publishing.publisher import GateRefused
from search_index import SearchIndexError
from tests.publishing.conftest import District


def test_a_version_that_breaks_two_planted_questions_is_refused_names_them_and_passes_when_mended(
    haiwan: District,
) -> None:
    first = haiwan.build()
    haiwan.publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "什么时候可以出海打鱼", "渔船年检要交多少钱")
    haiwan.rewrite("faq.csv", "哪天能下海 | 啥时候开渔", "年检收费标准")
    haiwan.rewrite("faq.csv", "休渔结束后可以出海，时间以公告为准。", "年检不收费。")
    broken = haiwan.build()
    with pytest.raises(GateRefused) as refused:
        haiwan.publisher.publish(broken, "小王")
    assert {one.question.question for one in refused.value.report.failing} == {"什么时候可以出海打鱼", "哪天能下海"}
    assert {one.limit for one in refused.value.report.measured if not one.passed} >= {"most_broken", "most_must_failed"}
    assert haiwan.store.published() == first

    haiwan.rewrite("faq.csv", "渔船年检要交多少钱", "什么时候可以出海打鱼")
    haiwan.rewrite("faq.csv", "年检收费标准", "哪天能下海 | 什么日子开渔")
    haiwan.rewrite("faq.csv", "年检不收费。", "休渔结束后可以出海。")
    mended = haiwan.build()
    report = haiwan.publisher.publish(mended, "小王")
    assert report.passed and not report.failing
    assert haiwan.store.published() == mended


def test_what_now_answers_otherwise_is_told_before_it_goes_live(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    report = haiwan.gate(haiwan.build())
    assert report.passed and report.difference is not None
    assert [change.after.question.question for change in report.difference.changed] == [
        "什么时候可以出海打鱼",
        "哪天能下海",
    ]
    assert report.difference.unchanged == 1


def test_a_reason_overrides_the_gate_and_is_kept(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    haiwan.rewrite("faq.csv", "哪天能下海 | 啥时候开渔", "年检收费标准")
    worse = haiwan.build()
    haiwan.publisher.publish(worse, "小李", reason="这一问改由渔业局网站回答")
    assert haiwan.store.published() == worse
    begun = next(entry for entry in haiwan.publisher.audit.entries() if entry.action == "发布开始" and entry.version == worse)
    assert (begun.actor, begun.details["passed"], begun.details["reason"]) == ("小李", False, "这一问改由渔业局网站回答")


def test_a_version_is_tested_with_the_questions_it_was_built_with(haiwan: District) -> None:
    version = haiwan.build()
    (haiwan.content / "questions.jsonl").write_text('{"question": "谁管校车", "expected": ["nowhere"]}\n', "utf-8")
    assert haiwan.gate(version).questions == 3


def test_without_questions_the_gate_says_that_it_checked_nothing(haiwan: District) -> None:
    (haiwan.content / "questions.jsonl").unlink()
    report = haiwan.gate(haiwan.build())
    assert report.passed and report.questions == 0 and "没有测试问题" in report.note


def test_a_district_sets_its_own_limits_and_a_wrong_one_is_explained(haiwan: District) -> None:
    (haiwan.content / "gate.toml").write_text("least_right = 1.0\nmost_broken = 3\n", "utf-8")
    limits = read_limits(haiwan.store.path_of(haiwan.build()))
    assert (limits["least_right"].value, limits["most_broken"].value) == (1.0, 3)
    (haiwan.content / "gate.toml").write_text("at_least = 1\n", "utf-8")
    with pytest.raises(SearchIndexError, match="least_right"):
        haiwan.gate(haiwan.build())
