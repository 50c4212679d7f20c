"""``make bench``, WeChat's part: two hundred simulated citizens at once against the service in two processes.

The answerer is a stand-in that costs nothing or as many seconds as the question says, so that the figures are those of the
channel: signature, encryption, database, joining of repeated deliveries, late delivery.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.wechat.accounts import new_platform, served
from tests.wechat.crowd import MiniTurn, mini_programs
from tests.wechat.office import office, settings_for

USERS = 200
PROCESSES = 2


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def mini_program(folder: Path) -> None:
    """Login, conversation and one question each, all at once."""
    platform = new_platform()
    platform.codes = {f"code-{number}": f"openid-{number}" for number in range(USERS)}
    with served(platform) as server, office(folder, settings_for(server), PROCESSES) as addresses:
        turns: list[MiniTurn] = asyncio.run(mini_programs(addresses, USERS, "第 {} 位问低保"))
    seconds = [turn.seconds for turn in turns]
    print(
        f"{USERS} mini programs at once, {PROCESSES} processes: "
        f"question p50 {quantile(seconds, 0.5) * 1000:.0f} ms, p95 {quantile(seconds, 0.95) * 1000:.0f} ms; "
        f"logged in {sum(turn.logged_in for turn in turns)}, answered {sum(bool(turn.text) for turn in turns)}"
    )


def main() -> None:
    """Prints every figure."""
    with tempfile.TemporaryDirectory() as folder:
        mini_program(Path(folder))


if __name__ == "__main__":
    main()
