"""The simulator itself: its cryptography against the platform's own sample, its deliveries against a clock."""

from __future__ import annotations

import asyncio
import xml.etree.ElementTree as ElementTree

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.serving import serving
from tests.wechat.simulated_callback import BadReply, Envelope, SimulatedCallback

# WXBizMsgCryptTest.java of the platform's sample code (cryptoDemo.zip), a plaintext padded by 19.
SAMPLE = Envelope("pamtest", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wxb11529c136998cb6")
SAMPLE_SEALED = "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
SAMPLE_TEXT = "我是中文abcd123"


class Echo:
    """A callback that answers a message at its n-th delivery, and hangs before."""

    def __init__(self, at_delivery: int, envelope: Envelope = SAMPLE) -> None:
        self.at_delivery = at_delivery
        self.envelope = envelope
        self.seen: list[str] = []

    def app(self) -> Starlette:
        return Starlette(routes=[Route("/", self.answer, methods=["POST"])])

    async def answer(self, request: Request) -> Response:
        outer = {part.tag: part.text or "" for part in ElementTree.fromstring(await request.body())}
        sealed, query = outer["Encrypt"], request.query_params
        assert query["msg_signature"] == SAMPLE.signature(query["timestamp"], query["nonce"], sealed)
        inner = {part.tag: part.text for part in ElementTree.fromstring(SAMPLE.open(sealed))}
        self.seen.append(f"{inner['MsgId']} {inner['Content']}")
        if len(self.seen) < self.at_delivery:
            await asyncio.sleep(1)
        reply = (
            f"<xml><ToUserName>{inner['FromUserName']}</ToUserName><MsgType>text</MsgType>"
            f"<Content>{len(self.seen)}</Content></xml>"
        )
        answer = self.envelope.seal(reply)
        signature = self.envelope.signature("1", "2", answer)
        return Response(
            f"<xml><Encrypt>{answer}</Encrypt><MsgSignature>{signature}</MsgSignature>"
            "<TimeStamp>1</TimeStamp><Nonce>2</Nonce></xml>"
        )


def test_it_opens_what_the_platform_s_sample_sealed() -> None:
    assert SAMPLE.open(SAMPLE_SEALED) == SAMPLE_TEXT
    for length in range(70):
        assert SAMPLE.open(SAMPLE.seal("字" * length)) == "字" * length


@pytest.mark.parametrize(("at_delivery", "deliveries", "passive"), [(1, 1, "1"), (3, 3, "3"), (4, 3, None)])
async def test_a_message_comes_up_to_three_times(at_delivery: int, deliveries: int, passive: str | None) -> None:
    echo = Echo(at_delivery)
    with serving(echo.app()) as server:
        callback = SimulatedCallback([server.url], SAMPLE, cut_seconds=0.4)
        asked = await callback.ask("citizen", "低保")
        await callback.close()
    assert (asked.deliveries, asked.passive) == (deliveries, passive)
    assert len(echo.seen) == deliveries
    assert len(set(echo.seen)) == 1


async def test_an_answer_of_another_account_is_none() -> None:
    echo = Echo(1, Envelope(SAMPLE.token, SAMPLE.key, "wx-another"))
    with serving(echo.app()) as server:
        callback = SimulatedCallback([server.url], SAMPLE)
        with pytest.raises(BadReply, match="appid"):
            await callback.ask("citizen", "低保")
        await callback.close()
