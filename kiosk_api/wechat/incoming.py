"""What WeChat delivers: a citizen's message or an event, as XML or as JSON.

Protocol: 接收普通消息, 接收事件推送 on developers.weixin.qq.com.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

Format = Literal["xml", "json"]

_DEEPEST = 4
"""``<xml><ScanCodeInfo><ScanType>`` is the deepest that the protocol has."""
_LONGEST_TEXT = 8_192


class MessageUnreadable(Exception):
    """A body that is no message of the protocol."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One delivery. ``key`` is the same in every delivery of one message; a citizen's words are in ``text`` alone."""

    format: Format
    to: str
    openid: str
    kind: str
    """``text``, ``event``, ``image``, ``voice``…"""
    text: str = ""
    event: str = ""
    event_key: str = ""
    message_id: str = ""
    created: str = ""

    @property
    def key(self) -> str:
        """MsgId of a message (not always a number); sender, time and name of an event, which has none."""
        return self.message_id or f"{self.openid}|{self.created}|{self.event}"


def read_fields(body: bytes) -> tuple[Format, dict[str, str]]:
    """The top level's fields as text; raises MessageUnreadable for anything hostile, broken or too deep."""
    start = body.lstrip()[:1]
    if start == b"{":
        return "json", _json(body)
    return "xml", _xml(body)


def incoming(form: Format, fields: Mapping[str, str]) -> Incoming:
    """The message of the fields; raises MessageUnreadable without sender or kind."""
    openid, kind = fields.get("FromUserName", ""), fields.get("MsgType", "").lower()
    if not openid or not kind or len(openid) > 128:
        raise MessageUnreadable("FromUserName")
    return Incoming(
        format=form,
        to=fields.get("ToUserName", ""),
        openid=openid,
        kind=kind,
        text=fields.get("Content", "")[:_LONGEST_TEXT],
        event=fields.get("Event", "").lower(),
        event_key=fields.get("EventKey", "")[:256],
        message_id=fields.get("MsgId", "")[:128],
        created=fields.get("CreateTime", "")[:32],
    )


def _xml(body: bytes) -> dict[str, str]:
    try:
        root: Element = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise MessageUnreadable(type(error).__name__) from None
    if root.tag != "xml" or _depth(root) > _DEEPEST:
        raise MessageUnreadable("xml")
    return {part.tag: part.text or "" for part in root}


def _depth(root: Element) -> int:
    depth, level = 0, [root]
    while level and depth <= _DEEPEST:
        depth, level = depth + 1, [child for part in level for child in part]
    return depth


def _json(body: bytes) -> dict[str, str]:
    try:
        fields = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise MessageUnreadable(type(error).__name__) from None
    if not isinstance(fields, dict):
        raise MessageUnreadable("json")
    return {name: str(value) for name, value in fields.items() if isinstance(value, str | int)}
