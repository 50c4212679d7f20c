"""A small WeChat platform that is served over real HTTP: its tokens run out, its quotas are used up, it fails by plan.

Written from the public documentation (developers.weixin.qq.com), not from the product's code. Its other half, the one
that calls back with citizens' messages, is ``simulated_callback.py``.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN_LENGTH = 512
OVERLAP_SECONDS = 300
MESSAGES_PER_QUESTION = 5
JPEG = b"\xff\xd8\xff\xe0 a small picture \xff\xd9"

Reply = dict[str, Any] | Response


class Errcode(Exception):
    """What the platform answers instead."""

    def __init__(self, code: int, message: str = "simulated") -> None:
        self.reply = {"errcode": code, "errmsg": f"{message} rid: 65f0-simulated"}


@dataclass
class Call:
    """A request as it arrived."""

    api: str
    body: dict[str, Any]
    raw: bytes
    query: dict[str, str]


@dataclass
class SimulatedPlatform:
    """The platform's state, which a test reads and changes while it is being served.

    ``plan[api]`` is what the next calls of an api get: an errcode, ``hang`` (acts, but answers too late),
    ``break`` (HTTP 502), ``garbage``, or ``ok``.
    """

    secrets: dict[str, str] = field(default_factory=dict)
    token_seconds: float = 7_200
    codes: dict[str, str] = field(default_factory=dict)
    consents: Counter[tuple[str, str]] = field(default_factory=Counter)
    pages: set[str] = field(default_factory=set)
    risky_words: dict[str, str] = field(default_factory=dict)
    listed_addresses: set[str] | None = None
    customer_messages_allowed: bool = True
    slow_seconds: float = 0.0
    hang_seconds: float = 2.0

    plan: dict[str, deque[int | str]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[Call] = field(default_factory=list)
    delivered: list[tuple[str, str]] = field(default_factory=list)
    subscribed: list[dict[str, Any]] = field(default_factory=list)
    session_keys: dict[str, str] = field(default_factory=dict)
    _tokens: dict[str, tuple[str, float]] = field(default_factory=dict)
    _current: dict[str, str] = field(default_factory=dict)
    _heard: dict[str, float] = field(default_factory=dict)
    _left: Counter[str] = field(default_factory=Counter)

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(routes=[Route("/{api:path}", self._serve, methods=["GET", "POST"])])

    def heard(self, openid: str) -> None:
        """A citizen wrote: five messages may be sent to them in 48 hours."""
        self._heard[openid] = time.time()
        self._left[openid] = MESSAGES_PER_QUESTION

    def end_tokens(self) -> None:
        """Every token given out so far is worth nothing from now on."""
        self._tokens.clear()
        self._current.clear()

    def count(self, api: str) -> int:
        """How often an api was called."""
        return sum(call.api == api for call in self.calls)

    async def _serve(self, request: Request) -> Response:
        api, raw = request.path_params["api"], await request.body()
        body = json.loads(raw) if raw else {}
        query = dict(request.query_params)
        self.calls.append(Call(api, body, raw, query))
        planned = self.plan[api].popleft() if self.plan[api] else "ok"
        if self.slow_seconds:
            await asyncio.sleep(self.slow_seconds)
        try:
            if isinstance(planned, int):
                raise Errcode(planned)
            if planned == "break":
                return Response("<html>502 Bad Gateway</html>", 502)
            reply = self._handlers()[api](body, query, request.client.host if request.client else "")
        except KeyError:
            reply = Errcode(40066).reply
        except Errcode as error:
            reply = error.reply
        if planned == "hang":
            await asyncio.sleep(self.hang_seconds)
        if planned == "garbage":
            return Response("{not json")
        return reply if isinstance(reply, Response) else JSONResponse(reply)

    def _handlers(self) -> dict[str, Callable[[dict[str, Any], dict[str, str], str], Reply]]:
        return {
            "cgi-bin/stable_token": self._stable_token,
            "sns/jscode2session": self._session,
            "cgi-bin/message/custom/send": self._with_token(self._customer_message),
            "cgi-bin/message/subscribe/send": self._with_token(self._subscribe_message),
            "wxa/getwxacodeunlimit": self._with_token(self._code),
            "wxa/msg_sec_check": self._with_token(self._check),
            "cgi-bin/openapi/quota/get": self._with_token(self._quota),
        }

    def _stable_token(self, body: dict[str, Any], _: dict[str, str], address: str) -> Reply:
        self._prove(body["appid"], body["secret"])
        if self.listed_addresses is not None and address not in self.listed_addresses:
            raise Errcode(40164, f"invalid ip {address} ipv6 ::ffff:{address}, not in whitelist")
        now, appid = time.time(), body["appid"]
        token = self._current.get(appid, "")
        if body["grant_type"] != "client_credential":
            raise Errcode(40002)
        if (
            not token
            or body.get("force_refresh")
            or self._tokens[token][1] - now < min(OVERLAP_SECONDS, self.token_seconds / 2)
        ):
            token = secrets.token_hex(TOKEN_LENGTH // 2)
            self._tokens[token] = (appid, now + self.token_seconds)
            self._current[appid] = token
        return {"access_token": token, "expires_in": int(self._tokens[token][1] - now)}

    def _session(self, _: dict[str, Any], query: dict[str, str], __: str) -> Reply:
        self._prove(query["appid"], query["secret"])
        openid = self.codes.get(query["js_code"])
        if openid is None or query["grant_type"] != "authorization_code":
            raise Errcode(40029, "invalid code")
        if openid == "used":
            raise Errcode(40163, "code been used")
        self.codes[query["js_code"]] = "used"
        self.heard(openid)
        return {
            "openid": openid,
            "session_key": self.session_keys.get(openid, "c2Vzc2lvbi1rZXktMTIzNA=="),
            "unionid": "u",
        }

    def _prove(self, appid: str, secret: str) -> None:
        if appid not in self.secrets:
            raise Errcode(40013, "invalid appid")
        if self.secrets[appid] != secret:
            raise Errcode(40125, "invalid appsecret")

    def _with_token(self, handle: Callable[[dict[str, Any]], Reply]) -> Callable[..., Reply]:
        def checked(body: dict[str, Any], query: dict[str, str], _: str) -> Reply:
            appid, expires = self._tokens.get(query.get("access_token", ""), ("", 0.0))
            if not appid:
                raise Errcode(40001, "invalid credential, access_token is invalid or not latest")
            if expires < time.time():
                raise Errcode(42001, "access_token expired")
            return handle(body)

        return checked

    def _customer_message(self, body: dict[str, Any]) -> Reply:
        openid = body["touser"]
        if not self.customer_messages_allowed:
            raise Errcode(48001, "api unauthorized")
        if time.time() - self._heard.get(openid, 0.0) > 48 * 3_600:
            raise Errcode(45015, "response out of time limit or subscription is canceled")
        if self._left[openid] <= 0:
            raise Errcode(45047, "out of response count limit")
        self._left[openid] -= 1
        self.delivered.append((openid, body["text"]["content"]))
        return {"errcode": 0, "errmsg": "ok"}

    def _subscribe_message(self, body: dict[str, Any]) -> Reply:
        key = (body["touser"], body["template_id"])
        if self.consents[key] <= 0:
            raise Errcode(43101, "user refuse to accept the msg")
        for name, value in body["data"].items():
            if name.startswith("thing") and len(value["value"]) > 20:
                raise Errcode(47003, f"argument invalid! data.{name}.value is invalid")
        self.consents[key] -= 1
        self.subscribed.append(body)
        return {"errcode": 0, "errmsg": "ok", "msgid": 1}

    def _code(self, body: dict[str, Any]) -> Reply:
        if not 1 <= len(body["scene"]) <= 32 or re.search(r"[^0-9A-Za-z!#$&'()*+,/:;=?@._~-]", body["scene"]):
            raise Errcode(40169, "invalid length for scene, or the data is not json string")
        if body.get("check_path", True) and body.get("page", "") not in {"", *self.pages}:
            raise Errcode(41030, "invalid page")
        return Response(JPEG, media_type="image/jpeg")

    def _check(self, body: dict[str, Any]) -> Reply:
        if time.time() - self._heard.get(body["openid"], 0.0) > 2 * 3_600:
            raise Errcode(61010, "code is expired")
        if body["version"] != 2 or body["scene"] not in {1, 2, 3, 4} or len(body["content"]) > 2_500:
            raise Errcode(47001)
        found = next((verdict for word, verdict in self.risky_words.items() if word in body["content"]), "pass")
        return {"errcode": 0, "errmsg": "ok", "result": {"suggest": found, "label": 100 if found == "pass" else 20006}}

    def _quota(self, body: dict[str, Any]) -> Reply:
        api = body["cgi_path"].removeprefix("/")
        if api not in self._handlers():
            raise Errcode(76021, "cgi_path not found, please check")
        if api.endswith("custom/send") and not self.customer_messages_allowed:
            raise Errcode(48001, "api unauthorized")
        used = self.count(api)
        return {"errcode": 0, "errmsg": "ok", "quota": {"daily_limit": 500_000, "used": used, "remain": 500_000 - used}}
