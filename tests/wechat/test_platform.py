"""Calls to the platform: tried again or not, within a budget, counted, left alone when it is away; nothing shown."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from kiosk_api.logs import configure_logging
from kiosk_api.services import Database
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.wechat_accounts import Calls, WechatAccounts
from kiosk_api.wechat.platform import content_check, customer
from kiosk_api.wechat.platform.circuit import FAILURES, REST_SECONDS, Circuit
from kiosk_api.wechat.platform.client import TOKEN_API, Reply
from kiosk_api.wechat.platform.errors import NoAnswer, NotCalled, PlatformError, Refused, _advice
from kiosk_api.wechat.platform.opening import Platform, SecretUnreadable, accounts, open_platform
from tests.serving import Server, free_port
from tests.wechat.accounts import (
    MINI,
    MINI_SECRET,
    OPENID,
    SECRET,
    new_platform,
    official,
    opened,
    served,
    wechat_settings,
)
from tests.wechat.simulator import SimulatedPlatform


@pytest.fixture
def platform() -> SimulatedPlatform:
    found = new_platform()
    found.heard(OPENID)
    return found


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


@pytest.fixture
async def wechat(server: Server, tmp_path: Path) -> AsyncIterator[Platform]:
    async with opened(wechat_settings(tmp_path, server.url)) as platform:
        yield platform


async def test_a_message_arrives_as_it_was_written(platform: SimulatedPlatform, wechat: Platform) -> None:
    text = '低保怎么申请？\n"两步" <a href="https://gk.example.gov.cn/m/1">查看</a> 😀'
    assert await wechat.outbox.send_text(OPENID, text)
    assert platform.delivered == [(OPENID, text)]
    # Escaped, WeChat would show \u4f4e\u4fdd.
    assert "低保怎么申请" in platform.calls[-1].raw.decode()
    assert json.loads(platform.calls[-1].raw)["msgtype"] == "text"


async def test_a_busy_platform_is_asked_again(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.plan[customer.API].extend([-1, -1])
    assert await wechat.outbox.send_text(OPENID, "好")
    assert platform.count(customer.API) == 3
    assert len(platform.delivered) == 1


async def test_a_message_that_may_have_arrived_is_not_sent_twice(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.plan[customer.API].append("hang")
    assert not await wechat.outbox.send_text(OPENID, "好")
    assert platform.count(customer.API) == 1
    platform.plan[customer.API].append("break")
    assert not await wechat.outbox.send_text(OPENID, "好")
    assert platform.count(customer.API) == 2


async def test_what_may_be_repeated_is_after_a_bad_answer(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.plan[content_check.API].extend(["break", "garbage"])
    await official(wechat).ask(
        content_check.API, Reply, {"version": 2, "openid": OPENID, "scene": 2, "content": "低保"}
    )
    assert platform.count(content_check.API) == 3


@pytest.mark.parametrize("code", [45015, 45047, 48001, 43004, 40003])
async def test_a_message_that_is_refused_is_said_so(code: int, platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.plan[customer.API].append(code)
    assert not await wechat.outbox.send_text(OPENID, "好")
    assert (platform.count(customer.API), platform.delivered) == (1, [])


async def test_five_messages_for_a_question_and_no_more(platform: SimulatedPlatform, wechat: Platform) -> None:
    sent = [await wechat.outbox.send_text(OPENID, str(number)) for number in range(6)]
    assert sent == [True] * 5 + [False]
    assert not await wechat.outbox.send_text("never-wrote", "好")
    platform.heard(OPENID)
    assert await wechat.outbox.send_text(OPENID, "6")


async def test_without_the_right_nothing_is_called(platform: SimulatedPlatform, server: Server, tmp_path: Path) -> None:
    settings = wechat_settings(tmp_path, server.url, wechat_customer_messages=False, wechat_content_check="off")
    async with opened(settings) as wechat:
        assert not await wechat.outbox.send_text(OPENID, "好")
        assert await wechat.content_check.allowed(OPENID, "脏话")
    assert platform.calls == []


async def test_a_platform_that_is_away_is_left_alone(tmp_path: Path) -> None:
    settings = wechat_settings(tmp_path, f"http://127.0.0.1:{free_port()}", wechat_api_seconds=0.2)
    async with opened(settings) as wechat:
        for _ in range(FAILURES):
            with pytest.raises(PlatformError):
                await official(wechat).check_token()
        with pytest.raises(NotCalled) as caught:
            await official(wechat).check_token()
    assert caught.value.why == "resting"


def test_after_the_rest_one_call_tries_the_platform() -> None:
    now = 0.0
    circuit = Circuit(lambda: now)
    for _ in range(FAILURES):
        assert circuit.allows()
        circuit.failed()
    assert not circuit.allows()
    now = REST_SECONDS + 1
    assert [circuit.allows(), circuit.allows()] == [True, False]
    circuit.succeeded()
    assert [circuit.allows(), circuit.allows()] == [True, True]


async def test_the_day_has_a_budget_for_all_processes(
    platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    settings = wechat_settings(tmp_path, server.url, wechat_daily_calls=3)
    async with opened(settings) as first, opened(settings) as second:
        sent = [await one.outbox.send_text(OPENID, "好") for one in (first, second, first, second)]
        with pytest.raises(NotCalled) as caught:
            await official(first).ask(customer.API, Reply, {})
    assert sent == [True, True, True, False]
    assert platform.count(customer.API) == 3
    assert "GONGKAI_WECHAT_DAILY_CALLS" in caught.value.advice


async def test_calls_are_counted_by_day_in_china(tmp_path: Path) -> None:
    now = datetime(2026, 5, 1, 15, 59, tzinfo=UTC).timestamp()
    engine = open_database(f"sqlite:///{tmp_path}/counts.db")
    upgrade(engine)
    counted = WechatAccounts(Repository(engine, 60, lambda: now))
    assert [counted.count_call("official", "a"), counted.count_call("official", "a")] == [1, 2]
    counted.count_failure("official", "a")
    assert counted.calls_today() == [Calls("official", "a", 2, 1)]
    now += 120
    assert counted.calls_today() == []
    assert counted.count_call("official", "a") == 1


def test_every_error_has_words() -> None:
    for error in (NotCalled("a", "budget"), NotCalled("a", "resting"), NoAnswer("a", "late", arrived=True)):
        assert error.advice
    for code in _advice():
        if code.lstrip("-").isdigit():
            assert Refused("a", int(code), "10.0.0.1").advice.endswith("。")
    assert "123456" in Refused("a", 123456).advice


async def test_an_address_that_is_not_listed_is_named(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.listed_addresses = {"10.1.2.3"}
    with pytest.raises(Refused) as caught:
        await official(wechat).check_token()
    assert "127.0.0.1" in caught.value.advice
    assert "IP白名单" in caught.value.advice


async def test_nothing_secret_is_in_logs_or_errors(
    platform: SimulatedPlatform, server: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    configure_logging("debug")
    said = []
    async with opened(wechat_settings(tmp_path, server.url, wechat_api_seconds=0.6)) as wechat:
        for trouble in (45047, 40001, "hang", "break", "garbage", -1):
            platform.plan[customer.API].extend([trouble] * 3)
            assert not await wechat.outbox.send_text(OPENID, "秘密的问题")
            platform.plan[customer.API].clear()
            platform.plan[content_check.API].extend([trouble] * 3)
            assert await wechat.content_check.allowed(OPENID, "秘密的问题")
            platform.plan[content_check.API].clear()
            platform.plan["sns/jscode2session"].append(trouble)
            assert wechat.miniprogram is not None
            try:
                await wechat.miniprogram.get("sns/jscode2session", Reply, {"js_code": "code-1"})
            except PlatformError as error:
                said += [repr(error), str(error), error.advice, repr(error.__cause__), str(vars(error))]
                structlog.stdlib.get_logger("test").error("failed", exc_info=error)
        said += [repr(wechat.official), repr(wechat_settings(tmp_path, server.url))]
    logged = capfd.readouterr().err
    assert "customer_message_not_sent" in logged
    tokens = {call.query["access_token"] for call in platform.calls if "access_token" in call.query}
    for secret in (SECRET, MINI_SECRET, OPENID, "秘密的问题", *tokens):
        assert secret not in logged
        assert not [text for text in said if secret in text]


def test_secrets_come_from_files(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f" {SECRET}\n", "utf-8")
    settings = wechat_settings(tmp_path, "http://x", wechat_app_secret=None, wechat_app_secret_file=tmp_path / "secret")
    assert [one.secret.get_secret_value() for one in accounts(settings)] == [SECRET, MINI_SECRET]
    gone = wechat_settings(tmp_path, "http://x", wechat_app_secret=None, wechat_app_secret_file=tmp_path / "gone")
    with pytest.raises(SecretUnreadable, match="GONGKAI_WECHAT_APP_SECRET_FILE"):
        accounts(gone)


def test_one_account_is_enough(tmp_path: Path) -> None:
    alone = wechat_settings(tmp_path, "http://x", wechat_appid="", wechat_app_secret=None)
    assert [(one.label, one.appid) for one in accounts(alone)] == [("miniprogram", MINI)]


async def test_an_account_that_is_not_set_up_is_not_there(tmp_path: Path) -> None:
    settings = wechat_settings(tmp_path, "http://x", wechat_appid="", wechat_miniprogram_appid="")
    engine = open_database(settings.database_url)
    wechat = open_platform(settings, Database(Repository(engine, 60)))
    assert not wechat.is_set_up
    assert not await wechat.outbox.send_text(OPENID, "好")
    await wechat.close()
    engine.dispose()


def test_the_table_of_errors_names_the_token_api() -> None:
    assert str(Refused(TOKEN_API, 40164, "1.2.3.4")) == f"{TOKEN_API}: errcode 40164"
