"""A channel switched off says so kindly, with the reason, at once; others go on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from kiosk_api.admin.staff import Role
from tests.admin.conftest import Browser
from tests.admin.working import API

SignedIn = Callable[[Role], Awaitable[Browser]]
CHANNELS = f"{API}/channels"


async def asked(browser: Browser, channel: str) -> dict[str, Any]:
    opened = await browser.http.post("/api/v1/conversations", json={"channel": channel})
    path = f"/api/v1/conversations/{opened.json()['conversation_id']}/messages"
    answer: dict[str, Any] = (await browser.http.post(path, json={"text": "低保在哪看"})).json()
    return answer


async def test_off_with_a_reason_and_on_again(signed_in: SignedIn) -> None:
    reviewer = await signed_in(Role.reviewer)
    done = await reviewer.http.put(f"{CHANNELS}/wechat", json={"reason": "正在核对内容。"})
    assert [(one["channel"], one["off"], one["by"]) for one in done.json()] == [("wechat", True, "审核员")]
    closed = await asked(reviewer, "wechat")
    assert closed["status"] == "unavailable"
    assert closed["text"].startswith("这里的查询暂时停用：正在核对内容。不是没有公开。请拨打")
    assert (await asked(reviewer, "page"))["status"] == "answered"
    await reviewer.http.put(f"{CHANNELS}/wechat", json={})
    assert (await asked(reviewer, "wechat"))["status"] == "answered"


async def test_every_channel_at_once(signed_in: SignedIn) -> None:
    reviewer = await signed_in(Role.reviewer)
    await reviewer.http.put(f"{CHANNELS}/*", json={"reason": "系统检修"})
    await reviewer.http.put(f"{CHANNELS}/kiosk", json={"reason": "大厅停电"})
    assert "系统检修" in (await asked(reviewer, "page"))["text"]
    assert "大厅停电" in (await asked(reviewer, "kiosk"))["text"]


async def test_a_notice_is_shown_where_it_was_put(signed_in: SignedIn) -> None:
    reviewer = await signed_in(Role.reviewer)
    before = (await reviewer.http.get("/api/v1/config")).json()["message"]
    await reviewer.http.put(f"{CHANNELS}/page", json={"notice": "周五下午不办公"})
    assert (await reviewer.http.get("/api/v1/config")).json()["message"] == "周五下午不办公"
    await reviewer.http.put(f"{CHANNELS}/page", json={})
    assert (await reviewer.http.get("/api/v1/config")).json()["message"] == before


async def test_what_cannot_be_a_channel_is_refused(signed_in: SignedIn) -> None:
    reviewer, editor = await signed_in(Role.reviewer), await signed_in(Role.editor)
    assert (await reviewer.http.put(f"{CHANNELS}/WeChat!", json={})).status_code == 422
    assert (await reviewer.http.put(f"{CHANNELS}/page", json={"reason": "长" * 201})).status_code == 422
    assert (await editor.http.put(f"{CHANNELS}/page", json={})).status_code == 403
