"""Customer-service messages: an answer that came too late for the callback.

Protocol: 发送客服消息 (``POST cgi-bin/message/custom/send``); allowed for 48 hours after a citizen's message,
five of them for each.
"""

from __future__ import annotations

import structlog

from kiosk_api.wechat.platform.client import PlatformClient, Reply
from kiosk_api.wechat.platform.errors import PlatformError, Refused

API = "cgi-bin/message/custom/send"

EXPECTED = frozenset({43004, 45015, 45047, 48001})
"""Refusals that are nobody's mistake: no longer following, too long ago, too many, an account without the right."""


class CustomerMessages:
    """Sends in the name of the account that the citizen wrote to."""

    def __init__(self, client: PlatformClient) -> None:
        self._client = client

    async def send_text(self, openid: str, text: str) -> bool:
        """Whether the platform took it. False also where it did not say so in time: better twice than never.

        Never raises; no retry after a message that may have arrived.
        """
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        try:
            await self._client.ask(API, Reply, body, repeatable=False)
        except PlatformError as error:
            log = structlog.stdlib.get_logger(__name__)
            expected = isinstance(error, Refused) and error.code in EXPECTED
            (log.info if expected else log.warning)("customer_message_not_sent", reason=str(error))
            return False
        return True


class NoCustomerMessages:
    """Stands in where the account may not send any, or is not to."""

    async def send_text(self, openid: str, text: str) -> bool:  # noqa: ARG002
        """Always False."""
        return False
