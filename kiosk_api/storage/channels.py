"""Channels that staff switched off, and notices on them, in the database. Blocking, like the repository."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.storage.loop_tables import ChannelSwitchRow
from kiosk_api.storage.repository import Repository

EVERY = "*"
"""The name that stands for every channel."""


@dataclass(frozen=True, slots=True)
class Switch:
    """A channel that is off where ``reason`` is not blank; ``at`` is seconds since 1970."""

    channel: str
    reason: str
    notice: str
    by: str
    at: float


class Channels:
    """All access to the switches, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def all(self) -> list[Switch]:
        """Every channel that was ever switched or had a notice."""
        return self._found(select(*ChannelSwitchRow.__table__.columns).order_by(ChannelSwitchRow.channel))

    def of(self, channel: str) -> Switch:
        """What holds for a channel: its own reason and notice before those of every channel."""
        query = select(*ChannelSwitchRow.__table__.columns).where(ChannelSwitchRow.channel.in_((channel, EVERY)))
        # Its own comes first; * sorts in front of every name.
        found = sorted(self._found(query), key=lambda one: one.channel, reverse=True)
        reason = next((one.reason for one in found if one.reason), "")
        notice = next((one.notice for one in found if one.notice), "")
        return Switch(channel, reason, notice, "", 0.0)

    def set(self, channel: str, reason: str, notice: str, by: str) -> None:
        """Switches a channel off for a reason, or on where it is blank; blank for no notice."""
        values = {"reason": reason, "notice": notice, "by": by, "at": self._now()}
        made = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        statement = made(ChannelSwitchRow).values(channel=channel, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["channel"], set_=values))

    def _found(self, query: Select[Any]) -> list[Switch]:
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(query)
            return [Switch(row.channel, row.reason, row.notice, row.by, row.at) for row in rows]
