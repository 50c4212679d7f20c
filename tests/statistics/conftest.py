"""A database with a clock that the test moves, and turns that end as the test says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk_api.models import ConversationState, Option, Status
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.kept_turns import Rehearsal
from kiosk_api.storage.repository import Repository
from tests.fakes import dibao_answer

START = 1_800_000_000.0
"""2027-01-15 16:00 in China, a Friday."""
DAY = 86_400.0


class Clock:
    def __init__(self) -> None:
        self.seconds = START

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(tmp_path: Path, clock: Clock) -> Iterator[Repository]:
    engine = open_database(f"sqlite:///{tmp_path}/gongkai.db")
    upgrade(engine)
    yield Repository(engine, 1800, clock, Rehearsal(terminals=frozenset({"trial-1"})))
    engine.dispose()


def ask(
    repository: Repository,
    conversation_id: str,
    question: str,
    status: Status = Status.answered,
    state: ConversationState | None = None,
    *,
    options: list[Option] | None = None,
    latency_ms: float = 80.0,
    version: str = "20260101T000000-test",
    item: str = "item-dibao",
) -> str:
    """One finished turn; the id of its answer."""
    turn = repository.begin_turn(conversation_id)
    answer = dibao_answer(conversation_id)
    if status is Status.answered:
        items = [one.model_copy(update={"id": item}) for one in answer.items]
        answer = answer.model_copy(update={"items": items, "index_version": version})
    else:
        bare = {"status": status, "items": [], "aspects": [], "options": options or [], "index_version": version}
        answer = answer.model_copy(update=bare)
    repository.finish_turn(turn, state or ConversationState(), answer, question, latency_ms)
    return answer.id
