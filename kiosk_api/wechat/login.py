"""Who a mini program's user is: a keyed hash, for as long as the login lasts.

Protocol: 小程序登录 (``GET sns/jscode2session``). Of its answer only the openid is used, and only its hash is kept; the
session key is dropped at once.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from kiosk_api.errors import KioskError, TooManyRequests
from kiosk_api.services import Database, ServicesDep
from kiosk_api.storage.wechat_accounts import WechatAccounts
from kiosk_api.wechat.platform.client import PlatformClient, Reply
from kiosk_api.wechat.platform.errors import PlatformError, Refused

API = "sns/jscode2session"

Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, scheme_name="wechat", description="微信登录得到的 token")),
]

_BAD_CODE = frozenset({40029, 40163, 40226})
_TOO_OFTEN = 45011


class WechatLoginRefused(KioskError):
    """The code is wrong, used, too old or of another mini program; the platform refuses the user; or data is forged."""

    problem = "wechat_login_refused"


class WechatLoginNeeded(KioskError):
    """No living login."""

    problem = "wechat_login_needed"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class WechatNotSetUp(KioskError):
    """There is no mini program here."""

    problem = "wechat_not_set_up"


class WechatUnavailable(KioskError):
    """The platform does not answer, or not to this account."""

    problem = "wechat_unavailable"


class _Session(Reply):
    openid: str
    session_key: str


@dataclass(frozen=True, slots=True)
class UserData:
    """What ``wx.getUserInfo`` gave the mini program, and its signature."""

    raw: str
    signature: str


async def log_in(client: PlatformClient, database: Database, code: str, data: UserData | None = None) -> str:
    """A new opaque token for the user behind a ``wx.login`` code, good for ``LOGIN_SECONDS`` from its last use.

    With ``data`` its signature must be right. Raises WechatLoginRefused, TooManyRequests, WechatUnavailable.
    """
    query = {"js_code": code, "grant_type": "authorization_code"}
    try:
        session = await client.get(API, _Session, query)
    except Refused as error:
        if error.code in _BAD_CODE:
            raise WechatLoginRefused from None
        if error.code == _TOO_OFTEN:
            raise TooManyRequests(60) from None
        raise WechatUnavailable from error
    except PlatformError as error:
        raise WechatUnavailable from error
    if data is not None and not is_genuine(data, session.session_key):
        raise WechatLoginRefused
    person = person_of(client, session.openid)
    return await database.run(lambda repository: WechatAccounts(repository).log_in(person))


def is_genuine(data: UserData, session_key: str) -> bool:
    """Whether the signature is that of the data: 数据签名校验, ``sha1(rawData + session_key)``."""
    # SHA-1 is what the protocol says.
    right = hashlib.sha1((data.raw + session_key).encode("utf-8", "replace")).hexdigest()
    return hmac.compare_digest(right.encode(), data.signature.lower().encode("utf-8", "replace"))


def person_of(client: PlatformClient, openid: str) -> str:
    """The keyed hash of an openid. The key comes from the account's secret: whoever gets the database alone can try
    no openid, and with a new secret everybody logs in anew, which a mini program does by itself.
    """
    secret = client.account.secret.get_secret_value().encode()
    key = hmac.digest(secret, b"gongkai: openid", "sha256")
    return hmac.new(key, openid.encode(), "sha256").hexdigest()


async def known_person(key: Bearer, services: ServicesDep) -> str:
    """The keyed hash of the logged-in user, for routes that show a person their own; raises WechatLoginNeeded."""
    person = await _person(services.database, key.credentials) if key else None
    if person is None:
        raise WechatLoginNeeded
    return person


async def limit_person(request: Request, services: ServicesDep) -> None:
    """Counts a write against the user, where there is a login; one that has ended is none. Raises TooManyRequests."""
    # Read by hand: as a declared scheme it would stand in the document as if it were needed.
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return
    person = await _person(services.database, token)
    if person is not None:
        await services.limits.hit(services.limits.writes_by_person, person)


async def _person(database: Database, token: str) -> str | None:
    return await database.run(lambda repository: WechatAccounts(repository).person(token))
