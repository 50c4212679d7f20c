"""A group of questions as staff see it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class GroupState(StrEnum):
    """How far somebody is with a group."""

    open = "open"
    assigned = "assigned"
    done = "done"
    dismissed = "dismissed"


UNDER_WAY = (GroupState.open, GroupState.assigned)
"""What stands in the list and can be overdue."""


@dataclass(frozen=True, slots=True)
class Group:
    """Questions of one meaning. ``opened``, ``due`` and ``last_day`` are ISO days; counts are of questions still kept.

    ``recent`` counts the last seven days, ``before`` the twenty-eight days in front of them.
    """

    id: str
    agency: str
    state: GroupState
    opened: str
    due: str
    reason: str
    draft: str
    change_id: str
    done_version: str
    count: int
    recent: int
    before: int
    last_day: str


@dataclass(frozen=True, slots=True)
class Event:
    """One thing done with a group; ``at`` is seconds since 1970."""

    at: float
    by: str
    action: str
    note: str


@dataclass(frozen=True, slots=True)
class Question:
    """One kept question; ``candidates`` are ids of records, best first, ``vector`` is float32 or empty."""

    id: str
    day: str
    reason: str
    text: str
    candidates: tuple[str, ...]
    index_version: str
    vector: bytes
