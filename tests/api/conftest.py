"""The app around the stand-ins, with a database of its own, reached over HTTP in-process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{tmp_path}/db/gongkai.db", rasa_url="")


@pytest.fixture
def answerer() -> ScriptedAnswerer:
    return ScriptedAnswerer()


@pytest.fixture
def source() -> FixedSource:
    return FixedSource(ListIndex())


@pytest.fixture
def app(settings: Settings, source: FixedSource, answerer: ScriptedAnswerer) -> FastAPI:
    return create_app(settings, index=source, answerer=answerer)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport, base_url="http://hall") as http:
        yield http


@pytest.fixture
async def conversation(client: httpx.AsyncClient) -> str:
    """The URL of an open conversation."""
    opened = await client.post("/api/v1/conversations", json={"channel": "kiosk", "terminal_id": "hall-1"})
    assert opened.status_code == 201
    return f"/api/v1/conversations/{opened.json()['conversation_id']}"
