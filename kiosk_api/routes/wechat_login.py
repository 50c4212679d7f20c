"""Who a mini program's user is, without knowing who: a login gives an opaque token. Asking needs none."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.services import ServicesDep, limit_writes
from kiosk_api.storage.wechat_accounts import LOGIN_SECONDS, WechatAccounts
from kiosk_api.wechat.login import Bearer, UserData, WechatNotSetUp, known_person, log_in

router = APIRouter(prefix="/api/v1/wechat/login", tags=["微信"], dependencies=[Depends(limit_writes)])


class SignedData(BaseModel):
    """``rawData`` and ``signature`` as ``wx.getUserInfo`` gives them; checked, not kept."""

    model_config = ConfigDict(strict=True, extra="forbid")

    raw: WellFormed = Field(min_length=1, max_length=2_000, description="rawData，原样")
    signature: str = Field(min_length=40, max_length=40, pattern="^[0-9A-Fa-f]+$", description="signature")


class Login(BaseModel):
    """What ``wx.login`` gave."""

    model_config = ConfigDict(strict=True, extra="forbid")

    code: str = Field(min_length=1, max_length=128, pattern="^[A-Za-z0-9_-]+$", description="wx.login 的 code")
    data: SignedData | None = Field(None, description="要核对签名的用户数据；可以不给，不保存")


class LoggedIn(BaseModel):
    """The login; it says nothing about who it is."""

    token: str = Field(description="放在 Authorization: Bearer 里；只给这一次")
    expires_in: int = Field(description="多少秒不用就过期")


@router.post("", status_code=201, responses=problems(400, 401, 404, 413, 422, 429, 503))
async def wechat_login(login: Login, services: ServicesDep) -> LoggedIn:
    """小程序登录：用 wx.login 的 code 换一个不透露身份的 token。不登录也能提问。"""
    client = services.wechat.miniprogram
    if client is None:
        raise WechatNotSetUp
    data = UserData(login.data.raw, login.data.signature) if login.data else None
    token = await log_in(client, services.database, login.code, data)
    return LoggedIn(token=token, expires_in=int(LOGIN_SECONDS))


@router.delete("", status_code=204, responses=problems(401, 429, 503), dependencies=[Depends(known_person)])
async def wechat_logout(key: Bearer, services: ServicesDep) -> None:
    """退出登录：token 马上作废。"""
    if key is not None:
        await services.database.run(lambda repository: WechatAccounts(repository).log_out(key.credentials))
