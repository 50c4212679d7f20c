"""Whether a terminal is alive, from the heartbeats it sent. Times are seconds since 1970."""

from __future__ import annotations

from typing import Literal

ONLINE_SECONDS = 90
"""Three missed beats of 30 seconds."""
LATE_SECONDS = 300
DUPLICATE_SECONDS = 180
"""A boot id that comes back within this time after another took its place: two screens share one id."""

Presence = Literal["online", "late", "offline", "never_seen", "revoked"]

NAMES: dict[Presence, str] = {
    "online": "在线",
    "late": "迟到",
    "offline": "离线",
    "never_seen": "从未上线",
    "revoked": "已停用",
}


def presence(last_seen: float | None, now: float, *, revoked: bool = False) -> Presence:
    """What a terminal's silence means; one never seen does not count as broken."""
    if revoked:
        return "revoked"
    if last_seen is None:
        return "never_seen"
    silent = now - last_seen
    if silent < ONLINE_SECONDS:
        return "online"
    return "late" if silent < LATE_SECONDS else "offline"


def seems_duplicate(boot_id: str, current: str, previous: str, previous_seen: float | None, now: float) -> bool:
    """Whether a beat of ``boot_id`` follows ``current`` although ``current`` had replaced it a moment ago.

    A restart replaces a boot id for good; only two living screens take turns.
    """
    if boot_id == current or boot_id != previous or previous_seen is None:
        return False
    return now - previous_seen < DUPLICATE_SECONDS
