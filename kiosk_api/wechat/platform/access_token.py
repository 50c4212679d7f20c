"""The access token of an account: asked for once, kept for all processes, asked for again when it is refused.

Protocol: 获取稳定版接口调用凭据 (``POST cgi-bin/stable_token``). Asking again returns the same token until five minutes
before its end; then a new one comes while both hold, so a token just fetched holds for 300 seconds at least.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

MARGIN_SECONDS = 120.0
"""A token is not used in its last two minutes: below the 300 s that a new one holds, above any call's length."""


@dataclass(frozen=True, slots=True)
class StoredToken:
    """A token and when it ends (seconds since 1970); its value is shown nowhere."""

    value: str
    expires_at: float

    def __repr__(self) -> str:
        return f"StoredToken(expires_at={self.expires_at:.0f})"


class TokenStore(Protocol):
    """Where processes share tokens. A store that is away keeps nothing; it never raises."""

    async def load(self, appid: str) -> StoredToken | None: ...

    async def keep(self, appid: str, token: StoredToken) -> None: ...


class AccessTokens:
    """The token of one account, for callers of one event loop; ``fetch`` asks the platform and may raise."""

    def __init__(
        self,
        appid: str,
        fetch: Callable[[], Awaitable[StoredToken]],
        store: TokenStore,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._appid = appid
        self._fetch = fetch
        self._store = store
        self._now = now
        self._token: StoredToken | None = None
        self._refused = ""
        self._looking: asyncio.Task[StoredToken] | None = None

    async def current(self) -> str:
        """A token that holds; however many ask at once, the platform is asked once. Raises what ``fetch`` raises."""
        if self._token is not None and self._holds(self._token):
            return self._token.value
        if self._looking is None:
            self._looking = asyncio.create_task(self._look())
            self._looking.add_done_callback(self._looked)
        return (await asyncio.shield(self._looking)).value

    async def after(self, refused: str) -> str:
        """A token in the place of one that the platform refused; another process may have fetched it already."""
        if self._token is not None and self._token.value == refused:
            self._refused, self._token = refused, None
        return await self.current()

    async def _look(self) -> StoredToken:
        stored = await self._store.load(self._appid)
        if stored is None or not self._holds(stored) or stored.value == self._refused:
            stored = await self._fetch()
            await self._store.keep(self._appid, stored)
        self._token = stored
        return stored

    def _looked(self, task: asyncio.Task[StoredToken]) -> None:
        self._looking = None
        if not task.cancelled():
            # Read, so that nothing is reported where every caller has given up.
            task.exception()

    def _holds(self, token: StoredToken) -> bool:
        return token.expires_at - self._now() > MARGIN_SECONDS
