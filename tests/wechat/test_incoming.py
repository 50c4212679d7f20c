"""What may be delivered is read; what is hostile or broken is refused without a trace of its own."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.wechat.incoming import Incoming, MessageUnreadable, incoming, read_fields

TEXT = """<xml><ToUserName><![CDATA[gh_office]]></ToUserName><FromUserName><![CDATA[oABCD]]></FromUserName>
<CreateTime>1700000000</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[低保 <怎么> 申请]]></Content>
<MsgId>49d72d67-b7e5-4b4d-94c3_1555684067</MsgId></xml>"""
EVENT = """<xml><ToUserName>gh_office</ToUserName><FromUserName>oABCD</FromUserName><CreateTime>1700000000</CreateTime>
<MsgType>event</MsgType><Event>scancode_push</Event><EventKey>6</EventKey>
<ScanCodeInfo><ScanType>qrcode</ScanType><ScanResult>1</ScanResult></ScanCodeInfo></xml>"""


def read(body: str | bytes) -> Incoming:
    return incoming(*read_fields(body if isinstance(body, bytes) else body.encode()))


def test_a_text_is_read_word_for_word() -> None:
    message = read(TEXT)
    assert (message.kind, message.text, message.openid, message.to) == (
        "text",
        "低保 <怎么> 申请",
        "oABCD",
        "gh_office",
    )
    assert message.key == "49d72d67-b7e5-4b4d-94c3_1555684067"


def test_the_same_in_json() -> None:
    fields = {"ToUserName": "gh_office", "FromUserName": "oABCD", "CreateTime": 1700000000, "MsgType": "text"}
    message = read(json.dumps(fields | {"Content": "低保", "MsgId": 7}))
    assert (message.format, message.text, message.key) == ("json", "低保", "7")


def test_an_event_has_no_id_and_is_known_by_sender_time_and_name() -> None:
    message = read(EVENT)
    assert (message.event, message.event_key) == ("scancode_push", "6")
    assert message.key == "oABCD|1700000000|scancode_push"


ENTITY = '<!DOCTYPE xml [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><FromUserName>&e;</FromUserName></xml>'
BOMB = (
    '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"success",
        b"<xml>",
        b"<html><FromUserName>o</FromUserName><MsgType>text</MsgType></html>",
        ENTITY.encode(),
        BOMB.encode(),
        b"<xml>" + b"<a>" * 15_000 + b"</a>" * 15_000 + b"</xml>",
        b"[" * 60_000,
        b'{"a":' * 10_000,
        TEXT.encode("utf-16"),
        TEXT.encode("gb18030"),
        b'<?xml version="1.0" encoding="utf-99"?><xml/>',
        b'<?xml version="1.0" encoding="utf-8"?><xml>\xff\xfe</xml>',
        b"\x00\x01\x02",
        b"[1, 2]",
        b"<xml><MsgType>text</MsgType></xml>",
        b"<xml><FromUserName>" + b"o" * 500 + b"</FromUserName><MsgType>text</MsgType></xml>",
    ],
    ids=lambda body: repr(body[:24]),
)
def test_what_is_no_message_is_refused(body: bytes) -> None:
    if body == TEXT.encode("utf-16"):
        # With its byte order mark UTF-16 is XML as good as any.
        assert read(body).kind == "text"
        return
    with pytest.raises(MessageUnreadable):
        read(body)


@given(st.binary(max_size=2_000))
def test_noise_never_does_more_than_be_refused(noise: bytes) -> None:
    try:
        read(noise)
    except MessageUnreadable:
        return


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400))
def test_any_words_come_through_json(words: str) -> None:
    message = read(json.dumps({"FromUserName": "o", "MsgType": "text", "Content": words}))
    assert message.text == words
