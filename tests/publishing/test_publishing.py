"""Publishing now or later, taking back, withdrawing: each step whole or not at all, and in the log."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kiosk_api.publishing.gate import GateReport
from kiosk_api.publishing.publisher import Publisher, unfinished
from search_index import IndexUnavailable, LiveIndex, SearchIndexError, spelling
from search_index.index import SearchIndex as Opened
from search_index.live import WARM_UP
from search_index.withdrawals import withdrawn
from tests.publishing.conftest import EMBEDDER, District


def test_the_log_tells_what_a_crash_left_undone(haiwan: District) -> None:
    version = haiwan.build()
    log = haiwan.open_publisher.audit
    log.append("小王", "发布开始", version)
    assert [version in told for told in unfinished(log)] == [True]
    haiwan.open_publisher.publish(version, "小王")
    assert not unfinished(log)


def test_a_version_published_for_later_is_served_from_that_moment_on_without_anybody_acting(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.open_publisher.publish(second, "小王", at=haiwan.clock.now + 3_600)
    live = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1)
    assert live.current().version == first
    haiwan.clock.now += 3_599
    assert live.current().version == first
    haiwan.clock.now += 1
    assert live.current().version == second
    # After a restart as well, and rolling back gives what was served before.
    assert LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1).current().version == second
    assert haiwan.open_publisher.rollback("小王") == first


def test_what_is_scheduled_can_be_cancelled_and_the_past_cannot_be_scheduled(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.open_publisher.publish(second, "小王", at=haiwan.clock.now + 60)
    haiwan.open_publisher.cancel(second, "小王")
    haiwan.clock.now += 61
    assert haiwan.store.published() == first
    with pytest.raises(IndexUnavailable, match="没有定时发布"):
        haiwan.open_publisher.cancel(second, "小王")
    with pytest.raises(SearchIndexError, match="已经过去"):
        haiwan.open_publisher.publish(second, "小王", at=haiwan.clock.now)


def test_a_withdrawn_record_is_found_nowhere_at_once_and_comes_back_when_restored(haiwan: District) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    live = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1)
    question = "什么时候可以出海打鱼"
    assert live.current().search(question).hits[0].id == "faq-1"
    assert haiwan.open_publisher.withdraw("faq-1", "小王", "答案过时") == question
    index: Opened = live.current()
    assert "faq-1" not in {hit.id for hit in index.search(question).hits}
    assert index.content.get("faq-1") is None
    assert question not in index.suggest("出海")
    haiwan.open_publisher.restore("faq-1", "小王")
    assert live.current().search(question).hits[0].id == "faq-1"


def test_a_whole_guide_is_withdrawn_by_its_id_and_stays_so_in_the_next_version(haiwan: District) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    haiwan.open_publisher.withdraw("guide-cm", "小王", "政策调整")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    index = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1).current()
    assert index.content.guide("guide-cm") == ()
    assert not any(hit.kind == "guide" for hit in index.search("茶苗补贴怎么申请").hits)


def test_what_is_not_there_can_be_neither_withdrawn_nor_restored(haiwan: District) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    with pytest.raises(IndexUnavailable, match="没有编号为 faq-9"):
        haiwan.open_publisher.withdraw("faq-9", "小王", "")
    with pytest.raises(IndexUnavailable, match="不用恢复"):
        haiwan.open_publisher.restore("faq-1", "小王")
    assert withdrawn(haiwan.store.folder) == {}


def test_two_people_publishing_at_once_leave_a_whole_history_and_a_whole_log(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda version: haiwan.open_publisher.publish(version, "某人"), [first, second] * 4))
    history = haiwan.store.history()
    assert set(history) == {first, second}
    assert all(one != other for one, other in zip(history, history[1:], strict=False))
    assert haiwan.open_publisher.audit.verify().lines == 16


def test_a_version_checked_against_one_that_is_no_longer_served_is_checked_again(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "以县里的公告为准", "以省里的公告为准")
    third = haiwan.build()
    held_against: list[str] = []

    def slow_gate(version: str) -> GateReport:
        held_against.append(haiwan.store.published())
        if len(held_against) == 1:
            haiwan.open_publisher.publish(second, "小李")
        return GateReport(version=version, passed=True)

    Publisher(haiwan.store, slow_gate, haiwan.clock).publish(third, "小王")
    assert held_against == [first, second]
    assert haiwan.store.history() == [first, second, third]


def test_rolling_back_keeps_what_is_withdrawn_and_what_is_scheduled(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.open_publisher.publish(second, "小王")
    haiwan.open_publisher.withdraw("faq-1", "小王", "答案过时")
    haiwan.open_publisher.publish(second, "小王", at=haiwan.clock.now + 60)
    assert haiwan.open_publisher.rollback("小王") == first
    live = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1)
    assert live.current().version == first
    assert live.current().content.get("faq-1") is None
    assert [one.version for one in haiwan.store.scheduled()] == [second]
    haiwan.clock.now += 60
    assert live.current().version == second
    assert live.current().content.get("faq-1") is None


def test_nothing_publishes_by_itself_what_a_person_put_off_or_took_back(haiwan: District) -> None:
    first, second = haiwan.two_versions()
    publisher = haiwan.open_publisher
    publisher.publish(first, "小王")
    assert not publisher.held_back(second)
    publisher.publish(second, "小王", at=haiwan.clock.now + 60)
    assert "已定于" in publisher.held_back(second)
    publisher.cancel(second, "小王")
    assert "取消了定时发布" in publisher.held_back(second)
    publisher.publish(second, "小王")
    assert not publisher.held_back(second)
    publisher.rollback("小王")
    assert "退回" in publisher.held_back(second)


def test_a_record_that_only_a_version_to_come_has_can_be_withdrawn_before(haiwan: District) -> None:
    first = haiwan.build()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "faq-1", "faq-2")
    haiwan.open_publisher.publish(haiwan.build(), "小王", at=haiwan.clock.now + 60)
    haiwan.open_publisher.withdraw("faq-2", "小王", "没有核对")
    haiwan.clock.now += 60
    assert LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock).current().content.get("faq-2") is None


def test_a_version_just_opened_makes_itself_ready_for_pinyin_beside_answering(haiwan: District) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    spelling.everyday_words.cache_clear()
    LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock).current()
    for thread in (one for one in threading.enumerate() if one.name == WARM_UP):
        thread.join(timeout=60)
    assert spelling.everyday_words.cache_info().currsize == 1
