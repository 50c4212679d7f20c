"""Asks every question of a set on the live path and judges what comes back.

Test traffic is no use of the service: conversations are held in memory, nothing is written to the usage and feedback
database, and what the assistant hears carries a conversation id that begins with ``test-`` and is deleted afterwards.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kiosk_api.answering import Answerer, TracedTurn
from kiosk_api.coverage.judging import judge
from kiosk_api.coverage.records import Outcome, Run, TestQuestion
from kiosk_api.models import ConversationState
from kiosk_api.offline import FixedIndex, open_assistant, open_index
from kiosk_api.resolution import TOP_K
from kiosk_api.settings import Settings
from search_index import IndexUnavailable, SearchIndex

CONCURRENCY = 2
"""Questions under way at once, one a core of the smallest machine: more would only wait for each other."""
TEST_PREFIX = "test-"
"""Begins every conversation id of a run."""

Progress = Callable[[int, int], None]
"""Called with the number of questions done and of all."""


async def coverage_run(
    settings: Settings,
    questions: Sequence[TestQuestion],
    *,
    questions_file: str,
    index: Path | None = None,
    content: Path | None = None,
    with_assistant: bool = True,
    progress: Progress | None = None,
) -> Run:
    """Opens the index as ``gongkai ask`` does (published, of a folder, or built of a content) and measures it.

    Raises SearchIndexError as ``open_index`` and ``measure``.
    """
    opened = open_index(settings, index, content)
    return await measure(
        opened, settings, questions, questions_file=questions_file, with_assistant=with_assistant, progress=progress
    )


async def measure(
    index: SearchIndex,
    settings: Settings,
    questions: Sequence[TestQuestion],
    *,
    questions_file: str,
    with_assistant: bool = True,
    progress: Progress | None = None,
) -> Run:
    """One run over an opened index; raises IndexUnavailable when the assistant is asked for and not ready."""
    answerer = Answerer(FixedIndex(index), open_assistant(settings, with_assistant=with_assistant))
    try:
        if with_assistant and not await answerer.assistant_ready():
            raise IndexUnavailable("连不上助手（Rasa），没有测试。请先 make run，或加 --no-rasa 不用助手直接测。")
        created_at, started = datetime.now(UTC), time.perf_counter()
        outcomes = await run_questions(answerer, questions, progress=progress)
        seconds = time.perf_counter() - started
    finally:
        await answerer.close()
    manifest, digest = index.manifest, questions_hash(questions)
    return Run(
        id=f"{created_at:%Y%m%dT%H%M%S}-{digest[:8]}-{secrets.token_hex(2)}",
        created_at=created_at,
        mode="assistant" if with_assistant else "direct",
        questions_file=questions_file,
        questions_sha256=digest,
        district=index.content.district.name,
        index_version=manifest.version,
        content_hash=manifest.content_hash,
        model=manifest.model,
        settings=_settings(answerer, index, settings, with_assistant=with_assistant),
        seconds=round(seconds, 3),
        outcomes=tuple(outcomes),
    )


async def run_questions(
    answerer: Answerer,
    questions: Sequence[TestQuestion],
    *,
    progress: Progress | None = None,
    concurrency: int = CONCURRENCY,
) -> list[Outcome]:
    """The outcomes in the order of the questions, ``concurrency`` of them asked at once.

    Each question has a conversation of its own, in which its context is said first, and which the assistant forgets
    at the end. Raises IndexUnavailable when there is no index to ask.
    """
    found: dict[int, Outcome] = {}
    waiting = iter(enumerate(questions))

    async def work() -> None:
        for number, question in waiting:
            found[number] = await _ask(answerer, question)
            if progress is not None:
                progress(len(found), len(questions))

    workers = [asyncio.ensure_future(work()) for _ in range(max(1, concurrency))]
    try:
        await asyncio.gather(*workers)
    finally:
        # Where one fails, the others would go on asking.
        for worker in workers:
            worker.cancel()
    return [found[number] for number in range(len(questions))]


def questions_hash(questions: Iterable[TestQuestion]) -> str:
    """sha256 of the questions in their order, wherever in a file they stand."""
    lines = (question.model_dump_json(exclude={"row"}) for question in questions)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def _ask(answerer: Answerer, question: TestQuestion) -> Outcome:
    conversation_id, state = TEST_PREFIX + secrets.token_urlsafe(12), ConversationState()
    try:
        for said in question.context:
            state = (await answerer.trace(conversation_id, state, said)).state
        started = time.perf_counter()
        turn = await answerer.trace(conversation_id, state, question.question)
        milliseconds = (time.perf_counter() - started) * 1000
    finally:
        await answerer.forget(conversation_id)
    return judge(question, turn, _index_of(turn).content, answerer.bands, milliseconds)


def _index_of(turn: TracedTurn) -> SearchIndex:
    if turn.index is None:
        raise IndexUnavailable("还没有能用的索引，没有测试。请先 gongkai build。")
    return turn.index


def _settings(answerer: Answerer, index: SearchIndex, settings: Settings, *, with_assistant: bool) -> dict[str, str]:
    """Whatever changes an answer, as text."""
    calibration, bands = index.manifest.calibration, answerer.bands
    return {
        "answer": str(bands.answer),
        "clarify": str(bands.clarify),
        "follow_up": str(bands.follow_up),
        "calibration": f"{calibration.source} ({calibration.questions})",
        "top_k": str(TOP_K),
        "embedding_model": settings.embedding_model,
        "rasa_deadline": str(settings.rasa_deadline) if with_assistant else "",
    }
