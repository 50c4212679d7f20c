"""A version that answers worse than it must, or than the one served, does not go live."""

from __future__ import annotations

import asyncio
import io

import pytest
from rich.console import Console

from kiosk_api.cli.gate_report import show_gate
from kiosk_api.publishing.gate import check_version, read_limits
from kiosk_api.publishing.publisher import GateRefused
from kiosk_api.settings import Settings
from search_index import SearchIndexError
from tests.character_embedder import CharacterEmbedder
from tests.publishing.conftest import EMBEDDER, District


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


def test_questions_whose_answer_is_withdrawn_are_left_out_and_that_is_said(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    haiwan.publisher.withdraw("faq-1", "小王", "答案过时")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    report = haiwan.publisher.publish(haiwan.build(), "小王")
    assert report.passed and report.questions == 1
    assert "有 2 句问题的应答内容已经撤下" in report.note


def test_questions_that_were_taken_out_are_named(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    lines = (haiwan.content / "questions.jsonl").read_text("utf-8").splitlines()
    (haiwan.content / "questions.jsonl").write_text("\n".join(lines[1:]), "utf-8")
    assert "少了 1 句测试问题：什么时候可以出海打鱼" in haiwan.gate(haiwan.build()).note
    (haiwan.content / "questions.jsonl").write_text("", "utf-8")
    emptied = haiwan.gate(haiwan.build())
    assert emptied.passed and "没有测试问题" in emptied.note and "少了 3 句" in emptied.note


def test_a_version_of_another_model_is_refused_even_without_questions(haiwan: District) -> None:
    (haiwan.content / "questions.jsonl").unlink()
    version = haiwan.build()
    other = CharacterEmbedder(64)
    with pytest.raises(SearchIndexError, match="另一个模型"):
        asyncio.run(check_version(haiwan.store, version, other, Settings(rasa_url="")))


def test_the_assistant_asked_for_and_not_there_is_no_pass(haiwan: District) -> None:
    version = haiwan.build()
    settings = Settings(rasa_url="http://127.0.0.1:9")
    with pytest.raises(SearchIndexError, match="连不上助手"):
        asyncio.run(check_version(haiwan.store, version, EMBEDDER, settings, with_assistant=True))


def test_a_refusal_is_told_with_both_answers(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    haiwan.rewrite("faq.csv", "哪天能下海 | 啥时候开渔", "年检收费标准")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    told = io.StringIO()
    show_gate(haiwan.gate(haiwan.build()), Console(file=told, width=500))
    text = told.getvalue()
    assert "不够  标着“必须”却没有答对的，至多（句） 0，实际 1" in text
    assert "哪天能下海：" in text and "变坏 1 句，答法变了 1 句" in text
    asked = text.splitlines().index("  什么时候可以出海打鱼")
    now, then = text.splitlines()[asked + 1 : asked + 3]
    assert now.startswith("    现在：") and "休渔结束后可以出海，时间以公告为准。" in now
    assert then.startswith("    换上以后：") and "休渔结束后可以出海，以县里的公告为准。" in then


def test_a_first_version_is_held_against_its_limits_alone(haiwan: District) -> None:
    report = haiwan.gate(haiwan.build())
    assert report.passed and report.difference is None and report.questions == 3
    assert haiwan.publisher.publish(report.version, "小王").served == ""


def test_a_refusal_and_what_overrides_it_keep_the_questions_in_the_log(haiwan: District) -> None:
    haiwan.publisher.publish(haiwan.build(), "小王")
    haiwan.rewrite("faq.csv", "哪天能下海 | 啥时候开渔", "年检收费标准")
    worse = haiwan.build()
    with pytest.raises(GateRefused):
        haiwan.publisher.publish(worse, "小李")
    haiwan.publisher.publish(worse, "小李", reason="改由渔业局回答")
    kept = [(one.action, one.details["failing"]) for one in haiwan.publisher.audit.entries() if "failing" in one.details]
    assert kept == [("发布被拒", ["哪天能下海"]), ("发布开始", ["哪天能下海"])]
