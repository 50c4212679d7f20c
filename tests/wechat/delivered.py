"""Messages as the platform delivers them to the service, and an answerer that can be held up."""

from __future__ import annotations

import asyncio
import secrets
import time
from pathlib import Path
from xml.etree import ElementTree

from fastapi import FastAPI
from httpx import AsyncClient, Response

from kiosk_api.app import create_app
from kiosk_api.models import Answer, ConversationState
from kiosk_api.settings import Settings
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
