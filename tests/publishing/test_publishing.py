"""Publishing now or later, taking back, withdrawing: each step whole or not at all, and in the log."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk_api.publishing.publisher import unfinished
from search_index import IndexUnavailable, LiveIndex, SearchIndex, SearchIndexError
from search_index.index import SearchIndex as Opened
from search_index.withdrawals import withdrawn
from tests.publishing.conftest import EMBEDDER, District


class _Watch:
    """An audit hook that ends the process at the n-th change of a file below a folder."""

    def __init__(self, folder: Path, last: int) -> None:
        self._folder, self._left = str(folder), last

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        changes = event in {"os.rename", "os.remove", "os.truncate", "os.chmod", "os.mkdir"}
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if (changes or writes) and str(arguments[0]).startswith(self._folder):
            self._left -= 1
            if self._left < 0:
                os._exit(9)


def _crash_at(step: int, folder: Path, work: Callable[[], object]) -> bool:
    """Runs work in a child process killed at a step; whether it was killed before it was done."""
    child = os.fork()
    if child == 0:
        sys.addaudithook(_Watch(folder, step))
        work()
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_a_crash_at_any_point_of_publishing_leaves_a_whole_version_served_and_the_folder_usable(
    haiwan: District,
) -> None:
    first = haiwan.build()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = haiwan.build()
    step, served = 0, []
    while _crash_at(step, haiwan.store.folder, lambda: haiwan.open_publisher.publish(second, "小王")):
        served.append(haiwan.store.published())
        SearchIndex.open(haiwan.store.path_of(served[-1]), EMBEDDER)
        assert haiwan.open_publisher.audit.verify().lines
        if served[-1] == second:
            haiwan.open_publisher.rollback("小王")
        step += 1
    # Before the swap the old version is served, after it the new one; the log tells of the crash in both cases.
    assert first in served and set(served) <= {first, second}
    assert haiwan.store.published() == second
    haiwan.open_publisher.audit.verify()
    assert step > 5


def test_the_log_tells_what_a_crash_left_undone(haiwan: District) -> None:
    version = haiwan.build()
    log = haiwan.open_publisher.audit
    log.append("小王", "发布开始", version)
    assert [version in told for told in unfinished(log)] == [True]
    haiwan.open_publisher.publish(version, "小王")
    assert not unfinished(log)


def test_a_version_published_for_later_is_served_from_that_moment_on_without_anybody_acting(haiwan: District) -> None:
    first = haiwan.build()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = haiwan.build()
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
    first = haiwan.build()
    haiwan.open_publisher.publish(first, "小王")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = haiwan.build()
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
    first = haiwan.build()
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = haiwan.build()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda version: haiwan.open_publisher.publish(version, "某人"), [first, second] * 4))
    history = haiwan.store.history()
    assert set(history) == {first, second}
    assert all(one != other for one, other in zip(history, history[1:], strict=False))
    assert haiwan.open_publisher.audit.verify().lines == 16
