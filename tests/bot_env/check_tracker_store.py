"""The bounded tracker store: expiry, number, length, erasure."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from rasa.core.tracker_store import TrackerStore, check_if_tracker_store_async
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from tracker_store import BoundedTrackerStore, last_turns


class Clock:
    """Seconds that only the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def make(clock: Clock, **settings: Any) -> BoundedTrackerStore:
    return BoundedTrackerStore(Domain.empty(), clock=clock, **settings)


def turn(text: str) -> list[Any]:
    return [UserUttered(text), ActionExecuted("utter_what"), BotUttered("答"), ActionExecuted("action_listen")]


def tracker(conversation_id: str, *texts: str) -> DialogueStateTracker:
    events = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]
    for text in texts:
        events += turn(text)
    return DialogueStateTracker.from_events(conversation_id, events)


async def test_what_is_saved_comes_back() -> None:
    store = make(Clock())
    await store.save(tracker("a", "低保"))
    found = await store.retrieve("a")
    assert found is not None
    assert found.latest_message is not None and found.latest_message.text == "低保"
    assert found.latest_action_name == "action_listen"
    assert await store.retrieve("b") is None


async def test_a_conversation_is_gone_after_its_time_without_a_message() -> None:
    clock = Clock()
    store = make(clock, ttl_seconds=60)
    await store.save(tracker("a", "身份证丢了"))
    await store.save(tracker("b", "低保"))
    clock.now += 59
    await store.save(tracker("b", "低保", "那多久"))
    clock.now += 1
    assert await store.retrieve("a") is None
    assert store.texts("a") is None
    assert await store.keys() == ["b"]
    clock.now += 59
    assert store.purge() == 1
    assert await store.keys() == []


async def test_reading_does_not_prolong_a_conversation() -> None:
    clock = Clock()
    store = make(clock, ttl_seconds=60)
    await store.save(tracker("a", "低保"))
    clock.now += 40
    assert await store.retrieve("a") is not None
    clock.now += 20
    assert await store.retrieve("a") is None


async def test_the_one_idle_longest_makes_room() -> None:
    store = make(Clock(), max_conversations=2)
    for conversation_id in ("a", "b", "a", "c"):
        await store.save(tracker(conversation_id, "低保"))
    assert await store.keys() == ["a", "c"]


async def test_deleting_leaves_nothing_and_may_be_repeated() -> None:
    store = make(Clock())
    await store.save(tracker("a", "我的身份证号是秘密"))
    assert store.texts("a") is not None
    assert store.delete("a") is True
    assert store.delete("a") is False
    assert store.texts("a") is None
    assert "秘密" not in repr(store._conversations)


@pytest.mark.parametrize("kept", [1, 3])
async def test_the_history_does_not_grow(kept: int) -> None:
    store = make(Clock(), max_turns=kept)
    sizes = []
    for number in range(8):
        known = await store.retrieve("a") or tracker("a")
        for event in turn(f"第{number}问"):
            known.update(event)
        await store.save(known)
        sizes.append(len(store.texts("a") or []))
    assert sizes[-1] == sizes[-2] == 4 * kept
    assert (store.texts("a") or [])[0] == f"第{8 - kept}问"


def test_a_short_history_is_kept_whole() -> None:
    events = list(tracker("a", "低保").events)
    assert last_turns(events, 1) == events


@pytest.mark.parametrize("bound", ["ttl_seconds", "max_conversations", "max_turns"])
def test_a_bound_must_be_positive(bound: str) -> None:
    with pytest.raises(ValueError, match=bound):
        make(Clock(), **{bound: 0})


def test_rasa_takes_it_from_the_endpoints_file_as_it_is() -> None:
    settings: dict[str, Any] = {"type": "tracker_store.BoundedTrackerStore", "ttl_seconds": 5}
    store = TrackerStore.create(EndpointConfig.from_dict(settings), Domain.empty())
    assert isinstance(store, BoundedTrackerStore)
    assert check_if_tracker_store_async(store)
    assert asyncio.run(store.keys()) == []
