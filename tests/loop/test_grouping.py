"""Questions grouped by meaning: groups keep their ids, come back when asked again, go when their questions go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk_api.loop.groups import GroupState
from kiosk_api.loop.rules import Rules, load_rules
from kiosk_api.loop.tending import group_new
from kiosk_api.loop.working_days import after_working_days
from kiosk_api.models import ConversationState, Status
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.repository import Repository
from tests.character_embedder import CharacterEmbedder
from tests.fakes import CONTENT
from tests.statistics.conftest import DAY, Clock, ask

# The character embedder's cosines lie close together.
RULES = load_rules().model_copy(update={"distance": 0.08, "batch": 3})
EMBEDDER = CharacterEmbedder()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def repository(tmp_path: Path, clock: Clock) -> Iterator[Repository]:
    engine = open_database(f"sqlite:///{tmp_path}/gongkai.db")
    upgrade(engine)
    yield Repository(engine, 1800, clock)
    engine.dispose()


def unanswered(repository: Repository, *questions: str, version: str = "20260101T000000-a") -> None:
    for question in questions:
        state = ConversationState(candidates=["item-dibao"] if "低保" in question else [])
        ask(repository, repository.open_conversation("page"), question, Status.no_content, state, version=version)


def group(repository: Repository, rules: Rules = RULES) -> int:
    return group_new(repository, EMBEDDER, CONTENT, rules)


def shapes(loop: Loop) -> list[tuple[str, ...]]:
    found = loop.page(0, 100, states=tuple(GroupState))[1]
    wordings = loop.wordings([one.id for one in found])
    return sorted(tuple(sorted(text for text, _ in wordings[one.id])) for one in found)


def test_questions_of_one_meaning_are_one_group(repository: Repository) -> None:
    unanswered(repository, "火星移民怎么报名", "火星移民在哪报名", "养猫要办证吗", "火星移民怎么报名", "猫要办证吗")
    assert group(repository) == 5
    loop = Loop(repository)
    assert shapes(loop) == [("养猫要办证吗", "猫要办证吗"), ("火星移民在哪报名", "火星移民怎么报名")]
    total, found = loop.page(0, 1)
    assert (total, found[0].count, found[0].recent, found[0].before) == (2, 3, 3, 0)
    assert loop.wordings([found[0].id])[found[0].id] == [("火星移民怎么报名", 2), ("火星移民在哪报名", 1)]
    assert group(repository) == 0


def test_a_new_question_joins_the_group_that_is_there(repository: Repository, clock: Clock) -> None:
    unanswered(repository, "火星移民怎么报名", "养猫要办证吗")
    group(repository)
    loop = Loop(repository)
    before = {one.id for one in loop.page(0, 10)[1]}
    clock.seconds += 8 * DAY
    unanswered(repository, "火星移民如何报名")
    group(repository)
    found = loop.page(0, 10)[1]
    assert {one.id for one in found} == before
    assert (found[0].count, found[0].recent, found[0].before) == (2, 1, 1)


def test_another_model_leaves_the_groups_as_they_are(repository: Repository) -> None:
    unanswered(repository, "火星移民怎么报名", "养猫要办证吗")
    group(repository)
    before = {one.id for one in Loop(repository).page(0, 10)[1]}
    unanswered(repository, "火星移民如何报名")
    group_new(repository, CharacterEmbedder(512), CONTENT, RULES)
    assert {one.id for one in Loop(repository).page(0, 10)[1]} == before


def test_the_agency_is_that_of_the_nearest_item_and_the_due_day_a_working_day(repository: Repository) -> None:
    unanswered(repository, "低保火星", "养猫要办证吗")
    group(repository)
    found = {one.agency: one for one in Loop(repository).page(0, 10)[1]}
    assert set(found) == {"区民政局", ""}
    # A Friday and five working days.
    assert (found[""].opened, found[""].due) == ("2027-01-15", "2027-01-22")


def test_public_holidays_are_no_working_days() -> None:
    assert after_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert after_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert after_working_days(date(2030, 1, 4), 1) == date(2030, 1, 7)


def test_overdue_groups_are_reminded_of_by_agency(repository: Repository, clock: Clock) -> None:
    unanswered(repository, "低保火星", "养猫要办证吗", "路灯坏了谁修")
    group(repository)
    loop = Loop(repository)
    dismissed = next(one for one in loop.page(0, 10)[1] if not one.agency)
    loop.change(dismissed.id, "编辑员", "dismissed", "不是政务公开的事", state="dismissed", reason="不是政务公开的事")
    clock.seconds += 7 * DAY
    assert loop.overdue() == []
    clock.seconds += DAY
    assert loop.overdue() == [("", 1, "2027-01-22"), ("区民政局", 1, "2027-01-22")]
    assert loop.page(0, 10, overdue=True)[0] == 2
    assert [(one.by, one.action) for one in loop.events(dismissed.id)] == [("编辑员", "dismissed")]


def test_a_done_group_comes_back_only_when_asked_again_after_a_publish(repository: Repository) -> None:
    unanswered(repository, "火星移民怎么报名")
    group(repository)
    loop = Loop(repository)
    one = loop.page(0, 1)[1][0]
    loop.change(one.id, "编辑员", "variant", state="done", done_version="20260101T000000-a")
    assert loop.page(0, 10)[0] == 0
    unanswered(repository, "火星移民如何报名")
    group(repository)
    assert loop.page(0, 10)[0] == 0
    unanswered(repository, "火星移民咋报名", version="20260102T000000-b")
    group(repository)
    assert [(found.id, found.state, found.count) for found in loop.page(0, 10)[1]] == [(one.id, GroupState.open, 3)]
    assert [event.action for event in loop.events(one.id)] == ["reopened", "variant"]


def test_a_dismissed_group_stays_dismissed(repository: Repository) -> None:
    unanswered(repository, "火星移民怎么报名")
    group(repository)
    loop = Loop(repository)
    loop.change(loop.page(0, 1)[1][0].id, "编辑员", "dismissed", state="dismissed")
    unanswered(repository, "火星移民如何报名", version="20260102T000000-b")
    group(repository)
    assert loop.page(0, 10)[0] == 0


def test_what_is_old_is_forgotten_with_its_group_and_history(
    repository: Repository, clock: Clock, tmp_path: Path
) -> None:
    unanswered(repository, "火星移民怎么报名", "养猫要办证吗")
    group(repository)
    clock.seconds += 200 * DAY
    unanswered(repository, "养猫要办证吗")
    group(repository)
    loop = Loop(repository)
    assert loop.forget_before(loop.today - timedelta(days=180)) == 2
    assert shapes(loop) == [("养猫要办证吗",)]
    repository.sweep_expired()
    assert not any("火星移民".encode() in path.read_bytes() for path in tmp_path.iterdir())
