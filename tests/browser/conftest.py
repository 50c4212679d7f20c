"""A real server, a real Chromium and the built pages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server, serving

HALL, DESK, PHONE = (1080, 1920), (1920, 1080), (390, 844)
SCREENS = {"hall": HALL, "desk": DESK}
SIZES = {**SCREENS, "phone": PHONE}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"]

Open = Callable[..., Page]


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
def settings(database: Path) -> Settings:
    return Settings(database_url=f"sqlite:///{database}/gongkai.db")


@pytest.fixture
def server(settings: Settings, answerer: ScriptedAnswerer) -> Iterator[Server]:
    with serving(create_app(settings, index=FixedSource(ListIndex()), answerer=answerer)) as running:
        yield running


def context_of(browser: Browser, size: tuple[int, int]) -> BrowserContext:
    """A browser window of its own that is touched."""
    width, height = size
    return browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", has_touch=True)


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Open]:
    """``opened(size, path)`` is a page there; anything the console complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(size: tuple[int, int], path: str = "/") -> Page:
        context = context_of(browser, size)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.goto(server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def begin(page: Page) -> Page:
    """The first touch."""
    page.get_by_role("button", name="请轻触屏幕开始").tap()
    page.get_by_role("button", name="低保怎么申请？").wait_for()
    return page


@pytest.fixture(params=list(SCREENS))
def hall(opened: Open, request: pytest.FixtureRequest) -> Page:
    """A terminal's home page after the first touch, upright and lying."""
    return begin(opened(SCREENS[request.param]))


@pytest.fixture(params=list(SIZES))
def page(opened: Open, request: pytest.FixtureRequest) -> Page:
    """Home on each kind of screen."""
    shown = opened(SIZES[request.param])
    if request.param == "phone":
        shown.get_by_role("button", name="低保怎么申请？").wait_for()
        return shown
    return begin(shown)


def ask(page: Page, text: str) -> None:
    """Types a question, from wherever a question can be typed, and sends it."""
    page.get_by_label("您的问题").tap()
    page.get_by_label("您的问题").fill(text)
    page.keyboard.press("Enter")


def cards(page: Page, count: int) -> None:
    """Waits until so many answers stand there."""
    page.locator("article.answer").nth(count - 1).wait_for()
    assert page.locator("article.answer").count() == count


def files_hold(folder: Path, words: str) -> bool:
    """Whether any file of the database holds the words."""
    return any(words.encode() in path.read_bytes() for path in folder.iterdir())
