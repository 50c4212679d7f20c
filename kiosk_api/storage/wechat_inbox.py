"""Which message is being answered by whom, and what came of it. Blocking, like the repository.

One row a message is what keeps a question from being asked twice: whoever inserts it runs it, and later deliveries, in
this process or another, find it there.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.storage.repository import Repository
from kiosk_api.storage.tables import Base
from kiosk_api.storage.wechat_inbox_tables import WechatMessageRow, WechatPersonRow

LEASE_SECONDS = 9.0
"""A process that died holds a message until the third delivery, ten seconds after the first; on a starved machine a
shorter lease runs out on a process that is only slow, and the question is asked twice."""

REMEMBERED_SECONDS = 60.0
"""The platform's last delivery comes within fifteen seconds."""

KEPT_SECONDS = 1_800.0
"""A late answer waits so long for its citizen to come back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a delivery found: ``mine`` is to be answered here, ``running`` is elsewhere, ``done`` has its reply."""

    state: Literal["mine", "running", "done"]
    deliveries: int
    reply: str = ""


class WechatInbox:
    """All access to these tables, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now
        self._idle_seconds = repository.idle_seconds

    def claim(self, message: str, person: str) -> Claim:
        """Counts a delivery of a message; the first one, or one after its process died, is told to answer."""
        now, key = self._now(), _key(message)
        row = {"person": person, "reply": None, "late": False, "expires_at": now + REMEMBERED_SECONDS}
        first = self._insert(WechatMessageRow).values(key=key, deliveries=1, leased_until=now + LEASE_SECONDS, **row)
        mine = WechatMessageRow.key == key
        orphaned = mine & WechatMessageRow.reply.is_(None) & (WechatMessageRow.leased_until <= now)
        with self._engine.begin() as connection:
            if connection.execute(first.on_conflict_do_nothing()).rowcount == 1:
                return Claim("mine", 1)
            again = update(WechatMessageRow).where(mine).values(deliveries=WechatMessageRow.deliveries + 1)
            found = connection.execute(again.returning(WechatMessageRow.deliveries, WechatMessageRow.reply)).one()
            if found.reply is not None:
                return Claim("done", found.deliveries, found.reply)
            take_over = update(WechatMessageRow).where(orphaned).values(leased_until=now + LEASE_SECONDS)
            taken = connection.execute(take_over)
            return Claim("mine" if taken.rowcount == 1 else "running", found.deliveries)

    def renew(self, message: str) -> None:
        """Still being answered here."""
        self._update(message, leased_until=self._now() + LEASE_SECONDS)

    def finish(self, message: str, reply: str) -> bool:
        """Keeps the reply; whether it is late, with no delivery waiting for it."""
        mine = WechatMessageRow.key == _key(message)
        done = update(WechatMessageRow).where(mine).values(reply=reply).returning(WechatMessageRow.late)
        with self._engine.begin() as connection:
            return bool(connection.execute(done).scalar_one_or_none())

    def reply(self, message: str) -> str | None:
        """The reply, once there is one."""
        query = select(WechatMessageRow.reply).where(WechatMessageRow.key == _key(message))
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(query).scalar_one_or_none()

    def give_up_waiting(self, message: str) -> str | None:
        """From now on the answer is late; the reply where it was there a moment before."""
        mine = WechatMessageRow.key == _key(message)
        late = {"late": True, "expires_at": self._now() + KEPT_SECONDS}
        unanswered = update(WechatMessageRow).where(mine, WechatMessageRow.reply.is_(None)).values(**late)
        with self._engine.begin() as connection:
            if connection.execute(unanswered).rowcount == 1:
                return None
        return self.reply(message)

    def sent(self, message: str) -> None:
        """A late answer reached its citizen."""
        self._update(message, late=False)

    def take_late(self, person: str) -> str | None:
        """The oldest answer that still waits for this citizen; it is given out once."""
        row = WechatMessageRow
        waiting = (row.person == person, row.late.is_(True), row.reply.is_not(None), row.expires_at > self._now())
        oldest = select(row.key).where(*waiting).order_by(row.expires_at).limit(1).scalar_subquery()
        taken = update(row).where(row.key == oldest, row.late.is_(True)).values(late=False).returning(row.reply)
        with self._engine.begin() as connection:
            return connection.execute(taken).scalar_one_or_none()

    def unfinished(self, person: str) -> Literal["running", "lost"] | None:
        """How it stands with late answers that are not there yet: ``lost`` when none has a process that works on it."""
        row = WechatMessageRow
        waiting = (row.person == person, row.late.is_(True), row.reply.is_(None), row.expires_at > self._now())
        with self._engine.connect().execution_options(reading=True) as connection:
            leased_until = connection.execute(select(func.max(row.leased_until)).where(*waiting)).scalar_one()
        if leased_until is None:
            return None
        return "running" if leased_until > self._now() else "lost"

    def conversation(self, person: str) -> str | None:
        """The citizen's conversation, if there is one; it may have ended meanwhile."""
        row = WechatPersonRow
        query = select(row.conversation_id).where(row.person == person, row.expires_at > self._now())
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(query).scalar_one_or_none()

    def keep_conversation(self, person: str, conversation_id: str) -> None:
        """This conversation is the citizen's, for as long as it is used."""
        values = {"conversation_id": conversation_id, "expires_at": self._now() + self._idle_seconds}
        kept = self._insert(WechatPersonRow).values(person=person, **values)
        with self._engine.begin() as connection:
            connection.execute(kept.on_conflict_do_update(index_elements=["person"], set_=values))

    def forget(self, person: str) -> str | None:
        """Nothing is left of a citizen here; their conversation's id, which is to be wiped."""
        gone = delete(WechatPersonRow).where(WechatPersonRow.person == person)
        with self._engine.begin() as connection:
            connection.execute(delete(WechatMessageRow).where(WechatMessageRow.person == person))
            return connection.execute(gone.returning(WechatPersonRow.conversation_id)).scalar_one_or_none()

    def sweep(self) -> None:
        """Deletes what is over."""
        now = self._now()
        with self._engine.begin() as connection:
            connection.execute(delete(WechatMessageRow).where(WechatMessageRow.expires_at <= now))
            connection.execute(delete(WechatPersonRow).where(WechatPersonRow.expires_at <= now))

    def _update(self, message: str, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(WechatMessageRow).where(WechatMessageRow.key == _key(message)).values(**values))

    def _insert(self, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)


def _key(message: str) -> str:
    # An event's key holds an openid, which is not kept.
    return hashlib.sha256(message.encode("utf-8", "replace")).hexdigest()
