"""The run-time database: one pending turn, wiping that leaves no text in the files, several processes.

With ``GONGKAI_TEST_POSTGRES_URL`` (an empty database) everything runs on PostgreSQL too.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, select, text

from kiosk_api.errors import AnswerUnknown, ConversationBusy, ConversationUnknown
from kiosk_api.models import ConversationState, Status
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import LEASE_SECONDS, Repository
from kiosk_api.storage.tables import Base
from tests.fakes import dibao_answer

SECRET = "我家孩子在幼儿园被欺负了怎么投诉"
POSTGRES = os.environ.get("GONGKAI_TEST_POSTGRES_URL", "")
Holds = Callable[[str], bool]


class Clock:
    def __init__(self) -> None:
        self.seconds = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"] if POSTGRES else ["sqlite"])
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    return f"sqlite:///{tmp_path}/gongkai.db" if request.param == "sqlite" else POSTGRES


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    upgrade(engine)
    yield engine
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            for table in (*reversed(Base.metadata.sorted_tables), "alembic_version"):
                connection.execute(text(f"DROP TABLE {table}"))
    engine.dispose()


@pytest.fixture
def holds(engine: Engine, tmp_path: Path) -> Holds:
    """Whether words stand anywhere: in the bytes of SQLite's files, in the rows of PostgreSQL."""

    def in_rows(words: str) -> bool:
        with engine.connect() as connection:
            rows = [row for table in Base.metadata.sorted_tables for row in connection.execute(select(table))]
        return any(words in str(value) for row in rows for value in row)

    return in_rows if engine.dialect.name == "postgresql" else lambda words: files_hold(tmp_path, words)


@pytest.fixture
def repository(engine: Engine, clock: Clock) -> Repository:
    return Repository(engine, idle_seconds=1800, now=clock)


def ask(repository: Repository, conversation_id: str, question: str = SECRET) -> str:
    turn = repository.begin_turn(conversation_id)
    answer = dibao_answer(conversation_id).model_copy(update={"text": f"关于{question}"})
    state = ConversationState(current="item-dibao")
    repository.finish_turn(turn, state, answer, question, 12.5)
    return answer.id


def files_hold(folder: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


def count(engine: Engine, table: str) -> int:
    with engine.connect() as connection:
        found: int = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
    return found


def test_the_migrations_make_what_the_tables_say(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    upgrade(engine)


def test_state_and_answer_come_back(repository: Repository) -> None:
    conversation_id = repository.open_conversation("kiosk", "hall-1")
    answer_id = ask(repository, conversation_id)
    loaded = repository.load(conversation_id)
    assert (loaded.channel, loaded.terminal_id, loaded.state.current) == ("kiosk", "hall-1", "item-dibao")
    assert repository.answer(answer_id).text == f"关于{SECRET}"


def test_ids_cannot_be_guessed(repository: Repository) -> None:
    ids = {repository.open_conversation("page") for _ in range(50)}
    assert len(ids) == 50
    assert {len(name) for name in ids} == {22}


def test_one_turn_at_a_time(repository: Repository, clock: Clock) -> None:
    conversation_id = repository.open_conversation("page")
    turn = repository.begin_turn(conversation_id)
    with pytest.raises(ConversationBusy):
        repository.begin_turn(conversation_id)
    repository.release_turn(turn)
    repository.begin_turn(conversation_id)
    clock.seconds += LEASE_SECONDS + 0.1
    repository.begin_turn(conversation_id)


def test_a_turn_that_lost_its_lease_keeps_nothing(repository: Repository, clock: Clock, engine: Engine) -> None:
    conversation_id = repository.open_conversation("page")
    late = repository.begin_turn(conversation_id)
    clock.seconds += LEASE_SECONDS + 0.1
    repository.begin_turn(conversation_id)
    with pytest.raises(ConversationUnknown):
        repository.finish_turn(late, ConversationState(), dibao_answer(conversation_id), SECRET, 1.0)
    assert count(engine, "answers") == 0


def test_of_many_at_once_one_gets_the_turn(repository: Repository) -> None:
    conversation_id = repository.open_conversation("page")

    def attempt(_: int) -> bool:
        try:
            repository.begin_turn(conversation_id)
        except ConversationBusy:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(32))) == 1


def test_a_wiped_conversation_is_in_no_file(repository: Repository, holds: Holds, engine: Engine) -> None:
    kept = repository.open_conversation("page")
    ask(repository, kept, "别人的问题")
    conversation_id = repository.open_conversation("page")
    answer_ids = [ask(repository, conversation_id) for _ in range(20)]
    assert holds(SECRET)
    repository.wipe(conversation_id)
    assert not holds(SECRET)
    assert not holds(conversation_id)
    assert holds("别人的问题")
    with pytest.raises(AnswerUnknown):
        repository.answer(answer_ids[0])
    with pytest.raises(ConversationUnknown):
        repository.wipe(conversation_id)
    assert count(engine, "usage") == 1


def test_an_expired_conversation_is_gone_before_and_after_the_sweep(
    repository: Repository, clock: Clock, holds: Holds
) -> None:
    expired, living = repository.open_conversation("page"), repository.open_conversation("page")
    answer_id = ask(repository, expired)
    clock.seconds += 1000
    ask(repository, living, "还在问")
    clock.seconds += 801
    for gone in (lambda: repository.load(expired), lambda: repository.begin_turn(expired)):
        with pytest.raises(ConversationUnknown):
            gone()
    with pytest.raises(AnswerUnknown):
        repository.answer(answer_id)
    assert repository.sweep_expired() == [expired]
    assert repository.sweep_expired() == []
    assert not holds(SECRET)
    assert repository.load(living).id == living


def test_a_refused_question_is_not_kept(repository: Repository, holds: Holds) -> None:
    conversation_id = repository.open_conversation("page")
    turn = repository.begin_turn(conversation_id)
    refused = dibao_answer(conversation_id).model_copy(update={"status": Status.refused})
    repository.finish_turn(turn, ConversationState(), refused, SECRET, 1.0)
    assert not holds(SECRET)


def test_usage_counts_without_words(repository: Repository, engine: Engine) -> None:
    conversation_id = repository.open_conversation("page")
    for _ in range(3):
        ask(repository, conversation_id)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text("SELECT * FROM usage"))]
    assert rows == [("2027-01-15", "answered", "direct", "item-dibao", "where", 3)]


def test_feedback_stays_without_the_conversation(repository: Repository, engine: Engine) -> None:
    conversation_id = repository.open_conversation("page")
    answer_id = ask(repository, conversation_id)
    repository.add_feedback(answer_id, False, "没有地址\0")
    repository.add_feedback(answer_id, True, "找到了")
    repository.wipe(conversation_id)
    with engine.connect() as connection:
        row = connection.execute(text("SELECT useful, text, status, items FROM feedback")).one()
    assert (bool(row.useful), row.text, row.status, row.items) == (True, "找到了", "answered", "item-dibao")


def _work(url: str) -> int:
    engine = open_database(url)
    upgrade(engine)
    repository = Repository(engine, idle_seconds=1800)
    for _ in range(10):
        conversation_id = repository.open_conversation("page")
        ask(repository, conversation_id)
        repository.wipe(conversation_id)
        repository.sweep_expired()
    return 10


def test_several_processes_share_one_database(url: str, engine: Engine, holds: Holds) -> None:
    with ProcessPoolExecutor(3, multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(_work, [url] * 3)) == [10, 10, 10]
    assert count(engine, "conversations") == 0
    with engine.connect() as connection:
        assert connection.execute(text("SELECT sum(count) FROM usage")).scalar_one() == 30
    assert not holds(SECRET)
