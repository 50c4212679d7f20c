"""``make bench``, WeChat's part: two hundred simulated citizens at once against the service in one process.

The answerer is a stand-in that costs nothing or as many seconds as the question says, so that the figures are those of the
channel: signature, encryption, database, joining of repeated deliveries, late delivery.
"""

from __future__ import annotations

import asyncio
import math
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.wechat.accounts import AES_KEY, CALLBACK, OFFICIAL, TOKEN, new_platform, served
from tests.wechat.crowd import MiniTurn, Told, citizens, mini_programs
from tests.wechat.office import asked, office, settings_for
from tests.wechat.simulated_callback import Envelope, SimulatedCallback

USERS = 200
ENVELOPE = Envelope(TOKEN, AES_KEY, OFFICIAL)
PROCESSES = 1
"""As in a hall with one machine and SQLite."""

AT_ONCE = ("",)
MIXED = ("", "", "", "", "", "", "慢 2 ", "慢 7 ", "慢 11 ", "慢 16 ")
"""Six of ten at once, one within the first delivery, one each in the second and the third, one after the last."""


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which that share lies; not a number where there is none."""
    if not values:
        return math.nan
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
        f"{USERS} mini programs at once: "
        f"question p50 {quantile(seconds, 0.5) * 1000:.0f} ms, p95 {quantile(seconds, 0.95) * 1000:.0f} ms; "
        f"logged in {sum(turn.logged_in for turn in turns)}, answered {sum(bool(turn.text) for turn in turns)}"
    )


def official_account(folder: Path, name: str, slow: Sequence[str]) -> None:
    """One message each, all at once, in safe mode; every fifth is repeated by the network."""
    platform = new_platform()
    questions = [(f"openid-{number}", f"{slow[number % len(slow)]}第 {number} 位问低保") for number in range(USERS)]

    async def ask(addresses: list[str]) -> list[Told]:
        callback = SimulatedCallback([f"{address}{CALLBACK}" for address in addresses], ENVELOPE)
        try:
            return await citizens(callback, platform, questions)
        finally:
            await callback.close()

    with served(platform) as server, office(folder, settings_for(server), PROCESSES) as addresses:
        told = asyncio.run(ask(addresses))
    seconds = [one.asked.seconds for one in told if one.passive]
    print(
        f"{USERS} citizens at once, {name}: reply p50 {quantile(seconds, 0.5):.2f} s, p95 {quantile(seconds, 0.95):.2f} s; "
        f"within the first 5 s {sum(one.in_time for one in told)}, in a later delivery "
        f"{sum(one.passive > 0 and not one.in_time for one in told)}, by customer message "
        f"{sum(one.by_customer_message > 0 for one in told)}, after 继续 {sum(one.on_going_on > 0 for one in told)}; "
        f"seen twice {sum(one.times > 1 for one in told)}, never {sum(one.times == 0 for one in told)}; "
        f"asked {len(asked(folder))} times"
    )


def main() -> None:
    """Prints every figure, and how busy the machine was with other things."""
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        mini_program(Path(folder))
    for name, slow in (("all answers at once", AT_ONCE), ("four of ten slow", MIXED)):
        with tempfile.TemporaryDirectory() as folder:
            official_account(Path(folder), name, slow)


if __name__ == "__main__":
    main()
