"""The reply to a delivery: a text, in the form and under the cover in which the message came.

Protocol: 被动回复用户消息; the encrypted form in 消息加解密说明 (its JSON has the same capitalised names).
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk_api.wechat.crypto import Envelope, sign
from kiosk_api.wechat.incoming import Format, Incoming

NOTHING = "success"
"""Taken, and nothing to show now: the platform neither repeats the message nor complains to the citizen."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A response's body and media type."""

    body: str
    media_type: str


def passive(
    message: Incoming, text: str | None, token: str, envelope: Envelope | None, now: Callable[[], float] = time.time
) -> Reply:
    """The text as a reply to the message, encrypted with an envelope; None is ``success``."""
    if not text:
        return Reply(NOTHING, "text/plain")
    fields: dict[str, str | int] = {
        "ToUserName": message.openid,
        "FromUserName": message.to,
        "CreateTime": int(now()),
        "MsgType": "text",
        "Content": text,
    }
    plain = _written(fields, message.format)
    if envelope is None:
        return _reply(plain, message.format)
    sealed, stamp, nonce = envelope.seal(plain), int(now()), secrets.token_hex(8)
    cover: dict[str, str | int] = {
        "Encrypt": sealed,
        "MsgSignature": sign(token, str(stamp), nonce, sealed),
        "TimeStamp": stamp,
        "Nonce": nonce,
    }
    return _reply(_written(cover, message.format), message.format)


def _reply(body: str, form: Format) -> Reply:
    return Reply(body, "application/json" if form == "json" else "application/xml")


def _written(fields: dict[str, str | int], form: Format) -> str:
    if form == "json":
        return json.dumps(fields, ensure_ascii=False)
    parts = [f"<{name}>{value if isinstance(value, int) else _cdata(value)}</{name}>" for name, value in fields.items()]
    return f"<xml>{''.join(parts)}</xml>"


def _cdata(text: str) -> str:
    """The text as character data: what XML cannot hold is left out, its end mark is split in two."""
    allowed = "".join(letter for letter in text if letter in "\t\n" or " " <= letter <= "\ud7ff" or letter >= "\ue000")
    return "<![CDATA[" + allowed.replace("]]>", "]]]]><![CDATA[>") + "]]>"
