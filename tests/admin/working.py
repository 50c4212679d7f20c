"""A service over a real content and a real index, and waiting for its long work."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI

from kiosk_api.answering import Answerer
from kiosk_api.app import create_app
from kiosk_api.assistant import NoAssistant
from kiosk_api.settings import Settings
from search_index import LiveIndex
from tests.admin.conftest import Browser
from tests.publishing.conftest import EMBEDDER

API = "/api/v1/admin"


def working_app(settings: Settings) -> FastAPI:
    """The service on the settings' content and index, with the character embedder."""
    live = LiveIndex(settings.index_dir, EMBEDDER, check_seconds=0)
    return create_app(settings, index=live, answerer=Answerer(live, NoAssistant()), embedder=lambda: EMBEDDER)


async def finished(browser: Browser, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """Starts long work and waits for its end."""
    begun = await browser.http.post(f"{API}{path}", json=body or {})
    assert begun.status_code == 202, begun.text
    for _ in range(600):
        job: dict[str, Any] = (await browser.http.get(f"{API}/jobs/{begun.json()['id']}")).json()
        if job["state"] != "running":
            return job
        await asyncio.sleep(0.1)
    raise AssertionError(job)
