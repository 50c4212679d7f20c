"""Whether a terminal is alive, from the heartbeats it sent. Times are seconds since 1970."""

from __future__ import annotations

from typing import Literal

ONLINE_SECONDS = 90
"""Three missed beats of 30 seconds."""
LATE_SECONDS = 300
DUPLICATE_SECONDS = 180
"""A boot id that comes back within this time after another took its place: several screens share one id."""
_REMEMBERED = 16

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


def is_alarming(state: Presence, *, is_duplicate: bool) -> bool:
    """Whether somebody should look after it; a terminal that was never seen has not begun and alarms nobody."""
    return state == "offline" or (is_duplicate and state != "revoked")


Boots = dict[str, float]
"""When each boot id of a terminal was heard of last, the current one at the end."""


def hear(boots: Boots, boot_id: str, now: float) -> tuple[Boots, bool]:
    """The boots to remember after a beat of ``boot_id``, and whether several screens are alive with one id.

    A restart replaces a boot id for good. Only living screens take turns: one that was replaced comes back.
    """
    recent = {boot: seen for boot, seen in boots.items() if now - seen < DUPLICATE_SECONDS}
    came_back = boot_id in recent and boot_id != next(reversed(boots))
    recent.pop(boot_id, None)
    kept = list(recent.items())[1 - _REMEMBERED :]
    return dict([*kept, (boot_id, now)]), came_back
