"""The platform's check of what citizens write, where the office wants it.

Protocol: 文本内容安全识别, version 2 (``POST wxa/msg_sec_check``); the citizen must have used the mini program in
the last two hours. When the check itself fails the question is answered: an outage silences nobody.
"""

from __future__ import annotations

from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict

from kiosk_api.wechat.platform.client import PlatformClient, Reply
from kiosk_api.wechat.platform.errors import PlatformError

API = "wxa/msg_sec_check"
LONGEST = 2_500
COMMENT = 2
"""The scene 评论, the nearest to a question: 1 资料, 2 评论, 3 论坛, 4 社交日志."""

SECONDS = 1.0
"""The whole answer has five."""


class _Verdict(BaseModel):
    model_config = ConfigDict(extra="ignore")

    suggest: Literal["pass", "review", "risky"]
    label: int = 100


class _Checked(Reply):
    result: _Verdict


class PlatformContentCheck:
    """Asks the platform; with ``blocks`` what it calls risky is turned down, else only counted in the log."""

    def __init__(self, client: PlatformClient, *, blocks: bool) -> None:
        self._client = client
        self._blocks = blocks

    async def allowed(self, openid: str, text: str) -> bool:
        """Whether the text may be answered; never raises. What only a person could judge (``review``) is answered."""
        log = structlog.stdlib.get_logger(__name__)
        body = {"version": 2, "openid": openid, "scene": COMMENT, "content": text[:LONGEST]}
        try:
            verdict = (await self._client.ask(API, _Checked, body, seconds=SECONDS)).result
        except PlatformError as error:
            log.warning("content_check_failed", reason=str(error))
            return True
        if verdict.suggest != "pass":
            log.info("content_check", suggest=verdict.suggest, label=verdict.label, blocked=self._blocks)
        return not (self._blocks and verdict.suggest == "risky")


class NoContentCheck:
    """Stands in where the check is off."""

    async def allowed(self, openid: str, text: str) -> bool:  # noqa: ARG002
        """Always True."""
        return True
