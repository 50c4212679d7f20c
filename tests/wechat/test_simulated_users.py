"""Two hundred citizens at once against the real service in several processes, with the platform misbehaving."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.serving import Server
from tests.wechat.accounts import MINI, MINI_SECRET, OFFICIAL, SECRET, new_platform, served
from tests.wechat.office import answer_to, asked, logs, office
from tests.wechat.simulator import SimulatedPlatform

USERS = 200


@pytest.fixture
def platform() -> SimulatedPlatform:
    return new_platform()


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


def settings_for(server: Server) -> dict[str, str]:
    """Both accounts, everything on."""
    return {
        "WECHAT_APPID": OFFICIAL,
        "WECHAT_APP_SECRET": SECRET,
        "WECHAT_MINIPROGRAM_APPID": MINI,
        "WECHAT_MINIPROGRAM_SECRET": MINI_SECRET,
        "WECHAT_API_URL": server.url,
        "WECHAT_CUSTOMER_MESSAGES": "true",
    }


async def mini_program(http: httpx.AsyncClient, address: str, number: int) -> tuple[str, bool]:
    """Logs in (if it goes), opens a conversation, asks: the answer's text, and whether the login went."""
    login = await http.post(f"{address}/api/v1/wechat/login", json={"code": f"code-{number}"})
    header = {"Authorization": f"Bearer {login.json()['token']}"} if login.status_code == 201 else {}
    opened = await http.post(f"{address}/api/v1/conversations", json={"channel": "miniprogram"}, headers=header)
    url = f"{address}/api/v1/conversations/{opened.json()['conversation_id']}/messages"
    answer = await http.post(url, json={"text": f"第 {number} 位问低保"}, headers=header)
    return answer.json()["text"], bool(header)


async def test_two_hundred_mini_programs(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    platform.codes = {f"code-{number}": f"oABCD-mini-{number}" for number in range(USERS)}
    platform.plan["sns/jscode2session"].extend([-1, "break", 40029, 45011] * 5)
    with office(tmp_path, settings_for(server), processes=2) as addresses:
        async with httpx.AsyncClient(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=None)) as http:
            done = await asyncio.gather(*(mini_program(http, addresses[number % 2], number) for number in range(USERS)))
    assert [text for text, _ in done] == [answer_to(f"第 {number} 位问低保") for number in range(USERS)]
    assert sum(went for _, went in done) >= USERS - 20
    assert Counter(asked(tmp_path)).most_common(1)[0][1] == 1
    said = logs(tmp_path)
    for secret in (SECRET, MINI_SECRET, "oABCD-mini", "低保", "code-1"):
        assert secret not in said
