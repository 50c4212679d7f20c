"""Terminals in a database of their own, with a clock that the test moves, and the service around them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminals
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminals(tmp_path: Path, clock: Clock) -> Terminals:
    engine = open_database(f"sqlite:///{tmp_path}/terminals.db")
    upgrade(engine)
    return Terminals(Repository(engine, 60, clock))


@pytest.fixture
def source() -> FixedSource:
    return FixedSource(ListIndex())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "terminals.toml").write_text(
        '[hall.east]\nname = "东区大厅"\n[terminal.east-1]\nname = "进门左手"\n', "utf-8"
    )
    return Settings(database_url=f"sqlite:///{tmp_path}/gongkai.db", content_dir=tmp_path, rasa_url="", speech="off")


@pytest.fixture
def app(settings: Settings, source: FixedSource) -> FastAPI:
    return create_app(settings, index=source, answerer=ScriptedAnswerer())


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as http,
    ):
        yield http


@pytest.fixture
def served(app: FastAPI, client: AsyncClient) -> Terminals:  # noqa: ARG001  the client has brought the database up
    """The terminals of the running service."""
    return Terminals(app.state.services.database.repository)
