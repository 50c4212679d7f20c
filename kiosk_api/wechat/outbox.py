"""What the callback needs of the platform; ``kiosk_api.wechat.platform`` has it."""

from __future__ import annotations

from typing import Protocol


class Outbox(Protocol):
    """Sends to a citizen who wrote before."""

    async def send_text(self, openid: str, text: str) -> bool:
        """Whether the platform took it; False when the account may not, or no more."""


class ContentCheck(Protocol):
    """Says what may be answered."""

    async def allowed(self, openid: str, text: str) -> bool:
        """Whether a text may be answered."""
