"""Who is signed in, and whether they may: the dependencies of every route under ``/api/v1/admin``.

A change has to carry the session's own token in ``X-CSRF-Token`` and must not come from a page of another site: the
cookie alone, which a browser sends by itself, changes nothing.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyCookie

from kiosk_api.admin.errors import ForeignRequest, RoleTooLow, SignInNeeded
from kiosk_api.admin.staff import ROLE_NAMES, Role, Staff
from kiosk_api.services import ServicesDep
from kiosk_api.storage.staff_sessions import Session, StaffSessions

COOKIE = "gongkai_staff"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = ("GET", "HEAD", "OPTIONS")
_TOKEN_LENGTH = 43
"""Of ``secrets.token_urlsafe(32)``."""

_cookie = APIKeyCookie(name=COOKIE, auto_error=False, description="登录以后得到的会话")
Token = Annotated[str | None, Security(_cookie)]
"""The session's token as the browser sent it; None without one."""


def csrf_token(session_token: str) -> str:
    """What a page of this session sends along with every change; worthless in any other session."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


def refuse_foreign(request: Request, public_url: str) -> None:
    """Raises ForeignRequest when the browser says that a page of another site sent this."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    own = {_host(str(request.base_url)), _host(public_url)} - {""}
    if site not in ("same-origin", "none") or (origin is not None and _host(origin) not in own):
        raise ForeignRequest


def _host(url: str) -> str:
    """Host and port; the scheme is left out, because a proxy in front may speak another one than the browser."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


async def living_session(request: Request, services: ServicesDep, token: Token = None) -> Session:
    """The session of this request; raises SignInNeeded, and ForeignRequest for a change without its token."""
    if token is None or len(token) != _TOKEN_LENGTH:
        raise SignInNeeded
    session = await services.database.run(lambda repository: StaffSessions(repository).find(token))
    if session is None:
        raise SignInNeeded
    if request.method not in _SAFE:
        refuse_foreign(request, services.settings.public_url)
        sent = request.headers.get(CSRF_HEADER, "")
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), csrf_token(token).encode()):
            raise ForeignRequest
    return session


SessionDep = Annotated[Session, Depends(living_session)]


def require(role: Role) -> Callable[[Session], Awaitable[Staff]]:
    """A dependency that gives the signed-in person; raises RoleTooLow unless they have this role or a higher one."""

    async def person(session: SessionDep) -> Staff:
        if not session.staff.role.may(role):
            raise RoleTooLow(ROLE_NAMES[role])
        return session.staff

    return person


ViewerDep = Annotated[Staff, Depends(require(Role.viewer))]
EditorDep = Annotated[Staff, Depends(require(Role.editor))]
ReviewerDep = Annotated[Staff, Depends(require(Role.reviewer))]
AdministratorDep = Annotated[Staff, Depends(require(Role.administrator))]
