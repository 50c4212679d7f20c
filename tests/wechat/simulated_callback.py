"""The half of the simulated platform that calls back: what citizens write arrives signed, encrypted, up to three times.

Written from the public documentation (消息加解密说明, 接收普通消息), with cryptography of its own: product and simulator
check each other.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import itertools
import secrets
import struct
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import httpx
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

CUT_SECONDS = 5.0
DELIVERIES = 3
BLOCK = 32

Mode = Literal["plain", "compatible", "safe"]


class BadReply(AssertionError):
    """The platform would show 「该公众号提供的服务出现故障，请稍后再试」."""


@dataclass(frozen=True)
class Envelope:
    """Signs, encrypts and opens for one account; ``key`` is the EncodingAESKey, 43 characters."""

    token: str
    key: str
    appid: str

    def signature(self, *parts: str) -> str:
        """sha1 of the token and the parts, sorted."""
        return hashlib.sha1("".join(sorted((self.token, *parts))).encode()).hexdigest()

    def seal(self, message: str) -> str:
        """Random, length, message, appid; padded to 32 with the padding's own length; AES-256-CBC; base64."""
        text = message.encode()
        plain = secrets.token_bytes(16) + struct.pack("!I", len(text)) + text + self.appid.encode()
        missing = BLOCK - len(plain) % BLOCK
        encryptor = self._cipher().encryptor()
        sealed = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The message; raises BadReply for another account's, or padding that is none."""
        decryptor = self._cipher().decryptor()
        plain = decryptor.update(base64.b64decode(sealed, validate=True)) + decryptor.finalize()
        pad = plain[-1]
        if not 1 <= pad <= BLOCK or len(plain) % BLOCK or plain[-pad:] != bytes([pad]) * pad:
            raise BadReply("padding")
        (length,) = struct.unpack("!I", plain[16:20])
        message, appid = plain[20 : 20 + length], plain[20 + length : -pad]
        if appid.decode() != self.appid:
            raise BadReply("appid")
        return message.decode()

    def _cipher(self) -> Cipher[modes.CBC]:
        key = base64.b64decode(self.key + "=")
        return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


@dataclass(frozen=True)
class Asked:
    """What became of a message: the passive reply's text (None: empty or ``success``), after how many deliveries."""

    openid: str
    text: str
    passive: str | None
    deliveries: int
    seconds: float


class SimulatedCallback:
    """Delivers messages as WeChat does: cut after five seconds, at most three times, to one of the API's processes."""

    def __init__(
        self, addresses: Sequence[str], envelope: Envelope, *, mode: Mode = "safe", cut_seconds: float = CUT_SECONDS
    ) -> None:
        """``addresses`` are callback URLs; each delivery goes to the next, as behind a balancer."""
        self._addresses = itertools.cycle(addresses)
        self._envelope = envelope
        self._mode = mode
        self._cut = cut_seconds
        self._ids = itertools.count(int(time.time()) * 1_000_000)
        self._http = httpx.AsyncClient(
            limits=httpx.Limits(max_connections=None, keepalive_expiry=2), timeout=60, trust_env=False
        )

    async def close(self) -> None:
        """Lets the connections go."""
        await self._http.aclose()

    async def check_address(self) -> bool:
        """The check that the console makes when the address is saved."""
        stamp, nonce, echo = _stamp(), secrets.token_hex(5), secrets.token_hex(8)
        query = {
            "signature": self._envelope.signature(stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "echostr": echo,
        }
        answer = await self._http.get(next(self._addresses), params=query)
        return answer.status_code == 200 and answer.text == echo

    async def ask(self, openid: str, text: str, *, twice: bool = False) -> Asked:
        """A citizen writes. ``twice``: the network repeats the first delivery at once, though it is being answered."""
        message = _message(openid, text, next(self._ids))
        started = time.perf_counter()
        repeated = asyncio.create_task(self._deliver(openid, message)) if twice else None
        passive, deliveries = None, 0
        while deliveries < DELIVERIES:
            deliveries += 1
            try:
                passive = await self._deliver(openid, message)
                break
            except TimeoutError:
                continue
        seconds = time.perf_counter() - started
        if repeated is not None:
            # What the citizen sees of two answers to one message is one of them.
            await asyncio.gather(repeated, return_exceptions=True)
        return Asked(openid, text, passive, deliveries, seconds)

    async def _deliver(self, openid: str, message: str) -> str | None:
        stamp, nonce = _stamp(), secrets.token_hex(5)
        query = {
            "signature": self._envelope.signature(stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": openid,
        }
        body = message
        if self._mode != "plain":
            sealed = self._envelope.seal(message)
            query |= {"encrypt_type": "aes", "msg_signature": self._envelope.signature(stamp, nonce, sealed)}
            shown = message.removesuffix("</xml>") if self._mode == "compatible" else "<xml><ToUserName>gh</ToUserName>"
            body = f"{shown}<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        async with asyncio.timeout(self._cut):
            answer = await self._http.post(
                next(self._addresses), params=query, content=body.encode(), headers={"Content-Type": "text/xml"}
            )
        if answer.status_code != 200:
            raise BadReply(f"HTTP {answer.status_code}")
        return self._read(answer.text, openid)

    def _read(self, reply: str, openid: str) -> str | None:
        if reply in {"", "success"}:
            return None
        if self._mode != "plain":
            outer = dict(_fields(reply))
            sealed = outer["Encrypt"]
            if outer["MsgSignature"] != self._envelope.signature(outer["TimeStamp"], outer["Nonce"], sealed):
                raise BadReply("MsgSignature")
            reply = self._envelope.open(sealed)
        inner = dict(_fields(reply))
        if inner["ToUserName"] != openid or inner["MsgType"] != "text" or len(inner["Content"].encode()) > 2_048:
            raise BadReply(inner["MsgType"])
        return inner["Content"]


def _message(openid: str, text: str, message_id: int) -> str:
    return (
        f"<xml><ToUserName><![CDATA[gh_office]]></ToUserName><FromUserName><![CDATA[{openid}]]></FromUserName>"
        f"<CreateTime>{int(time.time())}</CreateTime><MsgType><![CDATA[text]]></MsgType>"
        f"<Content><![CDATA[{text}]]></Content><MsgId>{message_id}</MsgId></xml>"
    )


def _fields(xml: str) -> Iterator[tuple[str, str]]:
    for part in ElementTree.fromstring(xml):
        yield part.tag, part.text or ""


def _stamp() -> str:
    return str(int(time.time()))
