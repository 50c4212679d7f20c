"""The path to Rasa: one question out, one typed command back, within a deadline, or nothing."""

from __future__ import annotations

import asyncio
import time
from typing import Protocol

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, ValidationError

from kiosk_api.commands import AnyCommand
from kiosk_api.understanding import AssistantReply

log = structlog.get_logger(__name__)

REST_SECONDS = 2.0
"""After a refused connection the assistant is not asked again for so long: it takes over a minute to start."""


class Assistant(Protocol):
    """Understands a turn. ``ask`` returns None whenever there is no answer in time; it never raises."""

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None: ...

    async def forget(self, conversation_id: str) -> bool: ...

    async def ready(self) -> bool: ...

    async def close(self) -> None: ...


class _Intent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str = ""
    confidence: float = 0.0


class _Reply(BaseModel):
    """The channel's reply, ``bot/channel.py``."""

    model_config = ConfigDict(extra="ignore")

    commands: list[AnyCommand]
    intent: _Intent


class NoAssistant:
    """Stands in where no Rasa is configured: everything is answered by direct search."""

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None:  # noqa: ARG002
        return None

    async def forget(self, conversation_id: str) -> bool:  # noqa: ARG002
        return True

    async def ready(self) -> bool:
        return False

    async def close(self) -> None:
        return None


class RasaAssistant:
    """Rasa behind its custom channel; one shared client, used from one event loop."""

    def __init__(self, url: str, deadline: float) -> None:
        """``deadline`` in seconds for a whole turn in Rasa."""
        self._client = httpx.AsyncClient(
            base_url=f"{url.rstrip('/')}/webhooks/gongkai/",
            timeout=deadline,
            limits=httpx.Limits(max_connections=64, max_keepalive_connections=64),
            trust_env=False,
        )
        self._deadline = deadline
        self._resting_until = 0.0

    async def ask(self, conversation_id: str, text: str) -> AssistantReply | None:
        """The assistant's reply, or None when it is away, late, or answers what is no command."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            # httpx's own timeout holds for each read, not for the whole reply.
            async with asyncio.timeout(self._deadline):
                response = await self._client.post("messages", json={"conversation_id": conversation_id, "text": text})
            response.raise_for_status()
            reply = _Reply.model_validate_json(response.content)
        except httpx.ConnectError:
            self._resting_until = time.monotonic() + REST_SECONDS
            return None
        except (httpx.HTTPError, TimeoutError, ValidationError, UnicodeEncodeError) as error:
            log.warning("assistant_no_answer", reason=type(error).__name__)
            return None
        if not reply.commands:
            log.warning("assistant_no_answer", reason="no command")
            return None
        return AssistantReply(reply.commands[0], reply.intent.name, reply.intent.confidence)

    async def forget(self, conversation_id: str) -> bool:
        """Deletes the conversation's tracker; False when Rasa could not be told (its own expiry then does it)."""
        try:
            response = await self._client.delete(f"conversations/{conversation_id}")
        except httpx.HTTPError:
            return False
        return response.status_code in {204, 404}

    async def ready(self) -> bool:
        """Whether the assistant would answer now."""
        try:
            response = await self._client.get("health", timeout=2.0)
        except httpx.HTTPError:
            return False
        return response.status_code == 200

    async def close(self) -> None:
        await self._client.aclose()
