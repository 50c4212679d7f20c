"""Signing in and out. The session's cookie is for this API alone and no script can read it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin import signing_in
from kiosk_api.admin.access import COOKIE, SessionDep, Token, csrf_token, refuse_foreign
from kiosk_api.admin.staff import ROLE_NAMES, Role, Staff
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.limits import address_key
from kiosk_api.services import Services, ServicesDep, limit_writes
from kiosk_api.storage.staff_sessions import LIFE_SECONDS

router = APIRouter(prefix="/api/v1/admin/session")
_WRITES = [Depends(limit_writes)]
Password = Annotated[WellFormed, Field(min_length=1, max_length=1_000)]


class Credentials(BaseModel):
    """Name and password."""

    model_config = ConfigDict(extra="forbid")

    name: WellFormed = Field(min_length=1, max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")
    password: Password


class OwnPassword(BaseModel):
    """The present password and the one wanted."""

    model_config = ConfigDict(extra="forbid")

    present: Password
    wanted: Password


class Person(BaseModel):
    """Somebody who may sign in."""

    id: str
    name: str
    role: Role
    role_name: str
    agency: str

    @classmethod
    def of(cls, staff: Staff) -> Person:
        """As the console shows a person."""
        return cls(id=staff.id, name=staff.name, role=staff.role, role_name=ROLE_NAMES[staff.role], agency=staff.agency)


class SignedIn(BaseModel):
    """Who is signed in; ``csrf_token`` goes along with every change, in ``X-CSRF-Token``."""

    staff: Person
    csrf_token: str
    two_person_rule: bool = Field(description="编辑的改动要另一位审核人同意才生效")


@router.post("", responses=problems(400, 401, 403, 413, 422, 429, 503), dependencies=_WRITES)
async def sign_in(
    request: Request, response: Response, entered: Credentials, services: ServicesDep, token: Token = None
) -> SignedIn:
    """登录。登录以后编号（会话）一定是新的；失败多次要等一会儿。"""
    refuse_foreign(request, services.settings.public_url)
    fresh, account = await signing_in.sign_in(services, entered.name, entered.password, _address(request), token)
    return _signed_in(request, response, services, account.staff, fresh)


@router.get("", responses=problems(401, 503))
async def whoami(session: SessionDep, services: ServicesDep, token: Token = None) -> SignedIn:
    """现在登录的是谁。"""
    return _view(services, session.staff, token or "")


@router.delete("", status_code=204, responses=problems(401, 403, 429, 503), dependencies=_WRITES)
async def sign_out(
    request: Request, response: Response, session: SessionDep, services: ServicesDep, token: Token = None
) -> None:
    """退出登录。"""
    await signing_in.sign_out(services, session.staff, token or "")
    _set_cookie(request, response, services, "", 0)


@router.post("/password", responses=problems(400, 401, 403, 413, 422, 429, 503), dependencies=_WRITES)
async def change_password(
    request: Request, response: Response, session: SessionDep, entered: OwnPassword, services: ServicesDep
) -> SignedIn:
    """改自己的密码；别处的登录全部结束。"""
    address = _address(request)
    fresh = await signing_in.change_own_password(services, session.staff, entered.present, entered.wanted, address)
    return _signed_in(request, response, services, session.staff, fresh)


def _signed_in(request: Request, response: Response, services: Services, staff: Staff, token: str) -> SignedIn:
    _set_cookie(request, response, services, token, int(LIFE_SECONDS))
    return _view(services, staff, token)


def _view(services: Services, staff: Staff, token: str) -> SignedIn:
    rule = services.settings.two_person_rule
    return SignedIn(staff=Person.of(staff), csrf_token=csrf_token(token), two_person_rule=rule)


def _set_cookie(request: Request, response: Response, services: Services, token: str, seconds: int) -> None:
    secure = request.url.scheme == "https" or services.settings.public_url.startswith("https:")
    strict: Literal["strict"] = "strict"
    response.set_cookie(
        COOKIE, token, max_age=seconds, path="/api/v1/admin", secure=secure, httponly=True, samesite=strict
    )


def _address(request: Request) -> str:
    return address_key(request.client.host if request.client else "")
