"""Access tokens shared through Redis. A module of its own: the redis package is only loaded where there is one."""

from __future__ import annotations

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from kiosk_api.wechat.platform.access_token import StoredToken


class RedisTokens:
    """Token store in Redis; with Redis away every process fetches for itself, and the platform gives all the same."""

    def __init__(self, url: str) -> None:
        self._redis: Redis = Redis.from_url(url, decode_responses=True, socket_timeout=1.0, socket_connect_timeout=1.0)

    async def load(self, appid: str) -> StoredToken | None:
        """The token some process has fetched."""
        try:
            found = await self._redis.hmget(_key(appid), ["value", "expires_at"])
        except RedisError as error:
            self._away(error)
            return None
        value, expires_at = found
        return StoredToken(str(value), float(expires_at)) if value and expires_at else None

    async def keep(self, appid: str, token: StoredToken) -> None:
        """Shows the token to the other processes until it ends."""
        try:
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(_key(appid), mapping={"value": token.value, "expires_at": token.expires_at})
                pipe.expireat(_key(appid), int(token.expires_at))
                await pipe.execute()
        except RedisError as error:
            self._away(error)

    async def close(self) -> None:
        """Lets the connections go."""
        await self._redis.aclose()

    def _away(self, error: RedisError) -> None:
        structlog.stdlib.get_logger(__name__).warning("wechat_sharing_off", error=type(error).__name__)


def _key(appid: str) -> str:
    return f"gongkai:wechat:token:{appid}"
