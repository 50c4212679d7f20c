"""What stays of turns: counts by hand, masked questions where the answer was no help, nothing else."""

from __future__ import annotations

from sqlalchemy import select

from kiosk_api.models import Aspect, ConversationState, Option, Status
from kiosk_api.storage.loop_tables import LoopQuestionRow
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics_tables import ConversationCountRow, LatencyCountRow, TurnCountRow
from kiosk_api.storage.tables import Base, FeedbackRow, UsageRow
from tests.fakes import dibao_answer
from tests.statistics.conftest import Clock, ask


def rows(repository: Repository, table: type[Base], *names: str) -> list[tuple[object, ...]]:
    with repository.engine.connect() as connection:
        return sorted(tuple(row) for row in connection.execute(select(*(getattr(table, name) for name in names))))


def kept(repository: Repository) -> list[tuple[object, ...]]:
    return rows(repository, LoopQuestionRow, "reason", "text", "channel", "terminal_id", "day", "hour")


def test_every_turn_is_counted_by_hour_channel_terminal_and_end(repository: Repository, clock: Clock) -> None:
    one = repository.open_conversation("kiosk", "hall-1")
    ask(repository, one, "低保在哪看", latency_ms=80)
    ask(repository, one, "低保在哪儿看", latency_ms=81)
    ask(repository, one, "飞船", Status.no_content, latency_ms=9_000_000)
    clock.seconds += 3600
    ask(repository, repository.open_conversation("wechat"), "低保", latency_ms=50)
    found = rows(repository, TurnCountRow, "day", "hour", "channel", "terminal_id", "status", "item", "aspect", "count")
    assert found == [
        ("2027-01-15", 16, "kiosk", "hall-1", "answered", "item-dibao", "where", 2),
        ("2027-01-15", 16, "kiosk", "hall-1", "no_content", "", "", 1),
        ("2027-01-15", 17, "wechat", "", "answered", "item-dibao", "where", 1),
    ]
    assert rows(repository, LatencyCountRow, "hour", "upper_ms", "count") == [
        (16, 100, 2),
        (16, 60_000, 1),
        (17, 50, 1),
    ]
    assert rows(repository, ConversationCountRow, "hour", "channel", "count") == [(16, "kiosk", 1), (17, "wechat", 1)]


def test_only_what_was_no_help_is_kept(repository: Repository) -> None:
    one = repository.open_conversation("kiosk", "hall-1")
    offered = ConversationState(candidates=["item-dibao"])
    for text, status in (("甲", Status.answered), ("乙", Status.no_content), ("丙", Status.out_of_scope)):
        ask(repository, one, text, status)
    ask(repository, one, "丁", Status.refused)
    ask(repository, one, "戊", Status.listing)
    ask(repository, one, "己", Status.clarification, offered, options=[Option(id="item-dibao", label="低保")])
    ask(repository, one, "怎么领", Status.clarification)
    ask(repository, one, "不是这个", Status.no_content, ConversationState(rejected=["item-dibao"]))
    reasons = [row[:2] for row in kept(repository)]
    assert reasons == [("clarification", "己"), ("no_content", "乙"), ("out_of_scope", "丙")]
    assert {row[2:] for row in kept(repository)} == {("kiosk", "hall-1", "2027-01-15", 16)}
    columns = {column.name for column in LoopQuestionRow.__table__.columns}
    assert not columns & {"conversation_id", "answer_id", "created_at", "address"}


def test_one_person_saying_it_twice_is_kept_once(repository: Repository) -> None:
    one = repository.open_conversation("page")
    ask(repository, one, "飞船", Status.no_content)
    ask(repository, one, "飞船", Status.no_content)
    ask(repository, repository.open_conversation("page"), "飞船", Status.no_content)
    assert len(kept(repository)) == 2


def test_not_useful_is_kept_until_the_citizen_thinks_again(repository: Repository) -> None:
    one = repository.open_conversation("page")
    answer_id = ask(repository, one, "低保名单")
    repository.add_feedback(answer_id, False, "")
    repository.add_feedback(answer_id, False, "没有地址")
    assert [row[:2] for row in kept(repository)] == [("not_useful", "低保名单")]
    repository.add_feedback(answer_id, True, "")
    assert kept(repository) == []
    unanswered = ask(repository, one, "飞船", Status.no_content)
    repository.add_feedback(unanswered, False, "")
    assert [row[:2] for row in kept(repository)] == [("no_content", "飞船")]


def test_a_tapped_option_is_nobodys_words(repository: Repository) -> None:
    tapped = ask(repository, repository.open_conversation("page"), "item-dibao")
    repository.add_feedback(tapped, False, "")
    assert kept(repository) == []


def test_test_traffic_counts_nowhere(repository: Repository) -> None:
    for channel, terminal in (("test", None), ("kiosk", "trial-1")):
        one = repository.open_conversation(channel, terminal)
        ask(repository, one, "飞船", Status.no_content)
        repository.add_feedback(ask(repository, one, "低保"), False, "")
    for table in (TurnCountRow, LatencyCountRow, ConversationCountRow, LoopQuestionRow, UsageRow, FeedbackRow):
        assert rows(repository, table, *(key.name for key in table.__mapper__.primary_key)) == []


def test_what_is_kept_outlives_the_conversation(repository: Repository) -> None:
    one = repository.open_conversation("page")
    ask(repository, one, "飞船", Status.no_content)
    repository.wipe(one)
    assert [row[1] for row in kept(repository)] == ["飞船"]
    assert dibao_answer(one).aspects == [Aspect.where]
