"""The tables of the WeChat accounts. Times are seconds since 1970 (UTC), days are ISO dates in China."""

from __future__ import annotations

from sqlalchemy import Double, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk_api.storage.tables import Base


class WechatTokenRow(Base):
    """The access token of an account, shared by all processes."""

    __tablename__ = "wechat_tokens"

    appid: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[float] = mapped_column(Double)


class WechatCallRow(Base):
    """How often an api of the platform was called on a day, and how often in vain."""

    __tablename__ = "wechat_calls"

    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    account: Mapped[str] = mapped_column(String(16), primary_key=True)
    api: Mapped[str] = mapped_column(String(64), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    failures: Mapped[int] = mapped_column(Integer)


class WechatLoginRow(Base):
    """A signed-in mini program: hash of its token, keyed hash of the openid. Neither can be turned back."""

    __tablename__ = "wechat_logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[float] = mapped_column(Double, index=True)
