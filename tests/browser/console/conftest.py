"""The console over a small real district, its real index and the built pages, with people of every role."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.admin.conftest import NAMES, PASSWORD, add_everybody, settings_in
from tests.admin.working import working_app
from tests.browser.conftest import HALL, context_of
from tests.publishing.conftest import District
from tests.serving import Server, serving

OFFICE = (1366, 768)
SignedIn = Callable[[Role], Page]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    """The district with its first version published."""
    district = District(tmp_path)
    # Its versions are older than those that the test makes.
    district.clock.now = time.time() - 3_600
    district.open_publisher.publish(district.build(), "布置的人")
    return district


@pytest.fixture
def server(settings: Settings, haiwan: District) -> Iterator[Server]:  # noqa: ARG001  the content has to be there
    app = working_app(settings)
    with serving(app) as running:
        add_everybody(app)
        yield running


class Windows:
    """Browser windows of several people; what a page complains about is kept."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url = url
        self.complaints: list[str] = []
        self._browser = browser
        self._open: list[BrowserContext] = []

    def office(self) -> Page:
        """A window at somebody's desk."""
        width, height = OFFICE
        return self._page(self._browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN"))

    def terminal(self) -> Page:
        """A terminal's home after the first touch."""
        page = self._page(context_of(self._browser, HALL))
        page.goto(self.url)
        return begin_anywhere(page)

    def close(self) -> None:
        for context in self._open:
            context.close()

    def _page(self, context: BrowserContext) -> Page:
        self._open.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._heard(message.type, message.text))
        return page

    def _heard(self, kind: str, text: str) -> None:
        # Nobody is signed in at first, and that is what the service answers.
        if "401" not in text and ("Policy" in text or "[Vue" in text or kind == "error"):
            self.complaints.append(text)


def settled(page: Page) -> None:
    """Waits until everything has come and nothing fades in any more."""
    page.wait_for_load_state("networkidle")
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")


def begin_anywhere(page: Page) -> Page:
    """The first touch, in a district whose questions are not known here."""
    page.get_by_role("button", name="请轻触屏幕开始").tap()
    page.get_by_label("您的问题").wait_for()
    return page


@pytest.fixture
def windows(browser: Browser, server: Server) -> Iterator[Windows]:
    opened = Windows(browser, server.url)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture
def signed_in(windows: Windows) -> SignedIn:
    """``signed_in(role)`` is a window in which somebody of that role has signed in."""

    def sign_in(role: Role) -> Page:
        page = windows.office()
        page.goto(windows.url + "/admin")
        page.get_by_label("姓名").fill(NAMES[role])
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("navigation", name="主菜单").wait_for()
        return page

    return sign_in
