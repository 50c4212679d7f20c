"""Two hundred citizens at once against the real service in several processes, with the platform misbehaving."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server
from tests.wechat.accounts import MINI_SECRET, SECRET, new_platform, served
from tests.wechat.crowd import mini_programs
from tests.wechat.office import answer_to, asked, logs, office, settings_for
from tests.wechat.simulator import SimulatedPlatform

USERS = 200


@pytest.fixture
def platform() -> SimulatedPlatform:
    return new_platform()


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


async def test_two_hundred_mini_programs(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    platform.codes = {f"code-{number}": f"oABCD-mini-{number}" for number in range(USERS)}
    platform.plan["sns/jscode2session"].extend([-1, "break", 40029, 45011] * 5)
    with office(tmp_path, settings_for(server), processes=2) as addresses:
        done = await mini_programs(addresses, USERS, "第 {} 位问低保")
    assert [turn.text for turn in done] == [answer_to(f"第 {number} 位问低保") for number in range(USERS)]
    assert sum(turn.logged_in for turn in done) >= USERS - 20
    assert Counter(asked(tmp_path)).most_common(1)[0][1] == 1
    said = logs(tmp_path)
    for secret in (SECRET, MINI_SECRET, "oABCD-mini", "低保", "code-1"):
        assert secret not in said
