"""The callback through the whole service: who is let in and what is answered, in the form in which it was asked."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kiosk_api.take_home import Target
from kiosk_api.wechat.text import words
from tests.wechat.delivered import ENVELOPE, OPENID, SlowAnswerer, app_of, asked, message, query, text


async def test_the_console_may_save_the_address(client: AsyncClient) -> None:
    echoed = await client.get("/wechat/callback", params=query(None, echostr="4321"))
    assert (echoed.status_code, echoed.text) == (200, "4321")
    refused = await client.get("/wechat/callback", params=query(None, echostr="4321") | {"signature": "0" * 40})
    assert refused.status_code == 400
    assert "4321" not in refused.text


async def test_a_question_is_answered_with_field_source_and_link(client: AsyncClient) -> None:
    reply = await asked(client, text("低保在哪看"))
    assert "公开渠道和载体" in reply and "政府网站、便民服务站" in reply
    assert "出处：" in reply and "https://gk.example.gov.cn/m/item-dibao" in reply


async def test_json_is_answered_in_json(client: AsyncClient) -> None:
    fields = {"ToUserName": "gh_office", "FromUserName": OPENID, "CreateTime": 1, "MsgType": "text"}
    sealed = ENVELOPE.seal(json.dumps(fields | {"Content": "低保", "MsgId": 77}))
    response = await client.post("/wechat/callback", params=query(sealed), json={"Encrypt": sealed})
    assert "政府网站" in json.loads(ENVELOPE.open(response.json()["Encrypt"]))["Content"]


@pytest.mark.parametrize(
    "change",
    [{"msg_signature": "0" * 40}, {"msg_signature": ""}, {"nonce": "n2"}, {"timestamp": "1"}, {"encrypt_type": "raw"}],
    ids=str,
)
async def test_what_is_not_from_the_platform_is_refused(
    client: AsyncClient, answerer: SlowAnswerer, change: dict[str, str]
) -> None:
    sealed = ENVELOPE.seal(text("低保"))
    cover = f"<xml><Encrypt>{sealed}</Encrypt></xml>"
    refused = await client.post("/wechat/callback", params=query(sealed) | change, content=cover.encode())
    assert refused.status_code == 400
    assert answerer.asked == []


async def test_an_account_without_a_key_takes_plain_messages_and_no_account_takes_none(
    tmp_path: Path, answerer: SlowAnswerer
) -> None:
    for settings, status in (({"wechat_aes_key": None}, 200), ({"wechat_token": None}, 404)):
        app = app_of(tmp_path, answerer, **settings)
        async with (
            app.router.lifespan_context(app),
            AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client,
        ):
            got = await client.post("/wechat/callback", params=query(None), content=text("低保").encode())
            assert got.status_code == status
            assert ("政府网站" in got.text) == (status == 200)


async def test_an_old_time_stamp_is_refused_where_that_is_set(tmp_path: Path, answerer: SlowAnswerer) -> None:
    app = app_of(tmp_path, answerer, wechat_replay_seconds=300)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client,
    ):
        stamp = str(int(time.time()) - 400)
        old = {"timestamp": stamp, "nonce": "n", "signature": ENVELOPE.signature(stamp, "n"), "echostr": "1"}
        assert (await client.get("/wechat/callback", params=old)).status_code == 400
        assert (await client.get("/wechat/callback", params=query(None, echostr="1"))).status_code == 200


async def test_choices_are_made_by_number(client: AsyncClient, answerer: SlowAnswerer) -> None:
    assert "1. 社会救助／最低生活保障／审批结果" in await asked(client, text("低保"))
    assert "审批结果" in await asked(client, text("第一个"))
    # A number that nothing stands behind is a question like any other.
    await asked(client, text("9"))
    assert answerer.asked == ["低保", "9"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("<MsgType>image</MsgType><MsgId>1</MsgId>", words()["only_text"]),
        ("<MsgType>voice</MsgType><MsgId>2</MsgId>", words()["only_text"]),
        ("<MsgType>event</MsgType><Event>subscribe</Event>", words()["welcome"]),
        ("<MsgType>event</MsgType><Event>VIEW</Event><EventKey>https://a</EventKey>", ""),
        ("<MsgType>event</MsgType><Event>SCAN</Event><EventKey>xxxx</EventKey>", words()["unknown_code"]),
    ],
)
async def test_what_is_no_text_gets_a_kind_word_or_none(client: AsyncClient, fields: str, said: str) -> None:
    assert await asked(client, message(fields)) == said


async def test_the_code_on_a_terminal_shows_the_same_here(client: AsyncClient, answerer: SlowAnswerer) -> None:
    code = Target("item-dibao").code
    for event, key in (("SCAN", code), ("subscribe", f"qrscene_{code}")):
        fields = f"<MsgType>event</MsgType><Event>{event}</Event><EventKey>{key}</EventKey>"
        assert "政府网站、便民服务站" in await asked(client, message(fields))
    assert "办事指南" in answerer.asked[-1]


async def test_a_menu_asks_its_question(client: AsyncClient, answerer: SlowAnswerer) -> None:
    await asked(client, message("<MsgType>event</MsgType><Event>CLICK</Event><EventKey>apply</EventKey>"))
    assert answerer.asked == ["没有公布的信息怎么申请公开"]


async def test_the_conversation_goes_on_and_begins_anew_after_half_an_hour(
    tmp_path: Path, answerer: SlowAnswerer
) -> None:
    app = app_of(tmp_path, answerer, conversation_idle_seconds=10)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client,
    ):
        repository = app.state.services.database.repository
        began = repository.now()
        for later in (0, 5, 30):
            repository.now = lambda later=later: began + later
            assert "政府网站" in await asked(client, text("低保"))
        first, second, third = answerer.conversations
        assert first == second != third


async def test_neither_openid_nor_question_is_kept_or_logged(
    app: FastAPI, client: AsyncClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await asked(client, text("隔壁村那口老水井"))
    await asked(client, message("<MsgType>event</MsgType><Event>unsubscribe</Event>"))
    # A reader of that moment keeps the write-ahead log from being emptied; the service's next sweep does it.
    await app.state.services.database.run(lambda repository: repository.sweep_expired())
    kept = b"".join(path.read_bytes() for path in sorted(tmp_path.glob("gongkai.db*")))  # noqa: ASYNC240
    assert OPENID.encode() not in kept and "老水井".encode() not in kept
    said = "".join(capsys.readouterr())
    assert OPENID not in said and "老水井" not in said
