"""Sends one request to the platform: again with growing pauses within a budget of seconds, counted, or not at all."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk_api.wechat.platform.circuit import Circuit
from kiosk_api.wechat.platform.errors import (
    BUSY,
    NOT_ALLOWED_FROM_HERE,
    NoAnswer,
    NotCalled,
    PlatformError,
    Refused,
    own_address,
)

FIRST_PAUSE = 0.2
"""Seconds before the second try, doubled each time, give or take half of it."""

_NOT_ARRIVED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


class CallCounts(Protocol):
    """Counts the calls of a day by account and api, for all processes; never raises."""

    async def add(self, account: str, api: str) -> int:
        """One call more; how many it is today, 0 where that is not known."""

    async def failed(self, account: str, api: str) -> None:
        """The call did not do what it was to do."""


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore")

    errcode: int = 0
    errmsg: str = ""


class Transport:
    """Requests of one account: ``label`` in the counts, ``daily_calls`` of each api at most, 0 for no limit."""

    def __init__(self, label: str, http: httpx.AsyncClient, counts: CallCounts, daily_calls: int = 0) -> None:
        """``http`` has the platform's address as its base."""
        self._label = label
        self._http = http
        self._counts = counts
        self._daily_calls = daily_calls
        self._circuit = Circuit()

    async def send(
        self, api: str, query: Mapping[str, str], body: Mapping[str, Any] | None, *, repeatable: bool, seconds: float
    ) -> bytes:
        """What the platform answers within so many seconds, free of errors; GET without a body. Raises PlatformError.

        What is not ``repeatable`` is tried again only if it was certainly not carried out.
        """
        deadline = asyncio.get_running_loop().time() + seconds
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._once(api, query, body, deadline)
            except PlatformError as error:
                wait = pause * random.uniform(0.5, 1.5)
                late = asyncio.get_running_loop().time() + wait >= deadline
                if late or not _worth_another(error, repeatable=repeatable):
                    raise
            await asyncio.sleep(wait)
            pause *= 2

    async def _once(self, api: str, query: Mapping[str, str], body: Mapping[str, Any] | None, deadline: float) -> bytes:
        if not self._circuit.allows():
            raise NotCalled(api, "resting")
        if 0 < self._daily_calls < await self._counts.add(self._label, api):
            raise NotCalled(api, "budget")
        try:
            answer = await self._exchange(api, query, body, deadline)
        except PlatformError as error:
            away = isinstance(error, NoAnswer) or (isinstance(error, Refused) and error.code == BUSY)
            self._circuit.failed() if away else self._circuit.succeeded()
            await self._counts.failed(self._label, api)
            raise
        self._circuit.succeeded()
        return answer

    async def _exchange(
        self, api: str, query: Mapping[str, str], body: Mapping[str, Any] | None, deadline: float
    ) -> bytes:
        # Escaped characters would be shown as they are: 客服消息 takes the text as it stands.
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = self._http.build_request(
            "GET" if body is None else "POST",
            api,
            params=dict(query),
            content=content,
            headers={"Content-Type": "application/json; charset=utf-8"} if content else None,
        )
        # Causes are dropped: what httpx raises knows the address, and that holds the token.
        try:
            async with asyncio.timeout_at(deadline):
                response = await self._http.send(request)
        except TimeoutError:
            raise NoAnswer(api, "late", arrived=True) from None
        except httpx.HTTPError as error:
            raise NoAnswer(api, type(error).__name__, arrived=not isinstance(error, _NOT_ARRIVED)) from None
        if response.status_code != httpx.codes.OK:
            raise NoAnswer(api, f"HTTP {response.status_code}", arrived=True)
        return _checked(api, response)


def _checked(api: str, response: httpx.Response) -> bytes:
    if response.content[:2] in {b"\xff\xd8", b"\x89P"}:
        return response.content
    try:
        told = _Told.model_validate_json(response.content)
    except ValidationError:
        raise NoAnswer(api, "no JSON", arrived=True) from None
    if told.errcode != 0:
        address = own_address(told.errmsg) if told.errcode == NOT_ALLOWED_FROM_HERE else ""
        raise Refused(api, told.errcode, address)
    return response.content


def _worth_another(error: PlatformError, *, repeatable: bool) -> bool:
    if isinstance(error, NoAnswer):
        return repeatable or not error.arrived
    return isinstance(error, Refused) and error.code == BUSY
