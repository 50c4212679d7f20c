"""A real server and a real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server, serving

SIZES = {"hall": (1080, 1920), "desk": (1920, 1080), "phone": (390, 844)}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"]


def chromium_path() -> str:
    """Chromium of the system; tests of the browser need one and say so."""
    for name in (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise RuntimeError("没有找到 Chromium，请安装：apt-get install -y chromium fonts-noto-cjk")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """For one file of tests: Playwright keeps an event loop of its own while it is open."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def answerer() -> ScriptedAnswerer:
    return ScriptedAnswerer()


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The folder of the database files."""
    return tmp_path / "database"


@pytest.fixture
def server(database: Path, answerer: ScriptedAnswerer) -> Iterator[Server]:
    settings = Settings(database_url=f"sqlite:///{database}/gongkai.db")
    with serving(create_app(settings, index=FixedSource(ListIndex()), answerer=answerer)) as running:
        yield running


@pytest.fixture(params=list(SIZES))
def page(browser: Browser, server: Server, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The page, opened at each size; anything the console complains about fails the test."""
    width, height = SIZES[request.param]
    context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", has_touch=True)
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
    opened.goto(server.url)
    opened.get_by_role("button", name="低保怎么申请？").wait_for()
    yield opened
    context.close()
    assert complaints == []
