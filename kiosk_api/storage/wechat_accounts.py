"""Tokens, counts and logins of the WeChat accounts in the database. Blocking, like the repository."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from kiosk_api.storage.repository import Repository
from kiosk_api.storage.tables import Base
from kiosk_api.storage.wechat_account_tables import WechatCallRow, WechatLoginRow, WechatTokenRow

LOGIN_SECONDS = 30 * 86_400.0
"""A login ends so long after it was last used."""

_TOUCH_SECONDS = 3_600.0
"""Use is written down this often at most."""

_CHINA = timezone(timedelta(hours=8))
"""The platform's counts begin anew at midnight in China."""

_KEPT_DAYS = 31


@dataclass(frozen=True, slots=True)
class Calls:
    """How often an api was called today, and how often in vain."""

    account: str
    api: str
    count: int
    failures: int


class WechatAccounts:
    """All access to these tables, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    def token(self, appid: str) -> tuple[str, float] | None:
        """The access token of an account and when it ends, or None."""
        query = select(WechatTokenRow.value, WechatTokenRow.expires_at).where(WechatTokenRow.appid == appid)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        return (row.value, row.expires_at) if row else None

    def keep_token(self, appid: str, value: str, expires_at: float) -> None:
        """Puts the token in the place of the one before."""
        values = {"value": value, "expires_at": expires_at}
        statement = self._insert(WechatTokenRow).values(appid=appid, **values)
        with self._engine.begin() as connection:
            connection.execute(statement.on_conflict_do_update(index_elements=["appid"], set_=values))

    def count_call(self, account: str, api: str) -> int:
        """One call more; how many it is today. The first one of a day clears days long past away."""
        table = WechatCallRow
        key = {"day": self._day(), "account": account, "api": api}
        more = (
            self._insert(table)
            .values(**key, count=1, failures=0)
            .on_conflict_do_update(index_elements=list(key), set_={"count": table.count + 1})
            .returning(table.count)
        )
        with self._engine.begin() as connection:
            count = connection.execute(more).scalar_one()
            if count == 1:
                connection.execute(delete(table).where(table.day < self._day(_KEPT_DAYS)))
        return count

    def count_failure(self, account: str, api: str) -> None:
        """The call counted last did not do what it was to do."""
        table = WechatCallRow
        this = (table.day == self._day(), table.account == account, table.api == api)
        with self._engine.begin() as connection:
            connection.execute(update(table).where(*this).values(failures=table.failures + 1))

    def calls_today(self) -> list[Calls]:
        """Today's counts of all processes."""
        table = WechatCallRow
        query = select(table.account, table.api, table.count, table.failures).where(table.day == self._day())
        with self._engine.connect().execution_options(reading=True) as connection:
            return [Calls(*row) for row in connection.execute(query)]

    def log_in(self, person: str) -> str:
        """A new login's token (256 bits, URL-safe), told this once; ended logins of anybody are cleared away."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        row = {"token_hash": _hash(token), "person": person, "expires_at": now + LOGIN_SECONDS}
        with self._engine.begin() as connection:
            connection.execute(delete(WechatLoginRow).where(WechatLoginRow.expires_at <= now))
            connection.execute(insert(WechatLoginRow).values(**row))
        return token

    def person(self, token: str) -> str | None:
        """Whose living login it is, noted as used; None where there is none."""
        now = self._now()
        table = WechatLoginRow
        mine = table.token_hash == _hash(token)
        query = select(table.person, table.expires_at).where(mine, table.expires_at > now)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if now + LOGIN_SECONDS - row.expires_at > _TOUCH_SECONDS:
            with self._engine.begin() as connection:
                connection.execute(update(table).where(mine).values(expires_at=now + LOGIN_SECONDS))
        return str(row.person)

    def log_out(self, token: str) -> None:
        """Ends a login; one that is not there is fine."""
        with self._engine.begin() as connection:
            connection.execute(delete(WechatLoginRow).where(WechatLoginRow.token_hash == _hash(token)))

    def _day(self, days_ago: int = 0) -> str:
        return (datetime.fromtimestamp(self._now(), _CHINA) - timedelta(days=days_ago)).date().isoformat()

    def _insert(self, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._engine.dialect.name == "sqlite" else postgresql.insert(table)


def _hash(token: str) -> str:
    # 256 random bits need no slow hash.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
