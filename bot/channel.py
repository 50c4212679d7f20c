"""The HTTP channel between the API and this assistant: one message in, the commands of this turn out.

Mounted by Rasa under ``/webhooks/gongkai``; the protocol is in ``README.md``. What a citizen wrote is never logged.
"""

from __future__ import annotations

import asyncio
import functools
import logging
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse, empty, json
from tracker_store import BoundedTrackerStore

logger = logging.getLogger(__name__)

Handler = Callable[..., Awaitable[HTTPResponse]]

MAX_TEXT_LENGTH = 2000
"""Characters. The API refuses far shorter ones; this only protects the process."""
CONVERSATION_ID = re.compile(r"[A-Za-z0-9._~-]{1,128}")
"""What may stand in a path as it is: every id taken here can be deleted."""
RANKING_LENGTH = 3
PURGE_INTERVAL_SECONDS = 60
FALLBACK_INTENT = "nlu_fallback"
WARM_UP_TEXT = "低保在哪里看"
INTENT_PREFIXES = ("/", "／")
"""Rasa takes ``/intent{...}`` as an intent given outright; a citizen may not."""


@dataclass(frozen=True)
class Turn:
    """A well-formed message of one conversation."""

    conversation_id: str
    text: str


@dataclass(frozen=True)
class Problem:
    """Why a request was turned down."""

    status: int
    reason: str

    def response(self) -> HTTPResponse:
        return json({"error": self.reason}, status=self.status)


def read_turn(body: object) -> Turn | Problem:
    """Check a request body: 400 for a wrong shape, 422 for a text that Rasa would take as an intent."""
    if not isinstance(body, dict):
        return Problem(400, "the body is not a JSON object")
    conversation_id, text = body.get("conversation_id"), body.get("text")
    if not isinstance(conversation_id, str) or not CONVERSATION_ID.fullmatch(conversation_id):
        return Problem(400, "conversation_id is not 1 to 128 letters, digits or ._~-")
    if not isinstance(text, str) or not 0 < len(text.strip()) <= MAX_TEXT_LENGTH:
        return Problem(400, f"text is not a text of 1 to {MAX_TEXT_LENGTH} characters")
    if text.strip().startswith(INTENT_PREFIXES):
        return Problem(422, "text starts with a slash")
    return Turn(conversation_id, text.strip())


def describe(parsed: dict[str, Any], commands: list[dict[str, Any]]) -> dict[str, Any]:
    """The reply to a turn: its commands, and what Rasa's parse says of it, without the text."""
    ranking = [
        {"name": entry["name"], "confidence": float(entry["confidence"])}
        for entry in parsed.get("intent_ranking", [])
        if entry["name"] != FALLBACK_INTENT
    ]
    keys = ("entity", "value", "start", "end")
    return {
        "commands": commands,
        "intent": {"name": parsed["intent"]["name"], "confidence": float(parsed["intent"]["confidence"])},
        "ranking": ranking[:RANKING_LENGTH],
        "entities": [
            {**{key: entity.get(key) for key in keys}, "confidence": float(entity.get("confidence_entity", 1.0))}
            for entity in parsed.get("entities", [])
        ],
    }


def use_bare_store(agent: Agent) -> BoundedTrackerStore:
    """Take Rasa's fail-safe wrapper off the tracker store and return the store.

    The wrapper answers an error of the store by saving the conversation to a second one that nobody bounds, expires or
    reads again. Here an error fails the turn.

    Raises:
        TypeError: ``endpoints.yml`` does not name the bounded store.
    """
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    if not isinstance(store, BoundedTrackerStore):
        raise TypeError(f"endpoints.yml: the tracker store is {type(store).__name__}, not BoundedTrackerStore")
    agent.tracker_store = store
    if agent.processor is not None:
        agent.processor.tracker_store = store
    return store


def plain_function(handler: Handler) -> Handler:
    """The same handler as a function: Sanic 21 sets attributes on handlers, which a bound method does not allow."""

    @functools.wraps(handler)
    async def handle(*args: Any, **kwargs: Any) -> HTTPResponse:
        return await handler(*args, **kwargs)

    return handle


class GongkaiInput(InputChannel):
    """Messages, deletion, inspection and health of conversations."""

    def __init__(self) -> None:
        self._warm = False
        self._purging: asyncio.Task[None] | None = None

    @classmethod
    def name(cls) -> str:
        """The path segment under ``/webhooks/``."""
        return "gongkai"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:  # noqa: ARG002
        """The routes. Rasa's ``on_new_message`` drops the outcome of a turn, so the agent is called directly."""
        blueprint = Blueprint("gongkai")
        for handler, path, method in (
            (self.message, "/messages", "POST"),
            (self.inspect, "/conversations/<conversation_id>", "GET"),
            (self.delete, "/conversations/<conversation_id>", "DELETE"),
            (self.health, "/health", "GET"),
        ):
            blueprint.add_route(plain_function(handler), path, methods=[method], name=handler.__name__)
        blueprint.listener("after_server_start")(self.start)
        blueprint.listener("before_server_stop")(self.stop)
        return blueprint

    async def start(self, app: Sanic, _: asyncio.AbstractEventLoop) -> None:
        """Parse once, so that no citizen waits for lazy loading, and begin to purge expired conversations."""
        await self._warm_up(app.ctx.agent)
        self._purging = asyncio.get_running_loop().create_task(self._purge_for_ever(app.ctx.agent))

    async def stop(self, _app: Sanic, _loop: asyncio.AbstractEventLoop) -> None:
        """End the purging."""
        if self._purging is not None:
            self._purging.cancel()
            with suppress(asyncio.CancelledError):
                await self._purging

    async def message(self, request: Request) -> HTTPResponse:
        """``POST /messages``: 200 with this turn's commands, 400, 422, 500 (no command or an error) or 503."""
        try:
            turn = read_turn(request.json)
        except SanicException:
            turn = Problem(400, "the body is not JSON")
        if isinstance(turn, Problem):
            return turn.response()
        agent: Agent | None = request.app.ctx.agent
        if agent is None or not agent.is_ready():
            return Problem(503, "no model is loaded").response()
        try:
            reply = await self._handle(agent, turn)
        except Exception as error:  # noqa: BLE001  its text may quote the citizen: only its type is told
            logger.error("a turn failed: %s", type(error).__name__)
            return Problem(500, f"the turn failed: {type(error).__name__}").response()
        if not reply["commands"]:
            logger.error("a turn gave no command: intent %s", reply["intent"]["name"])
            return Problem(500, "the turn gave no command").response()
        return json(reply)

    async def _handle(self, agent: Agent, turn: Turn) -> dict[str, Any]:
        use_bare_store(agent)
        output = CollectingOutputChannel()
        message = UserMessage(turn.text, output, turn.conversation_id, input_channel=self.name())
        message.parse_data = await agent.processor.parse_message(message)
        await agent.handle_message(message)
        commands = [sent["custom"] for sent in output.messages if "custom" in sent]
        return describe(message.parse_data, commands)

    async def inspect(self, request: Request, conversation_id: str) -> HTTPResponse:
        """``GET /conversations/<id>``: how many events are kept and their texts, or 404."""
        texts = use_bare_store(request.app.ctx.agent).texts(conversation_id)
        if texts is None:
            return Problem(404, "no such conversation").response()
        return json({"events": len(texts), "texts": [text for text in texts if text]})

    async def delete(self, request: Request, conversation_id: str) -> HTTPResponse:
        """``DELETE /conversations/<id>``: 204 once it is gone, known or not.

        Waits for a turn under way, which would save the conversation again.
        """
        agent: Agent = request.app.ctx.agent
        async with agent.lock_store.lock(conversation_id):
            use_bare_store(agent).delete(conversation_id)
        return empty()

    async def health(self, request: Request) -> HTTPResponse:
        """``GET /health``: 200 once a model is loaded and has parsed a text, else 503."""
        agent: Agent | None = request.app.ctx.agent
        if not self._warm:
            await self._warm_up(agent)
        if agent is None or not agent.is_ready() or not self._warm:
            return Problem(503, "no model is loaded").response()
        return json({"status": "ok", "model": agent.model_name})

    async def _warm_up(self, agent: Agent | None) -> None:
        if agent is None or not agent.is_ready():
            return
        try:
            use_bare_store(agent)
            await agent.parse_message(WARM_UP_TEXT)
        except Exception as error:  # noqa: BLE001  health tells it
            logger.error("warming up failed: %s: %s", type(error).__name__, error)
            return
        self._warm = True

    @staticmethod
    async def _purge_for_ever(agent: Agent) -> None:
        while True:
            await asyncio.sleep(PURGE_INTERVAL_SECONDS)
            use_bare_store(agent).purge()
