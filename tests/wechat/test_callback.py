"""The callback through the whole service: who is let in, what is answered, once, in the form in which it was asked."""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from collections.abc import AsyncIterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from kiosk_api.app import create_app
from kiosk_api.models import Answer, ConversationState
from kiosk_api.settings import Settings
from kiosk_api.storage.wechat_inbox import LEASE_SECONDS, WechatInbox
from kiosk_api.take_home import Target
from kiosk_api.wechat.answering import PersonAnswers
from kiosk_api.wechat.desk import Desk
from kiosk_api.wechat.text import words
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.wechat.accounts import AES_KEY, OFFICIAL, TOKEN
from tests.wechat.simulated_callback import Envelope

ENVELOPE = Envelope(TOKEN, AES_KEY, OFFICIAL)
OPENID = "oABCD-citizen"


class SlowAnswerer(ScriptedAnswerer):
    """Waits until it is let go on."""

    def __init__(self) -> None:
        super().__init__()
        self.go_on = asyncio.Event()
        self.go_on.set()
        self.fails = False
        self.conversations: list[str] = []

    async def answer(
        self, conversation_id: str, state: ConversationState, text: str
    ) -> tuple[Answer, ConversationState]:
        self.conversations.append(conversation_id)
        await self.go_on.wait()
        if self.fails:
            raise RuntimeError("broken")
        return await super().answer(conversation_id, state, text)


@pytest.fixture
def answerer() -> SlowAnswerer:
    return SlowAnswerer()


def app_of(tmp_path: Path, answerer: ScriptedAnswerer, **more: object) -> FastAPI:
    values = {
        "database_url": f"sqlite:///{tmp_path}/gongkai.db",
        "rasa_url": "",
        "speech": "off",
        "wechat_appid": OFFICIAL,
        "wechat_token": TOKEN,
        "wechat_aes_key": AES_KEY,
        "public_url": "https://gk.example.gov.cn",
        **more,
    }
    return create_app(Settings.model_validate(values), index=FixedSource(ListIndex()), answerer=answerer)


@pytest.fixture
def app(tmp_path: Path, answerer: SlowAnswerer) -> FastAPI:
    return app_of(tmp_path, answerer)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as opened,
    ):
        yield opened


def text(content: str, number: int | None = None, openid: str = OPENID) -> str:
    fields = f"<MsgType>text</MsgType><Content><![CDATA[{content}]]></Content><MsgId>{number or secrets.randbits(60)}</MsgId>"
    return message(fields, openid)


def message(fields: str, openid: str = OPENID) -> str:
    return (
        f"<xml><ToUserName>gh_office</ToUserName><FromUserName>{openid}</FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime>{fields}</xml>"
    )


def query(sealed: str | None, **more: str) -> dict[str, str]:
    stamp, nonce = str(int(time.time())), "n1"
    signed = {"signature": ENVELOPE.signature(stamp, nonce), "timestamp": stamp, "nonce": nonce}
    if sealed is None:
        return signed | more
    return signed | {"encrypt_type": "aes", "msg_signature": ENVELOPE.signature(stamp, nonce, sealed)} | more


async def deliver(client: AsyncClient, body: str) -> Response:
    sealed = ENVELOPE.seal(body)
    cover = f"<xml><ToUserName>gh_office</ToUserName><Encrypt>{sealed}</Encrypt></xml>"
    return await client.post("/wechat/callback", params=query(sealed), content=cover.encode())


async def asked(client: AsyncClient, body: str) -> str:
    """What the citizen reads; blank for ``success``."""
    response = await deliver(client, body)
    assert response.status_code == 200, response.text
    if response.text == "success":
        return ""
    outer = {part.tag: part.text or "" for part in ElementTree.fromstring(response.text)}
    assert outer["MsgSignature"] == ENVELOPE.signature(outer["TimeStamp"], outer["Nonce"], outer["Encrypt"])
    inner = {part.tag: part.text or "" for part in ElementTree.fromstring(ENVELOPE.open(outer["Encrypt"]))}
    assert (inner["ToUserName"], inner["FromUserName"], inner["MsgType"]) == (OPENID, "gh_office", "text")
    return inner["Content"]


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


async def test_one_message_delivered_three_times_is_asked_once(client: AsyncClient, answerer: SlowAnswerer) -> None:
    body = text("低保在哪看", 4711)
    replies = await asyncio.gather(*(asked(client, body) for _ in range(3)))
    assert len(set(replies)) == 1 and "政府网站" in replies[0]
    assert answerer.asked == ["低保在哪看"]


async def test_a_late_answer_is_fetched_by_going_on(app: FastAPI, client: AsyncClient, answerer: SlowAnswerer) -> None:
    desk: Desk = app.state.wechat_callback.desk
    desk.answer_within, desk.held = 0.3, 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4712)
    assert [await asked(client, body) for _ in range(3)] == ["", "", words()["waiting"]]
    answerer.go_on.set()
    await asyncio.sleep(0.2)
    late = await asked(client, text("继续"))
    assert late.startswith(words()["late"].split("{")[0]) and "政府网站" in late
    assert await asked(client, text("继续")) == words()["nothing_waiting"]
    assert answerer.asked == ["低保在哪看"]


async def test_going_on_too_early_says_that_it_is_still_looked_for(
    app: FastAPI, client: AsyncClient, answerer: SlowAnswerer
) -> None:
    desk: Desk = app.state.wechat_callback.desk
    desk.answer_within, desk.held = 0.3, 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4714)
    assert [await asked(client, body) for _ in range(3)] == ["", "", words()["waiting"]]
    desk.answer_within = desk.held = 6.0
    assert await asked(client, text("继续")) == words()["waiting"]
    answerer.go_on.set()
    await desk.close()
    assert "政府网站" in await asked(client, text("继续"))


async def test_going_on_after_its_process_died_says_that_it_failed(app: FastAPI, client: AsyncClient) -> None:
    repository = app.state.services.database.repository
    began, person = repository.now(), PersonAnswers(app.state.services, TOKEN).person_of(OPENID)
    repository.now = lambda: began - LEASE_SECONDS - 1
    WechatInbox(repository).claim("4715", person)
    WechatInbox(repository).give_up_waiting("4715")
    repository.now = lambda: began
    assert await asked(client, text("继续")) == words()["failed"]


async def test_a_stalled_process_does_not_begin_its_own_question_again(
    app: FastAPI, client: AsyncClient, answerer: SlowAnswerer
) -> None:
    app.state.wechat_callback.desk.held = 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4716)
    assert await asked(client, body) == ""
    repository = app.state.services.database.repository
    began = repository.now()
    repository.now = lambda: began + LEASE_SECONDS + 1
    assert await asked(client, body) == ""
    answerer.go_on.set()
    await asyncio.sleep(0.2)
    assert len(answerer.conversations) == 1


async def test_a_failure_is_told_and_never_said_to_be_not_public(client: AsyncClient, answerer: SlowAnswerer) -> None:
    answerer.fails = True
    assert await asked(client, text("低保")) == words()["failed"]


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


async def test_a_message_whose_process_died_is_answered_by_the_next_delivery(
    tmp_path: Path, answerer: SlowAnswerer
) -> None:
    app = app_of(tmp_path, answerer)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client,
    ):
        body = text("低保在哪看", 4713)
        repository = app.state.services.database.repository
        began = repository.now()
        repository.now = lambda: began - LEASE_SECONDS - 1
        assert WechatInbox(repository).claim("4713", "the process that died").state == "mine"
        repository.now = lambda: began
        assert "政府网站" in await asked(client, body)
        assert answerer.asked == ["低保在哪看"]
