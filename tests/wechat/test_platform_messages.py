"""Content check, subscribe messages and codes of terminals, against the simulated platform."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from kiosk_api.wechat.platform import codes, content_check, subscribe
from kiosk_api.wechat.platform.codes import Page, SceneDoesNotFit, terminal_code
from kiosk_api.wechat.platform.errors import Refused
from kiosk_api.wechat.platform.opening import Platform
from kiosk_api.wechat.platform.subscribe import DoesNotFit, SubscribeMessages, check
from tests.serving import Server
from tests.wechat.accounts import OPENID, new_platform, opened, served, wechat_settings
from tests.wechat.simulator import JPEG, SimulatedPlatform


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


@pytest.mark.parametrize(
    ("mode", "text", "allowed"),
    [
        ("block", "违规的话", False),
        ("log", "违规的话", True),
        ("block", "拿不准的话", True),
        ("block", "低保怎么申请", True),
    ],
)
async def test_content_is_checked_where_it_is_wanted(
    mode: str, text: str, allowed: bool, platform: SimulatedPlatform, server: Server, tmp_path: Path
) -> None:
    platform.risky_words = {"违规": "risky", "拿不准": "review"}
    async with opened(wechat_settings(tmp_path, server.url, wechat_content_check=mode)) as wechat:
        assert await wechat.content_check.allowed(OPENID, text) is allowed
    assert platform.count(content_check.API) == 1


@pytest.mark.parametrize("trouble", [45009, 61010, 48001, "hang", "break", "garbage"])
async def test_a_check_that_fails_silences_nobody(
    trouble: int | str, platform: SimulatedPlatform, wechat: Platform
) -> None:
    platform.risky_words = {"违规": "risky"}
    platform.plan[content_check.API].extend([trouble] * 9)
    started = time.monotonic()
    assert await wechat.content_check.allowed(OPENID, "违规的话")
    assert time.monotonic() - started < content_check.SECONDS + 0.5


async def test_a_subscribe_message_uses_one_consent(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.consents[OPENID, "template-1"] = 1
    assert wechat.miniprogram is not None
    messages = SubscribeMessages(wechat.miniprogram)
    fields = {"thing1": "低保标准文件", "phrase2": "已受理", "date3": "2026年5月1日 15:01"}
    await messages.send(OPENID, "template-1", fields, page="pages/my/my")
    assert platform.subscribed[0]["data"]["phrase2"] == {"value": "已受理"}
    with pytest.raises(Refused) as caught:
        await messages.send(OPENID, "template-1", fields)
    assert caught.value.code == 43101
    assert "没有同意" in caught.value.advice


FITS = [
    ("thing1", "字" * 20, "字" * 21),
    ("phrase2", "已经受理了", "已经受理了吗"),
    ("phrase2", "已受理", "已受理1"),
    ("number3", "12.50", "十二"),
    ("letter4", "ABC", "AB1"),
    ("symbol5", "#+", "a"),
    ("character_string6", "GK-2026-0001", "编号一"),
    ("time7", "2019年10月1日 15:01", "下午三点"),
    ("date8", "2026-05-01", "明天"),
    ("date8", "2019年10月1日~2019年10月7日", ""),
    ("amount9", "¥0元", "免费"),
    ("phone_number10", "+86-0766-66888866", "热线"),
    ("car_number11", "粤A8Z888挂", "粤A8Z888挂挂挂"),
    ("name12", "王小明", "王" * 11),
]


@pytest.mark.parametrize(("name", "good", "bad"), FITS)
def test_a_value_that_does_not_fit_is_an_error(name: str, good: str, bad: str) -> None:
    check(name, good)
    with pytest.raises(DoesNotFit, match=name):
        check(name, bad)


async def test_what_does_not_fit_is_not_sent(platform: SimulatedPlatform, wechat: Platform) -> None:
    assert wechat.miniprogram is not None
    with pytest.raises(DoesNotFit):
        await SubscribeMessages(wechat.miniprogram).send(OPENID, "template-1", {"thing1": "字" * 21})
    assert platform.count(subscribe.API) == 0


async def test_a_terminal_has_its_code(platform: SimulatedPlatform, wechat: Platform) -> None:
    platform.pages = {"pages/home/home"}
    assert wechat.miniprogram is not None
    assert await terminal_code(wechat.miniprogram, "dating-1", Page("pages/home/home")) == JPEG
    assert platform.calls[-1].body["scene"] == "t=dating-1"
    with pytest.raises(Refused) as caught:
        await terminal_code(wechat.miniprogram, "dating-1", Page("pages/none"))
    assert caught.value.code == 41030
    assert await terminal_code(wechat.miniprogram, "dating-1", Page("pages/none", must_exist=False)) == JPEG
    for unfit in ("一号", "a" * 31, "a b"):
        with pytest.raises(SceneDoesNotFit):
            await terminal_code(wechat.miniprogram, unfit, Page())
    assert platform.count(codes.API) == 3
