"""The tables of the WeChat callback. Times are seconds since 1970 (UTC). A citizen is a keyed hash of an openid."""

from __future__ import annotations

from sqlalchemy import Boolean, Double, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kiosk_api.storage.tables import Base


class WechatMessageRow(Base):
    """A delivered message that is being answered, or was a moment ago; the question itself is not kept.

    ``reply`` is the answer's text once there is one; ``late`` says that no delivery waits for it any more.
    """

    __tablename__ = "wechat_messages"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    person: Mapped[str] = mapped_column(String(64), index=True)
    deliveries: Mapped[int] = mapped_column(Integer)
    leased_until: Mapped[float] = mapped_column(Double)
    reply: Mapped[str | None] = mapped_column(Text)
    late: Mapped[bool] = mapped_column(Boolean)
    expires_at: Mapped[float] = mapped_column(Double, index=True)


class WechatPersonRow(Base):
    """Whose conversation is whose, while it lives."""

    __tablename__ = "wechat_people"

    person: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(64))
    expires_at: Mapped[float] = mapped_column(Double, index=True)
