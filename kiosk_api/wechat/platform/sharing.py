"""What several API processes share through the database: access tokens, and how often each api was called today."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.storage.wechat_accounts import WechatAccounts
from kiosk_api.wechat.platform.access_token import StoredToken

if TYPE_CHECKING:
    from kiosk_api.services import Database

T = TypeVar("T")


class DatabaseSharing:
    """Token store and counts in the service's database. With the database away nothing is kept and nothing counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, appid: str) -> StoredToken | None:
        """The token some process has fetched."""
        found = await self._try(lambda accounts: accounts.token(appid))
        return StoredToken(*found) if found else None

    async def keep(self, appid: str, token: StoredToken) -> None:
        """Shows the token to the other processes."""
        await self._try(lambda accounts: accounts.keep_token(appid, token.value, token.expires_at))

    async def add(self, account: str, api: str) -> int:
        """One call more; how many it is today, 0 where that is not known."""
        return await self._try(lambda accounts: accounts.count_call(account, api)) or 0

    async def failed(self, account: str, api: str) -> None:
        """The call did not do what it was to do."""
        await self._try(lambda accounts: accounts.count_failure(account, api))

    async def _try(self, work: Callable[[WechatAccounts], T]) -> T | None:
        try:
            return await self._database.run(lambda repository: work(WechatAccounts(repository)))
        except SQLAlchemyError as error:
            structlog.stdlib.get_logger(__name__).warning("wechat_sharing_off", error=type(error).__name__)
            return None
