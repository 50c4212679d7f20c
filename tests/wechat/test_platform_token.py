"""The access token: asked for once, shared, asked for again when refused, shown to nobody."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis

from kiosk_api.wechat.platform.access_token import MARGIN_SECONDS, AccessTokens, StoredToken
from kiosk_api.wechat.platform.client import TOKEN_API
from kiosk_api.wechat.platform.errors import NoAnswer, Refused
from tests.serving import Server, free_port
from tests.wechat.accounts import OPENID, new_platform, official, opened, served, wechat_settings
from tests.wechat.simulator import TOKEN_LENGTH, SimulatedPlatform

SEND = "cgi-bin/message/custom/send"


@pytest.fixture
def platform() -> SimulatedPlatform:
    return new_platform()


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


@contextmanager
def redis_server() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("no redis-server here")
    port = free_port()
    running = subprocess.Popen(
        [program, "--port", str(port), "--save", "", "--bind", "127.0.0.1"], stdout=subprocess.DEVNULL
    )
    try:
        client = redis.Redis(port=port)
        for _ in range(100):
            try:
                client.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        running.terminate()
        running.wait(10)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Nowhere:
    """A store that keeps nothing."""

    async def load(self, appid: str) -> StoredToken | None:  # noqa: ARG002
        return None

    async def keep(self, appid: str, token: StoredToken) -> None:
        pass


async def test_fifty_callers_at_once_ask_once(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    platform.slow_seconds = 0.1
    platform.heard(OPENID)
    async with opened(wechat_settings(tmp_path, server.url)) as wechat:
        await asyncio.gather(*(official(wechat).check_token() for _ in range(50)))
        assert platform.count(TOKEN_API) == 1
        assert await wechat.outbox.send_text(OPENID, "好")
        assert platform.count(TOKEN_API) == 1
    assert len(platform.calls[-1].query["access_token"]) == TOKEN_LENGTH


async def test_fifty_callers_share_one_failure(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    platform.slow_seconds = 0.1
    platform.plan[TOKEN_API].extend([40164] * 50)
    async with opened(wechat_settings(tmp_path, server.url)) as wechat:
        ended = await asyncio.gather(*(official(wechat).check_token() for _ in range(50)), return_exceptions=True)
    assert platform.count(TOKEN_API) == 1
    assert all(isinstance(one, Refused) and one.code == 40164 for one in ended)


async def test_processes_share_it_in_the_database(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    settings = wechat_settings(tmp_path, server.url)
    async with opened(settings) as first, opened(settings) as second:
        await official(first).check_token()
        await official(second).check_token()
        assert platform.count(TOKEN_API) == 1
        platform.end_tokens()
        platform.heard(OPENID)
        assert await first.outbox.send_text(OPENID, "一")
        # The second process learns of the new one without asking the platform.
        assert await second.outbox.send_text(OPENID, "二")
    assert platform.count(TOKEN_API) == 2
    assert [text for _, text in platform.delivered] == ["一", "二"]


async def test_processes_share_it_in_redis(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    with redis_server() as url:
        settings = wechat_settings(tmp_path, server.url, redis_url=url)
        async with opened(settings) as first, opened(settings) as second:
            await official(first).check_token()
            await official(second).check_token()
    assert platform.count(TOKEN_API) == 1


async def test_with_redis_away_each_process_asks_for_itself(
    platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    settings = wechat_settings(tmp_path, server.url, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    async with opened(settings) as first, opened(settings) as second:
        await official(first).check_token()
        await official(second).check_token()
    assert platform.count(TOKEN_API) == 2


@pytest.mark.parametrize("code", [40001, 40014, 42001])
async def test_a_refused_token_is_replaced_once(
    code: int, platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    platform.heard(OPENID)
    platform.plan[SEND].append(code)
    async with opened(wechat_settings(tmp_path, server.url)) as wechat:
        assert await wechat.outbox.send_text(OPENID, "好")
        assert (platform.count(TOKEN_API), platform.count(SEND)) == (2, 2)
        platform.plan[SEND].extend([code] * 5)
        assert not await wechat.outbox.send_text(OPENID, "不行")
    assert platform.count(SEND) == 4


async def test_many_callers_with_one_refused_token_ask_once(
    platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    async with opened(wechat_settings(tmp_path, server.url, wechat_api_seconds=5)) as wechat:
        await official(wechat).check_token()
        platform.end_tokens()
        for number in range(40):
            platform.heard(f"citizen-{number}")
        sent = await asyncio.gather(*(wechat.outbox.send_text(f"citizen-{number}", "好") for number in range(40)))
    assert all(sent)
    assert platform.count(TOKEN_API) == 2
    assert len(platform.delivered) == 40


async def test_it_is_asked_for_again_before_it_ends() -> None:
    clock, given = Clock(), iter(range(10))

    async def fetch() -> StoredToken:
        return StoredToken(f"token-{next(given)}", clock.now + 7_200)

    tokens = AccessTokens("wx", fetch, Nowhere(), clock)
    assert await tokens.current() == "token-0"
    clock.now += 7_200 - MARGIN_SECONDS - 1
    assert await tokens.current() == "token-0"
    clock.now += 2
    assert await tokens.current() == "token-1"
    assert await tokens.after("token-0") == "token-1"
    assert await tokens.after("token-1") == "token-2"


async def test_a_caller_that_gives_up_takes_nothing_from_the_others() -> None:
    gate = asyncio.Event()

    async def fetch() -> StoredToken:
        await gate.wait()
        return StoredToken("token", time.time() + 7_200)

    tokens = AccessTokens("wx", fetch, Nowhere())
    hasty, patient = asyncio.create_task(tokens.current()), asyncio.create_task(tokens.current())
    await asyncio.sleep(0)
    hasty.cancel()
    gate.set()
    assert await patient == "token"
    assert "token-value" not in repr(StoredToken("token-value", 1.0))


async def test_a_slow_platform_costs_no_more_than_the_budget(
    platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    platform.plan[TOKEN_API].extend(["hang"] * 3)
    async with opened(wechat_settings(tmp_path, server.url, wechat_api_seconds=0.5)) as wechat:
        started = time.monotonic()
        assert not await wechat.outbox.send_text(OPENID, "好")
        assert time.monotonic() - started < 1.5
        with pytest.raises(NoAnswer):
            await official(wechat).check_token()
