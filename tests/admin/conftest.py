"""The service with people of every role, each in a browser of their own; a clock that the test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from kiosk_api.admin.passwords import hash_password
from kiosk_api.admin.staff import Role
from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from kiosk_api.storage.staff import StaffAccounts
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer

PASSWORD = "春天的花开了又开-12"
SESSION = "/api/v1/admin/session"
NAMES = {Role.viewer: "查看员", Role.editor: "编辑员", Role.reviewer: "审核员", Role.administrator: "管理的人"}
_HASH: list[str] = []


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Browser:
    """Somebody at the console: keeps the cookie, sends the token along with every change."""

    def __init__(self, http: AsyncClient) -> None:
        self.http = http

    async def sign_in(self, name: str, password: str = PASSWORD) -> Response:
        answer = await self.http.post(SESSION, json={"name": name, "password": password})
        if answer.status_code == 200:
            self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return answer

    @property
    def cookie(self) -> str:
        return self.http.cookies.get("gongkai_staff") or ""


def add_everybody(app: FastAPI) -> None:
    """One person of every role; the hash is made once."""
    if not _HASH:
        _HASH.append(hash_password(PASSWORD))
    accounts = StaffAccounts(app.state.services.database.repository)
    for role, name in NAMES.items():
        accounts.add(name, role, "区民政局" if role is Role.editor else "", _HASH[0])


@pytest.fixture
def clock() -> Clock:
    return Clock()


def settings_in(folder: Path) -> Settings:
    """Everything below one folder, without an assistant, speech or limits."""
    return Settings(
        database_url=f"sqlite:///{folder}/gongkai.db",
        index_dir=folder / "index",
        content_dir=folder / "content",
        field_dir=folder / "field",
        staff_dir=folder / "staff",
        rasa_url="",
        speech="off",
        writes_per_minute_address=0,
        reads_per_minute_address=0,
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> FastAPI:
    made = create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    made.state.services.database.repository.now = clock
    return made


@pytest.fixture
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    async with app.router.lifespan_context(app):
        add_everybody(app)
        yield app


@pytest.fixture
async def browser(running: FastAPI) -> AsyncIterator[Callable[[], Awaitable[Browser]]]:
    """Opens browsers in which nobody is signed in."""
    async with AsyncExitStack() as stack:

        async def opened() -> Browser:
            http = AsyncClient(transport=ASGITransport(running), base_url="http://hall")
            return Browser(await stack.enter_async_context(http))

        yield opened


@pytest.fixture
async def signed_in(browser: Callable[[], Awaitable[Browser]]) -> Callable[[Role], Awaitable[Browser]]:
    """Opens a browser in which the person of a role is signed in."""

    async def opened(role: Role) -> Browser:
        one = await browser()
        assert (await one.sign_in(NAMES[role])).status_code == 200
        return one

    return opened
