"""The channel over real HTTP: with a scripted agent for the protocol, with the trained assistant for the rules."""

from __future__ import annotations

import logging
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import yaml
from aiohttp import ClientSession
from channel import GongkaiInput, use_bare_store
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage, register
from rasa.core.lock_store import InMemoryLockStore
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from sanic import Sanic
from tracker_store import BoundedTrackerStore

BOT = Path(__file__).resolve().parents[2] / "bot"
pytestmark = pytest.mark.asyncio(loop_scope="module")

MODEL = BOT / "models" / "assistant.tar.gz"
SECRET = "我叫张三身份证110101199003070000"


class ScriptedAgent:
    """Answers as told by the text: 坏 raises, 空 gives no command, anything else the command ``listing``."""

    model_name = "scripted"

    def __init__(self) -> None:
        self.tracker_store: Any = FailSafeTrackerStore(BoundedTrackerStore(Domain.empty()))
        self.lock_store = InMemoryLockStore()
        self.processor: Any = self
        self.ready = True

    def is_ready(self) -> bool:
        return self.ready

    async def parse_message(self, message: Any) -> dict[str, Any]:  # noqa: ARG002  Rasa's signature
        names = ("nlu_fallback", "listing", "what", "who", "when")
        ranking = [{"name": name, "confidence": 0.5} for name in names]
        return {
            "text": "…",
            "intent": {"name": "listing", "confidence": 0.5},
            "intent_ranking": ranking,
            "entities": [],
        }

    async def handle_message(self, message: UserMessage) -> None:
        async with self.lock_store.lock(message.sender_id):
            tracker = await self.tracker_store.get_or_create_tracker(message.sender_id)
            tracker.update(UserUttered(message.text))
            await self.tracker_store.save(tracker)
        if "坏" in (message.text or ""):
            raise RuntimeError(message.text)
        if "空" not in (message.text or ""):
            await message.output_channel.send_custom_json(message.sender_id, {"command": "listing"})


class Client:
    """Calls the channel at an address."""

    def __init__(self, session: ClientSession, address: str, agent: ScriptedAgent) -> None:
        self.session, self.address, self.agent = session, address, agent

    async def call(self, method: str, path: str, **options: Any) -> tuple[int, Any]:
        async with self.session.request(method, f"{self.address}{path}", **options) as response:
            return response.status, await response.json(content_type=None)

    async def say(self, text: Any, conversation_id: Any = "a") -> tuple[int, Any]:
        return await self.call("POST", "/messages", json={"conversation_id": conversation_id, "text": text})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def served() -> AsyncIterator[tuple[Sanic, str]]:
    """The channel on a free port of the loopback address, once: Sanic 21 cannot start twice in one process."""
    app = Sanic("channel", configure_logging=False)
    app.ctx.agent = ScriptedAgent()
    register([GongkaiInput()], app, "/webhooks/")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = await app.create_server(sock=listening, return_asyncio_server=True, access_log=False)
    assert server is not None
    await server.startup()
    await server.before_start()
    await server.after_start()
    yield app, f"http://127.0.0.1:{listening.getsockname()[1]}/webhooks/gongkai"
    await server.before_stop()
    server.close()
    await server.wait_closed()


@pytest_asyncio.fixture(loop_scope="module")
async def client(served: tuple[Sanic, str]) -> AsyncIterator[Client]:
    """A client of the channel, with an agent of its own behind it."""
    app, address = served
    app.ctx.agent = ScriptedAgent()
    async with ClientSession() as session:
        yield Client(session, address, app.ctx.agent)


async def test_a_turn_gives_its_commands_and_the_three_best_intents(client: Client) -> None:
    status, reply = await client.say("民政局公开哪些")
    assert status == 200
    assert reply["commands"] == [{"command": "listing"}]
    assert reply["intent"] == {"name": "listing", "confidence": 0.5}
    assert [entry["name"] for entry in reply["ranking"]] == ["listing", "what", "who"]
    assert reply["entities"] == []


@pytest.mark.parametrize("text", ["/restart", "／restart", " /greet", '\n／what{"a": 1}'])
async def test_a_slash_is_no_intent(client: Client, text: str) -> None:
    status, reply = await client.say(text)
    assert status == 422 and "error" in reply


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b'{"text": "x"}', b'{"conversation_id": "a"}', b"\xff"],
)
async def test_a_bad_body_is_told(client: Client, body: bytes) -> None:
    status, reply = await client.call("POST", "/messages", data=body)
    assert status == 400 and "error" in reply


@pytest.mark.parametrize(
    "values", [("", "a"), ("  ", "a"), (7, "a"), ("x" * 2001, "a"), ("x", ""), ("x", 3), ("x", "a/b")]
)
async def test_a_bad_value_is_told(client: Client, values: tuple[Any, Any]) -> None:
    status, reply = await client.say(*values)
    assert status == 400 and "error" in reply


@pytest.mark.parametrize("text", ["坏了", "空的"])
async def test_a_failed_turn_is_never_an_empty_success(client: Client, text: str) -> None:
    status, reply = await client.say(text)
    assert status == 500 and "error" in reply


async def test_nothing_a_citizen_wrote_is_logged(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    assert (await client.say(f"坏{SECRET}"))[0] == 500
    assert caplog.records
    assert "张三" not in caplog.text and "110101" not in caplog.text


async def test_a_deleted_conversation_is_gone(client: Client) -> None:
    await client.say(SECRET)
    status, kept = await client.call("GET", "/conversations/a")
    assert status == 200 and SECRET in kept["texts"] and kept["events"] >= 1
    for _ in range(2):
        assert await client.call("DELETE", "/conversations/a") == (204, None)
    assert (await client.call("GET", "/conversations/a"))[0] == 404
    assert client.agent.lock_store.conversation_locks == {}


async def test_health_follows_the_agent(client: Client) -> None:
    assert await client.call("GET", "/health") == (200, {"status": "ok", "model": "scripted"})
    client.agent.ready = False
    assert (await client.call("GET", "/health"))[0] == 503
    assert (await client.say("低保"))[0] == 503


async def test_another_store_is_refused() -> None:
    agent = ScriptedAgent()
    agent.tracker_store = InMemoryTrackerStore(Domain.empty())
    with pytest.raises(TypeError, match="BoundedTrackerStore"):
        use_bare_store(agent)  # type: ignore[arg-type]


async def test_each_rule_applies_at_any_point_of_a_conversation() -> None:
    assert MODEL.exists(), "train the assistant first"
    store = BoundedTrackerStore(Domain.empty())
    agent = Agent.load(str(MODEL), tracker_store=store)
    use_bare_store(agent)
    rules: list[dict[str, Any]] = yaml.safe_load((BOT / "data" / "rules.yml").read_text("utf-8"))["rules"]
    responses = yaml.safe_load((BOT / "domain.yml").read_text("utf-8"))["responses"]
    for rule in [*rules, *reversed(rules)]:
        intent, action = rule["steps"][0]["intent"], rule["steps"][1]["action"]
        parsed = {"text": "话", "intent": {"name": intent, "confidence": 1.0}, "intent_ranking": [], "entities": []}
        sent = await agent.handle_message(UserMessage("话", sender_id="a", parse_data=parsed))
        assert [message["custom"] for message in sent or []] == [responses[action][0]["custom"]], intent
