"""Accounts that the simulated platform knows, and the product's side of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from pydantic import SecretStr

from kiosk_api.services import Database
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.wechat.platform.client import PlatformClient
from kiosk_api.wechat.platform.opening import Platform, open_platform
from tests.serving import Server, serving
from tests.wechat.simulator import SimulatedPlatform

OFFICIAL, MINI = "wx5823bf96d3bd56c7", "wx4f4bc4dec97d474b"
SECRET, MINI_SECRET = "official-secret-0123456789abcdef", "miniprogram-secret-0123456789abcd"
TOKEN = "gongkaiTOKEN2026"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
CALLBACK = "/wechat/callback"
OPENID = "oABCD-the-openid-of-citizen-1"


def new_platform() -> SimulatedPlatform:
    """A platform with both accounts."""
    return SimulatedPlatform(secrets={OFFICIAL: SECRET, MINI: MINI_SECRET})


@contextmanager
def served(platform: SimulatedPlatform) -> Iterator[Server]:
    """The platform on a free port."""
    with serving(platform.app()) as server:
        yield server


def wechat_settings(folder: Path, url: str, **more: object) -> Settings:
    """Both accounts set up, everything switched on."""
    values = {
        "database_url": f"sqlite:///{folder}/gongkai.db",
        "rasa_url": "",
        "speech": "off",
        "wechat_appid": OFFICIAL,
        "wechat_app_secret": SecretStr(SECRET),
        "wechat_miniprogram_appid": MINI,
        "wechat_miniprogram_secret": SecretStr(MINI_SECRET),
        "wechat_customer_messages": True,
        "wechat_content_check": "block",
        "wechat_api_url": url,
        "wechat_api_seconds": 2.0,
        **more,
    }
    return Settings.model_validate(values)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Platform]:
    """The product's side, as one process of several would have it."""
    engine = open_database(settings.database_url)
    upgrade(engine)
    platform = open_platform(settings, Database(Repository(engine, 60)))
    try:
        yield platform
    finally:
        await platform.close()
        engine.dispose()


def official(platform: Platform) -> PlatformClient:
    """The official account's client."""
    assert platform.official is not None
    return platform.official
