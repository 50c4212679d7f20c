"""Makes the accounts of the settings ready: what is not set up is not there, and nothing calls for it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
from pydantic import SecretStr

from kiosk_api.settings import Settings
from kiosk_api.wechat.outbox import ContentCheck, Outbox
from kiosk_api.wechat.platform.client import Account, PlatformClient
from kiosk_api.wechat.platform.content_check import NoContentCheck, PlatformContentCheck
from kiosk_api.wechat.platform.customer import CustomerMessages, NoCustomerMessages
from kiosk_api.wechat.platform.sharing import DatabaseSharing
from kiosk_api.wechat.platform.transport import Transport

if TYPE_CHECKING:
    from kiosk_api.services import Database
    from kiosk_api.wechat.platform.redis_tokens import RedisTokens

OFFICIAL, MINIPROGRAM = "official", "miniprogram"


class SecretUnreadable(Exception):
    """The file that a secret is to be read from; the message says in Chinese which setting."""


@dataclass(frozen=True, slots=True)
class Platform:
    """The official account, whose callback is answered, and the mini program, which logs in. None: not set up."""

    official: PlatformClient | None
    miniprogram: PlatformClient | None
    outbox: Outbox
    content_check: ContentCheck
    http: httpx.AsyncClient
    redis: RedisTokens | None

    @property
    def is_set_up(self) -> bool:
        """Whether there is any account at all."""
        return self.official is not None or self.miniprogram is not None

    async def close(self) -> None:
        """Lets the connections go."""
        await self.http.aclose()
        if self.redis is not None:
            await self.redis.close()


def open_platform(settings: Settings, database: Database) -> Platform:
    """The accounts of the settings; nothing is called yet. Raises SecretUnreadable."""
    http = httpx.AsyncClient(
        base_url=settings.wechat_api_url,
        timeout=settings.wechat_api_seconds,
        limits=httpx.Limits(max_connections=64, max_keepalive_connections=16),
    )
    sharing = DatabaseSharing(database)
    redis = _redis(settings.redis_url) if settings.redis_url else None
    clients: dict[str, PlatformClient] = {}
    for account in accounts(settings):
        transport = Transport(account.label, http, sharing, settings.wechat_daily_calls)
        clients[account.label] = PlatformClient(account, transport, redis or sharing, settings.wechat_api_seconds)
    official = clients.get(OFFICIAL)
    messages = official if settings.wechat_customer_messages else None
    check = official if settings.wechat_content_check != "off" else None
    return Platform(
        official=official,
        miniprogram=clients.get(MINIPROGRAM),
        outbox=CustomerMessages(messages) if messages else NoCustomerMessages(),
        content_check=PlatformContentCheck(check, blocks=settings.wechat_content_check == "block")
        if check
        else NoContentCheck(),
        http=http,
        redis=redis,
    )


def accounts(settings: Settings) -> list[Account]:
    """The accounts that have both AppID and secret; raises SecretUnreadable."""
    official = read_secret("WECHAT_APP_SECRET", settings.wechat_app_secret, settings.wechat_app_secret_file)
    mini = read_secret(
        "WECHAT_MINIPROGRAM_SECRET", settings.wechat_miniprogram_secret, settings.wechat_miniprogram_secret_file
    )
    known = ((OFFICIAL, settings.wechat_appid, official), (MINIPROGRAM, settings.wechat_miniprogram_appid, mini))
    return [Account(label, appid, secret) for label, appid, secret in known if appid and secret]


def read_secret(name: str, value: SecretStr | None, file: Path | None) -> SecretStr | None:
    """A secret from its setting or else from its file, without surrounding space; raises SecretUnreadable."""
    if value is not None and value.get_secret_value().strip():
        return SecretStr(value.get_secret_value().strip())
    if file is None:
        return None
    try:
        text = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SecretUnreadable(f"读不了 GONGKAI_{name}_FILE 指的文件：{type(error).__name__}") from None
    return SecretStr(text) if text else None


def _redis(url: str) -> RedisTokens:
    # Loading the package takes a tenth of a second that a service without Redis does not have to wait.
    from kiosk_api.wechat.platform.redis_tokens import RedisTokens

    return RedisTokens(url)
