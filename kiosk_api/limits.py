"""Rate limits by moving window: reads and writes apart, by conversation, terminal, WeChat user and address."""

from __future__ import annotations

import ipaddress
import math
import time
from dataclasses import dataclass

import structlog
from anyio import to_thread
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import MovingWindowRateLimiter

from kiosk_api.errors import TooManyRequests
from kiosk_api.settings import Settings


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``per_minute`` hits of one key in any 60 seconds; 0 switches it off."""

    name: str
    per_minute: int


class RateLimits:
    """The limits of the settings, counted in this process or in Redis."""

    def __init__(self, settings: Settings) -> None:
        self.reads_by_address = Limit("reads-address", settings.reads_per_minute_address)
        self.writes_by_address = Limit("writes-address", settings.writes_per_minute_address)
        self.writes_by_conversation = Limit("writes-conversation", settings.writes_per_minute_conversation)
        self.writes_by_terminal = Limit("writes-terminal", settings.writes_per_minute_terminal)
        self.writes_by_person = Limit("writes-person", settings.writes_per_minute_person)
        self._remote = bool(settings.redis_url)
        storage = storage_from_string(settings.redis_url or "memory://", wrap_exceptions=True)
        self._limiter = MovingWindowRateLimiter(storage)

    async def hit(self, limit: Limit, key: str) -> None:
        """Counts one request; raises TooManyRequests. With Redis away nobody is turned down."""
        if limit.per_minute == 0:
            return
        try:
            wait = await to_thread.run_sync(self._wait, limit, key) if self._remote else self._wait(limit, key)
        except StorageError as error:
            structlog.stdlib.get_logger(__name__).warning("rate_limits_off", error=type(error.storage_error).__name__)
            return
        if wait is not None:
            raise TooManyRequests(wait)

    def _wait(self, limit: Limit, key: str) -> int | None:
        item = RateLimitItemPerMinute(limit.per_minute)
        if self._limiter.hit(item, limit.name, key):
            return None
        reset = self._limiter.get_window_stats(item, limit.name, key).reset_time
        return max(1, math.ceil(reset - time.time()))


def address_key(host: str) -> str:
    """What counts as one address: an IPv4 address, or an IPv6 /64, which is one line's worth."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host or "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
