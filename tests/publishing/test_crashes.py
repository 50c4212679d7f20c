"""Every step on what is served, ended at every call that touches a file: the old state stands or the new one does."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from kiosk_api.publishing.publisher import Publisher
from search_index import LiveIndex, VersionStore
from search_index.withdrawals import withdrawn
from tests.publishing.conftest import EMBEDDER, District, open_publisher

TOUCHES = {"open", "write", "flush", "fsync", "close", "__exit__", "replace", "rename", "unlink", "chmod", "flock"}
"""Functions of files and folders; the process ends before the n-th call."""
Step = Callable[[Publisher, str], object]
STEPS: dict[str, Step] = {
    "publish": lambda publisher, version: publisher.publish(version, "小王"),
    "schedule": lambda publisher, version: publisher.publish(version, "小王", at=1_800_000_060.0),
    "rollback": lambda publisher, _: publisher.rollback("小王"),
    "withdraw": lambda publisher, _: publisher.withdraw("faq-1", "小王", "过时"),
}


class _Ender:
    """A profile function that ends the process, unflushed, before the n-th call that touches a file."""

    def __init__(self, calls: int) -> None:
        self._left = calls

    def __call__(self, _: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") in TOUCHES:
            self._left -= 1
            if self._left < 0:
                os._exit(9)


def _ended(calls: int, work: Callable[[], object]) -> bool:
    """Runs work in a child process that is ended after some calls; whether it was ended before it was done."""
    child = os.fork()
    if child == 0:
        try:
            sys.setprofile(_Ender(calls))
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def _state(store: VersionStore) -> tuple[object, ...]:
    return store.published(), tuple(store.scheduled()), tuple(withdrawn(store.folder))


@pytest.mark.parametrize("name", STEPS)
def test_ended_anywhere_a_step_is_done_or_not_and_can_be_done_again(
    haiwan: District, tmp_path: Path, name: str
) -> None:
    first, second = haiwan.two_versions()
    for version in (second, first):
        haiwan.open_publisher.publish(version, "小王")
    step, before = STEPS[name], _state(haiwan.store)
    seen, calls, more = set(), 0, True
    while more:
        folder = tmp_path / f"copy-{calls}"
        shutil.copytree(haiwan.store.folder, folder)
        store = VersionStore(folder, haiwan.clock)
        publisher = open_publisher(store, haiwan.clock)
        more = _ended(calls, lambda: step(publisher, second))  # noqa: B023
        if _state(store) not in seen:
            assert LiveIndex(folder, EMBEDDER, haiwan.clock).current().version == store.published()
        seen.add(_state(store))
        publisher.audit.verify()
        if _state(store) == before:
            step(publisher, second)
            publisher.audit.verify()
        seen.add(_state(store))
        shutil.rmtree(folder)
        calls += 1
    assert before in seen and len(seen) == 2
    assert calls > 20
