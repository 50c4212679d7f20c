"""Logging in from the mini program: an opaque token, a keyed hash, nothing else; over HTTP against the simulator."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from kiosk_api.app import create_app
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.wechat_accounts import LOGIN_SECONDS, WechatAccounts
from kiosk_api.wechat.login import UserData, is_genuine
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server
from tests.wechat.accounts import MINI_SECRET, OPENID, new_platform, served, wechat_settings
from tests.wechat.simulator import SimulatedPlatform

LOGIN = "/api/v1/wechat/login"

# 数据签名校验: the example of developers.weixin.qq.com/miniprogram/dev/framework/open-ability/signature.html, also in
# binarywang/WxJava@47add3a19bb840654976c728fa5f49a34e77e868
# weixin-java-miniapp/src/test/java/cn/binarywang/wx/miniapp/api/impl/WxMaUserServiceImplTest.java
SESSION_KEY = "HyVFkGl5F5OQWJZZaNzBBg=="
SIGNATURE = "75e81ceda165f4ffa64f4068af58c64b8f54b88c"
RAW_DATA = (
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN",'
    '"avatarUrl":"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM5ibXQ/0"}'
)


@pytest.fixture
def platform() -> SimulatedPlatform:
    found = new_platform()
    found.codes = {f"code-{number}": OPENID for number in range(10)} | {"other": "oABCD-another"}
    found.session_keys = {OPENID: SESSION_KEY}
    return found


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


@pytest.fixture
def app(server: Server, tmp_path: Path) -> FastAPI:
    settings = wechat_settings(tmp_path, server.url, writes_per_minute_person=3, wechat_api_seconds=0.5)
    return create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        yield http


async def logged_in(client: httpx.AsyncClient, code: str) -> dict[str, str]:
    """The header of a new login."""
    answer = await client.post(LOGIN, json={"code": code})
    assert answer.status_code == 201
    return {"Authorization": f"Bearer {answer.json()['token']}"}


async def test_a_login_gives_an_opaque_token(client: httpx.AsyncClient, tmp_path: Path) -> None:
    answer = await client.post(LOGIN, json={"code": "code-1"})
    told = answer.json()
    assert set(told) == {"token", "expires_in"}
    assert told["expires_in"] == LOGIN_SECONDS
    for secret in (OPENID, SESSION_KEY, MINI_SECRET):
        assert secret not in answer.text + str(answer.headers)
    (row,) = sqlite3.connect(tmp_path / "gongkai.db").execute("SELECT * FROM wechat_logins").fetchall()
    for kept in row[:2]:
        assert len(kept) == 64
    assert told["token"] not in row


def kept_in(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in folder.glob("gongkai.db*"))


async def test_no_file_holds_who_it_was(client: httpx.AsyncClient, tmp_path: Path) -> None:
    await logged_in(client, "code-1")
    kept = kept_in(tmp_path)
    assert b"sns/jscode2session" in kept
    for secret in (OPENID, SESSION_KEY, MINI_SECRET):
        assert secret.encode() not in kept


async def test_one_person_has_one_hash_and_another_another(client: httpx.AsyncClient, app: FastAPI) -> None:
    accounts = WechatAccounts(app.state.services.database.repository)
    headers = [await logged_in(client, code) for code in ("code-1", "code-2", "other")]
    people = [accounts.person(header["Authorization"].removeprefix("Bearer ")) for header in headers]
    assert people[0] == people[1] != people[2]
    assert None not in people


@pytest.mark.parametrize(
    ("trouble", "status", "problem"),
    [
        (40029, 401, "wechat_login_refused"),
        (40163, 401, "wechat_login_refused"),
        (40226, 401, "wechat_login_refused"),
        (45011, 429, "too_many_requests"),
        (40125, 503, "wechat_unavailable"),
        (-1, 503, "wechat_unavailable"),
        ("break", 503, "wechat_unavailable"),
        ("hang", 503, "wechat_unavailable"),
        ("garbage", 503, "wechat_unavailable"),
    ],
)
async def test_what_the_platform_says_no_with_is_a_problem_document(
    trouble: int | str, status: int, problem: str, client: httpx.AsyncClient, platform: SimulatedPlatform
) -> None:
    platform.plan["sns/jscode2session"].extend([trouble] * 9)
    answer = await client.post(LOGIN, json={"code": "code-1"})
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:gongkai:problem:{problem}")


async def test_a_code_is_good_once(client: httpx.AsyncClient) -> None:
    await logged_in(client, "code-1")
    assert (await client.post(LOGIN, json={"code": "code-1"})).status_code == 401
    assert (await client.post(LOGIN, json={"code": "坏 & secret=x"})).status_code == 422


def test_the_published_signature_of_user_data() -> None:
    assert is_genuine(UserData(RAW_DATA, SIGNATURE), SESSION_KEY)
    assert is_genuine(UserData(RAW_DATA, SIGNATURE.upper()), SESSION_KEY)
    for forged in (UserData(RAW_DATA + " ", SIGNATURE), UserData(RAW_DATA, "签" * 40), UserData(RAW_DATA, "")):
        assert not is_genuine(forged, SESSION_KEY)
    assert not is_genuine(UserData(RAW_DATA, SIGNATURE), SESSION_KEY[:-1])


async def test_forged_user_data_logs_nobody_in(client: httpx.AsyncClient) -> None:
    good = {"raw": RAW_DATA, "signature": SIGNATURE}
    assert (await client.post(LOGIN, json={"code": "code-1", "data": good})).status_code == 201
    forged = {"raw": json.dumps({"nickName": "别人"}), "signature": SIGNATURE}
    assert (await client.post(LOGIN, json={"code": "code-2", "data": forged})).status_code == 401


async def test_logging_out_ends_it(client: httpx.AsyncClient) -> None:
    header = await logged_in(client, "code-1")
    assert (await client.delete(LOGIN, headers=header)).status_code == 204
    for gone in (header, {}, {"Authorization": "Bearer x"}):
        answer = await client.delete(LOGIN, headers=gone)
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def ask(client: httpx.AsyncClient, header: dict[str, str]) -> int:
    """The status of a question in a new conversation of the mini program."""
    opened = await client.post("/api/v1/conversations", json={"channel": "miniprogram"}, headers=header)
    url = f"/api/v1/conversations/{opened.json()['conversation_id']}/messages"
    return (await client.post(url, json={"text": "低保怎么申请"}, headers=header)).status_code


async def test_the_limit_is_the_person_s_not_the_conversation_s(client: httpx.AsyncClient) -> None:
    first, second, other = [await logged_in(client, code) for code in ("code-1", "code-2", "other")]
    assert [await ask(client, first) for _ in range(3)] == [200] * 3
    assert await ask(client, second) == 429
    assert await ask(client, other) == 200
    assert await ask(client, {}) == 200
    # A login that has ended does not keep anybody from asking.
    assert await ask(client, {"Authorization": "Bearer ended"}) == 200


def test_thirty_days_from_the_last_use(tmp_path: Path) -> None:
    now = 1_800_000_000.0
    engine = open_database(f"sqlite:///{tmp_path}/logins.db")
    upgrade(engine)
    accounts = WechatAccounts(Repository(engine, 60, lambda: now))
    token = accounts.log_in("a" * 64)
    for _ in range(3):
        now += LOGIN_SECONDS - 60
        assert accounts.person(token) == "a" * 64
    now += LOGIN_SECONDS + 1
    assert accounts.person(token) is None
    accounts.log_in("b" * 64)
    assert engine.connect().exec_driver_sql("SELECT count(*) FROM wechat_logins").scalar() == 1


async def test_without_a_mini_program_one_asks_without_a_login(tmp_path: Path) -> None:
    settings = wechat_settings(tmp_path, "http://127.0.0.1:9", wechat_miniprogram_appid="")
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        assert (await http.post(LOGIN, json={"code": "code-1"})).status_code == 404
        assert await ask(http, {}) == 200


async def test_the_metrics_tell_what_was_called_today(client: httpx.AsyncClient, platform: SimulatedPlatform) -> None:
    await logged_in(client, "code-1")
    platform.plan["sns/jscode2session"].append(40029)
    await client.post(LOGIN, json={"code": "code-2"})
    figures = (await client.get("/metrics")).text
    for result in ("done", "failed"):
        line = f'gongkai_wechat_calls_today{{account="miniprogram",api="sns/jscode2session",result="{result}"}} 1.0'
        assert line in figures
