"""Where Rasa keeps conversations: in memory, bounded in number, length and time, and erasable on request."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SerializedTrackerAsText, TrackerStore
from rasa.shared.core.conversation import Dialogue
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker


@dataclass(frozen=True)
class StoredConversation:
    """One conversation as kept: its events as JSON text and the second of the monotonic clock it was last saved."""

    serialised: str
    saved_at: float


def last_turns(events: Iterable[Event], turns: int) -> list[Event]:
    """The events from the ``turns``-th last message of the citizen on; all of them when there are fewer messages."""
    kept = list(events)
    starts = [i for i, event in enumerate(kept) if isinstance(event, UserUttered)]
    return kept[starts[-turns] :] if len(starts) > turns else kept


class BoundedTrackerStore(TrackerStore, SerializedTrackerAsText):
    """An in-memory tracker store that forgets.

    The rules of this assistant look at the current message only, so no more than the last ``max_turns`` turns are kept
    and a turn costs the same at any point of a conversation.
    """

    def __init__(
        self,
        domain: Domain | None,
        event_broker: EventBroker | None = None,
        host: str | None = None,  # noqa: ARG002  Rasa passes it to every store
        ttl_seconds: float = 1800,
        max_conversations: int = 5000,
        max_turns: int = 1,
        clock: Callable[[], float] = time.monotonic,
        **kwargs: Any,
    ) -> None:
        """Settings come from ``endpoints.yml``.

        Args:
            domain: of the loaded model; Rasa sets it again once the model is there.
            event_broker: none is configured; passed on if there is one.
            host: unused.
            ttl_seconds: a conversation is gone this long after its last message.
            max_conversations: the one idle longest goes when there is one more.
            max_turns: messages of a citizen kept per conversation, with what followed each.
            clock: seconds, never going back.
            kwargs: passed on to Rasa.

        Raises:
            ValueError: a bound that is not positive.
        """
        for name, bound in (
            ("ttl_seconds", ttl_seconds),
            ("max_conversations", max_conversations),
            ("max_turns", max_turns),
        ):
            if bound <= 0:
                raise ValueError(f"tracker_store.{name} must be positive, not {bound}")
        super().__init__(domain, event_broker, **kwargs)
        self._ttl = float(ttl_seconds)
        self._max_conversations = int(max_conversations)
        self._max_turns = int(max_turns)
        self._clock = clock
        self._conversations: OrderedDict[str, StoredConversation] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the tracker's last turns and drop what is over the bounds."""
        if self.event_broker is not None:
            await self.stream_events(tracker)
        dialogue = Dialogue(tracker.sender_id, last_turns(tracker.events, self._max_turns))
        self._conversations[tracker.sender_id] = StoredConversation(json.dumps(dialogue.as_dict()), self._clock())
        self._conversations.move_to_end(tracker.sender_id)
        self.purge()

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's tracker, or None when it is unknown, expired or deleted."""
        self.purge()
        stored = self._conversations.get(sender_id)
        return None if stored is None else self.deserialise_tracker(sender_id, stored.serialised)

    async def keys(self) -> Iterable[str]:
        """Ids of the conversations kept, idle longest first."""
        self.purge()
        return list(self._conversations)

    def delete(self, conversation_id: str) -> bool:
        """Forget a conversation now; False when there was none."""
        return self._conversations.pop(conversation_id, None) is not None

    def texts(self, conversation_id: str) -> list[str] | None:
        """Every text still kept of a conversation, one entry an event (empty for an event without words).

        None when nothing is kept under this id.
        """
        self.purge()
        stored = self._conversations.get(conversation_id)
        if stored is None:
            return None
        return [str(event.get("text") or "") for event in json.loads(stored.serialised)["events"]]

    def purge(self) -> int:
        """Drop expired conversations and those over the number allowed; returns how many went.

        Conversations stand in the order of their last save, so only the front is looked at.
        """
        gone = 0
        oldest_allowed = self._clock() - self._ttl
        while self._conversations:
            conversation_id, stored = next(iter(self._conversations.items()))
            if stored.saved_at > oldest_allowed and len(self._conversations) <= self._max_conversations:
                break
            del self._conversations[conversation_id]
            gone += 1
        return gone
