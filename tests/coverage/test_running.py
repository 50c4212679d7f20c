"""Question sets through the live path: order, conversations of their own, nothing counted as use."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from kiosk_api.answering import Answerer
from kiosk_api.assistant import NoAssistant
from kiosk_api.bands import Bands
from kiosk_api.commands import AnswerCommand
from kiosk_api.coverage.records import TestQuestion, Verdict
from kiosk_api.coverage.running import TEST_PREFIX, measure, questions_hash, run_questions
from kiosk_api.models import Aspect, Status
from kiosk_api.offline import FixedIndex
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.understanding import AssistantReply
from search_index import Filters, IndexUnavailable, SearchIndex, SearchResult
from tests.answers.conftest import BANDS


class SlowAssistant:
    """Takes longer for earlier questions; remembers who said what, who was forgotten, and how many waited at once."""

    def __init__(self) -> None:
        self.said: dict[str, list[str]] = {}
        self.forgotten: list[str] = []
        self.waiting = 0
        self.most = 0

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None:
        self.said.setdefault(conversation_id, []).append(text)
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        await asyncio.sleep(0.02 / len(self.said))
        self.waiting -= 1
        return AssistantReply(AnswerCommand(aspect=Aspect.where), "where", 0.9)

    async def forget(self, conversation_id: str) -> bool:
        self.forgotten.append(conversation_id)
        return True

    async def ready(self) -> bool:
        return True

    async def close(self) -> None:
        return None


class CountedIndex:
    """An index that counts its searches."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self.searched: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._index, name)

    def search(self, question: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchResult:
        self.searched.append(question)
        return self._index.search(question, top_k=top_k, filters=filters)


class NoIndex:
    """A service that has nothing published."""

    def current(self) -> SearchIndex:
        raise IndexUnavailable("还没有发布索引")


QUESTIONS = [TestQuestion(question=f"休渔时间安排在哪里看{'啊' * n}", expected=("x",), row=n) for n in range(12)]


def settings(tmp_path: Path, **changed: object) -> Settings:
    """Settings whose database and index lie in the test's folder; no assistant listens where they say."""
    database = f"sqlite:///{tmp_path / 'gongkai.db'}"
    values = {"database_url": database, "index_dir": tmp_path / "index", "rasa_url": "http://127.0.0.1:9", **changed}
    return Settings.model_validate(values)


async def test_outcomes_keep_the_order_of_the_questions_however_long_each_takes(tiny_index: SearchIndex) -> None:
    assistant = SlowAssistant()
    done: list[tuple[int, int]] = []
    outcomes = await run_questions(
        Answerer(FixedIndex(tiny_index), assistant, BANDS),
        QUESTIONS,
        progress=lambda *numbers: done.append(numbers),
        concurrency=5,
    )
    assert [outcome.question for outcome in outcomes] == QUESTIONS
    assert 1 < assistant.most <= 5
    assert done == [(n, 12) for n in range(1, 13)]


async def test_every_question_has_a_test_conversation_of_its_own_that_is_forgotten(tiny_index: SearchIndex) -> None:
    assistant = SlowAssistant()
    follow_up = TestQuestion(question="那多久公布", expected=("x",), context=("休渔补助名单在哪看", "谁管"))
    answerer = Answerer(FixedIndex(tiny_index), assistant, BANDS)
    (outcome, _) = await run_questions(answerer, [follow_up, QUESTIONS[0]], concurrency=1)
    assert list(assistant.said.values()) == [
        ["休渔补助名单在哪看", "谁管", "那多久公布"],
        [QUESTIONS[0].question],
    ]
    assert all(name.startswith(TEST_PREFIX) for name in assistant.said)
    assert sorted(assistant.forgotten) == sorted(assistant.said)
    assert outcome.understood_by == "assistant"
    assert outcome.aspects == (Aspect.when,)


async def test_the_answer_and_what_was_found_come_of_one_search(tiny_index: SearchIndex) -> None:
    counted = CountedIndex(tiny_index)
    answerer = Answerer(FixedIndex(counted), NoAssistant(), BANDS)  # type: ignore[arg-type]
    await run_questions(answerer, QUESTIONS[:2], concurrency=1)
    assert counted.searched == [question.question for question in QUESTIONS[:2]]


async def test_a_run_says_what_was_measured_with_which_settings(tiny_index: SearchIndex, tmp_path: Path) -> None:
    run = await measure(
        tiny_index, settings(tmp_path), QUESTIONS, questions_file="问题.jsonl", with_assistant=False
    )
    assert (run.mode, run.questions_file, run.district) == ("direct", "问题.jsonl", "海湾县")
    assert (run.index_version, run.model) == (tiny_index.version, "characters")
    assert run.content_hash == tiny_index.manifest.content_hash
    assert run.questions_sha256 == questions_hash(QUESTIONS)
    assert run.settings["answer"] == str(Bands().answer)
    assert run.settings["clarify"] == str(Bands().clarify)
    assert "calibration" in run.settings
    assert run.direct_answers == len(run.outcomes) == 12
    assert run.seconds > 0
    again = await measure(tiny_index, settings(tmp_path), QUESTIONS, questions_file="b", with_assistant=False)
    assert again.id != run.id
    assert [one.shown for one in again.outcomes] == [one.shown for one in run.outcomes]


async def test_test_traffic_never_reaches_the_usage_database(tiny_index: SearchIndex, tmp_path: Path) -> None:
    engine = open_database(settings(tmp_path).database_url)
    upgrade(engine)
    engine.dispose()
    before = rows_by_table(tmp_path / "gongkai.db")
    assert before
    await measure(tiny_index, settings(tmp_path), QUESTIONS, questions_file="a", with_assistant=False)
    assert rows_by_table(tmp_path / "gongkai.db") == before


def rows_by_table(database: Path) -> dict[str, int]:
    """How many rows every table holds."""
    with sqlite3.connect(database) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


async def test_an_assistant_that_is_asked_for_and_away_is_an_error(tiny_index: SearchIndex, tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="连不上助手.*--no-rasa"):
        await measure(tiny_index, settings(tmp_path), QUESTIONS, questions_file="a")
    with pytest.raises(IndexUnavailable, match="GONGKAI_RASA_URL"):
        await measure(tiny_index, settings(tmp_path, rasa_url=""), QUESTIONS, questions_file="a")


async def test_without_an_index_nothing_is_measured() -> None:
    with pytest.raises(IndexUnavailable, match="没有能用的索引"):
        await run_questions(Answerer(NoIndex(), NoAssistant()), QUESTIONS)


class BrokenAssistant(SlowAssistant):
    """Fails at the third question, which no assistant may."""

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None:
        if len(self.said) == 2:
            raise RuntimeError("broken")
        return await super().ask(conversation_id, text)


async def test_a_failure_ends_the_run_and_nobody_goes_on_asking(tiny_index: SearchIndex) -> None:
    assistant = BrokenAssistant()
    with pytest.raises(RuntimeError, match="broken"):
        await run_questions(Answerer(FixedIndex(tiny_index), assistant, BANDS), QUESTIONS, concurrency=2)
    asked = len(assistant.said)
    await asyncio.sleep(0.1)
    assert len(assistant.said) == asked < len(QUESTIONS)
    assert all(name in assistant.forgotten for name in assistant.said)


async def test_no_questions_no_outcomes(tiny_index: SearchIndex) -> None:
    assert await run_questions(Answerer(FixedIndex(tiny_index), NoAssistant()), []) == []


async def test_text_that_is_no_question_never_reaches_the_assistant(tiny_index: SearchIndex) -> None:
    assistant = SlowAssistant()
    asked = [TestQuestion(question=text, status=Status.clarification) for text in ("/restart", "？？")]
    outcomes = await run_questions(Answerer(FixedIndex(tiny_index), assistant), asked)
    assert [outcome.verdict for outcome in outcomes] == [Verdict.right] * 2
    assert not assistant.said


def test_the_hash_follows_texts_and_labels_and_not_the_place_in_the_file() -> None:
    moved = [question.model_copy(update={"row": 99}) for question in QUESTIONS]
    assert questions_hash(moved) == questions_hash(QUESTIONS)
    for change in ({"expected": ("y",)}, {"question": "别的"}, {"variant": "typo"}):
        changed = [QUESTIONS[0].model_copy(update=change), *QUESTIONS[1:]]
        assert questions_hash(changed) != questions_hash(QUESTIONS)
    assert questions_hash(QUESTIONS[::-1]) != questions_hash(QUESTIONS)
