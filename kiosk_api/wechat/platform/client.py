"""Calls to the platform in the name of one account."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from kiosk_api.wechat.platform.access_token import AccessTokens, StoredToken, TokenStore
from kiosk_api.wechat.platform.errors import STALE_TOKEN, NoAnswer, Refused
from kiosk_api.wechat.platform.transport import Transport

TOKEN_API = "cgi-bin/stable_token"
QUOTA_API = "cgi-bin/openapi/quota/get"

R = TypeVar("R", bound=BaseModel)


class Reply(BaseModel):
    """An answer that says no more than that it is done."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class _Token(Reply):
    access_token: str
    expires_in: int


class Quota(Reply):
    """How often an api may be called today, and how often it was, as the platform counts."""

    daily_limit: int
    used: int
    remain: int


class _Quota(Reply):
    quota: Quota


@dataclass(frozen=True, slots=True)
class Account:
    """An official account or a mini program; ``label`` stands in figures: ``official`` or ``miniprogram``."""

    label: str
    appid: str
    secret: SecretStr


class PlatformClient:
    """One account's calls, from one event loop. ``seconds`` for a call with its retries, unless it says less."""

    def __init__(self, account: Account, transport: Transport, store: TokenStore, seconds: float) -> None:
        self.account = account
        self._transport = transport
        self._seconds = seconds
        self._tokens = AccessTokens(account.appid, self._fetch_token, store)

    async def ask(
        self,
        api: str,
        model: type[R],
        body: Mapping[str, Any],
        *,
        repeatable: bool = True,
        seconds: float | None = None,
    ) -> R:
        """``POST api``; raises PlatformError.

        ``repeatable=False`` where a second call would be a second message: see ``Transport.send``.
        """
        reply = await self._with_token(api, body, repeatable=repeatable, seconds=seconds or self._seconds)
        return _parsed(api, model, reply)

    async def image(self, api: str, body: Mapping[str, Any]) -> bytes:
        """``POST api`` that answers with a picture (JPEG or PNG); raises PlatformError."""
        picture = await self._with_token(api, body, repeatable=True, seconds=self._seconds)
        if picture.startswith(b"{"):
            raise NoAnswer(api, "no picture", arrived=True)
        return picture

    async def get(self, api: str, model: type[R], query: Mapping[str, str]) -> R:
        """``GET api`` with appid and secret, for a call that takes no token; raises PlatformError."""
        known = {"appid": self.account.appid, "secret": self.account.secret.get_secret_value(), **query}
        reply = await self._transport.send(api, known, None, repeatable=False, seconds=self._seconds)
        return _parsed(api, model, reply)

    async def check_token(self) -> None:
        """Raises PlatformError when there is no access token to be had."""
        await self._tokens.current()

    async def quota(self, api: str) -> Quota:
        """The platform's own count of an api (查询API调用额度); raises PlatformError."""
        return (await self.ask(QUOTA_API, _Quota, {"cgi_path": f"/{api}"})).quota

    async def _with_token(self, api: str, body: Mapping[str, Any], *, repeatable: bool, seconds: float) -> bytes:
        deadline = asyncio.get_running_loop().time() + seconds
        token = await self._by(deadline, self._tokens.current())
        try:
            return await self._send(api, token, body, repeatable, deadline)
        except Refused as error:
            if error.code not in STALE_TOKEN:
                raise
        token = await self._by(deadline, self._tokens.after(token))
        return await self._send(api, token, body, repeatable, deadline)

    async def _send(self, api: str, token: str, body: Mapping[str, Any], repeatable: bool, deadline: float) -> bytes:
        left = deadline - asyncio.get_running_loop().time()
        return await self._transport.send(api, {"access_token": token}, body, repeatable=repeatable, seconds=left)

    async def _by(self, deadline: float, token: Coroutine[Any, Any, str]) -> str:
        try:
            async with asyncio.timeout_at(deadline):
                return await token
        except TimeoutError:
            raise NoAnswer(TOKEN_API, "late", arrived=False) from None

    async def _fetch_token(self) -> StoredToken:
        body = {
            "grant_type": "client_credential",
            "appid": self.account.appid,
            "secret": self.account.secret.get_secret_value(),
            "force_refresh": False,
        }
        asked = time.time()
        reply = await self._transport.send(TOKEN_API, {}, body, repeatable=True, seconds=self._seconds)
        found = _parsed(TOKEN_API, _Token, reply)
        return StoredToken(found.access_token, asked + found.expires_in)


def _parsed(api: str, model: type[R], reply: bytes) -> R:
    try:
        return model.model_validate_json(reply)
    except ValidationError:
        raise NoAnswer(api, "unexpected answer", arrived=True) from None
