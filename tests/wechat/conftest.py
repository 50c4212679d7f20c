"""The service with the callback on, and its answerer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from tests.wechat.delivered import SlowAnswerer, app_of


@pytest.fixture
def answerer() -> SlowAnswerer:
    return SlowAnswerer()


@pytest.fixture
def app(tmp_path: Path, answerer: SlowAnswerer) -> FastAPI:
    return app_of(tmp_path, answerer)


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as opened,
    ):
        yield opened
