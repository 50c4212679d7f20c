"""Two hundred citizens at once against the real service in several processes, with the platform misbehaving."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Server
from tests.wechat.accounts import AES_KEY, CALLBACK, MINI_SECRET, OFFICIAL, SECRET, TOKEN, new_platform, served
from tests.wechat.crowd import citizens, mini_programs
from tests.wechat.office import answer_to, asked, logs, office, settings_for
from tests.wechat.simulated_callback import Envelope, SimulatedCallback
from tests.wechat.simulator import SimulatedPlatform

USERS = 200
ENVELOPE = Envelope(TOKEN, AES_KEY, OFFICIAL)


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


async def test_two_hundred_citizens_with_slow_answers_and_a_failing_platform(
    platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    # Six of ten at once, one within the first delivery, one each in the second and the third, one after the last.
    slow = ["", "", "", "", "", "", "慢 2 ", "慢 7 ", "慢 11 ", "慢 16 "]
    questions = [(f"oABCD-citizen-{number}", f"{slow[number % 10]}第 {number} 位问低保") for number in range(USERS)]
    platform.plan["cgi-bin/message/custom/send"].extend([-1, 40001, 42001, 45015, 48001] * 2)
    with office(tmp_path, settings_for(server), processes=2) as addresses:
        callback = SimulatedCallback([f"{address}{CALLBACK}" for address in addresses], ENVELOPE)
        assert await callback.check_address()
        ending = asyncio.get_running_loop().call_later(10, platform.end_tokens)
        told = await citizens(callback, platform, questions)
        ending.cancel()
        await callback.close()
    assert Counter(asked(tmp_path)) == Counter(question for _, question in questions)
    assert [one for one in told if one.times > 1] == []
    unseen = [one for one in told if one.times == 0]
    # A starved machine may be too late even to say that it is late: then 「继续」 says that nothing waits.
    assert [one for one in unseen if "请" not in one.last_words] == []
    assert len(unseen) <= USERS // 20
    said = logs(tmp_path)
    for secret in (SECRET, "oABCD-citizen", "低保"):
        assert secret not in said
