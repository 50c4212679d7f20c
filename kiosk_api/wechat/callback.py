"""The callback's account: who may call, how a body is opened, and what answers it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from kiosk_api.services import Services
from kiosk_api.settings import Settings
from kiosk_api.wechat.answering import PersonAnswers
from kiosk_api.wechat.crypto import Envelope, EnvelopeRefused, is_signed
from kiosk_api.wechat.desk import Desk
from kiosk_api.wechat.incoming import Format, Incoming, MessageUnreadable, incoming, read_fields
from kiosk_api.wechat.passive import Reply, passive
from kiosk_api.wechat.platform.opening import read_secret


class CallbackRefused(Exception):
    """A call that is not the platform's, or a body that is no message; the reason is for the log."""


@dataclass(frozen=True, slots=True)
class Callback:
    """One account's callback."""

    token: str
    envelope: Envelope | None
    replay_seconds: int
    desk: Desk

    def check(self, query: Mapping[str, str]) -> str:
        """The echo of an address check; raises CallbackRefused."""
        self._signed(query, "signature")
        return query.get("echostr", "")

    async def take(self, query: Mapping[str, str], body: bytes) -> Reply:
        """The reply to a delivery, in the mode it came in: plain, compatible or safe. Raises CallbackRefused."""
        try:
            form, fields = read_fields(body)
            message, sealed = self._opened(form, fields, query)
        except (MessageUnreadable, EnvelopeRefused) as error:
            raise CallbackRefused(f"{type(error).__name__}: {error}") from None
        text = await self.desk.reply(message)
        return passive(message, text, self.token, self.envelope if sealed else None)

    def _opened(self, form: Format, fields: Mapping[str, str], query: Mapping[str, str]) -> tuple[Incoming, bool]:
        sealed = fields.get("Encrypt", "")
        if query.get("encrypt_type") != "aes":
            # Whoever knows that this account encrypts may not leave it out.
            if self.envelope is not None:
                raise CallbackRefused("not encrypted")
            self._signed(query, "signature")
            return incoming(form, fields), False
        if self.envelope is None:
            raise CallbackRefused("GONGKAI_WECHAT_AES_KEY is not set")
        self._signed(query, "msg_signature", sealed)
        inner_form, inner = read_fields(self.envelope.open(sealed).encode())
        return incoming(inner_form, inner), True

    def _signed(self, query: Mapping[str, str], name: str, *more: str) -> None:
        stamp = query.get("timestamp", "")
        if not is_signed(query.get(name, ""), self.token, stamp, query.get("nonce", ""), *more):
            raise CallbackRefused(name)
        if self.replay_seconds and not (stamp.isdigit() and abs(time.time() - int(stamp)) <= self.replay_seconds):
            raise CallbackRefused("timestamp")


def open_callback(services: Services) -> Callback | None:
    """The callback of the settings; None where no account is set up. Raises ValueError for a key that cannot be one."""
    settings = services.settings
    token = read_secret("WECHAT_TOKEN", settings.wechat_token, settings.wechat_token_file)
    if token is None or not settings.wechat_appid:
        return None
    answers = PersonAnswers(services, token.get_secret_value())
    desk = Desk(services, answers, services.wechat.outbox, services.wechat.content_check)
    return Callback(token.get_secret_value(), _envelope(settings), settings.wechat_replay_seconds, desk)


def _envelope(settings: Settings) -> Envelope | None:
    key = read_secret("WECHAT_AES_KEY", settings.wechat_aes_key, settings.wechat_aes_key_file)
    return Envelope(key.get_secret_value(), settings.wechat_appid) if key else None
