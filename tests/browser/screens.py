"""Takes the pictures of docs/screens: ``python -m tests.browser.screens [http://127.0.0.1:8000]`` of a running service.

Every page upright and lying as a terminal shows it, on a phone, and the states a hall asks about: the largest type,
high contrast, low position, keys, the warning, nothing found, the service away, the large display.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import DESK, FLAGS, HALL, PHONE, chromium_path, context_of

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
QUESTION = "低保怎么申请，在哪看"
QUALITY = 72
Way = Callable[[Page], None]


def tap(name: str, ready: str = "main") -> Way:
    """A way that taps the first button of that name."""

    def way(page: Page) -> None:
        page.get_by_role("button", name=name).first.tap()
        page.locator(ready).first.wait_for()

    return way


def row(number: int = 0) -> Way:
    """A way that opens a row of a list."""

    def way(page: Page) -> None:
        page.locator(".rows button").nth(number).tap()
        page.locator("article.record, .rows").first.wait_for()

    return way


def ask(text: str) -> Way:
    """A way that asks a question."""

    def way(page: Page) -> None:
        page.get_by_label("您的问题").tap()
        page.get_by_label("您的问题").fill(text)
        page.keyboard.press("Enter")
        page.locator("article.answer").last.wait_for()

    return way


def keys(letters: str) -> Way:
    """A way that spells on the screen's own keys."""

    def way(page: Page) -> None:
        page.get_by_label("您的问题").tap()
        page.locator(".pinyin .key").first.wait_for()
        for letter in letters:
            page.locator(".pinyin .key", has_text=letter).first.tap()

    return way


def idle(page: Page) -> None:
    """The warning before everything is cleared."""
    page.clock.install()
    page.get_by_role("button", name="帮助").tap()
    page.clock.run_for(125_000)


def away(page: Page) -> None:
    """A question while the service is not there."""
    page.context.set_offline(True)
    ask_away = page.get_by_label("您的问题")
    ask_away.tap()
    ask_away.fill("公租房什么时候分")
    page.keyboard.press("Enter")
    page.locator(".failed").wait_for()


PAGES: dict[str, list[Way]] = {
    "home": [],
    "answer": [ask(QUESTION)],
    "clarification": [ask("补贴")],
    "listing": [ask("民政局公开哪些事项")],
    "nothing": [ask("火星移民补助在哪里看")],
    "keys": [keys("dibao")],
    "domains": [tap("查公开信息", ".domains")],
    "topics": [tap("社会救助", ".rows")],
    "item": [tap("社会救助", ".rows"), row(1), row(0)],
    "guide": [tap("怎么申请公开", "article.record")],
    "policies": [tap("政策解读", ".rows")],
    "policy": [tap("政策解读", ".rows"), row(0)],
    "faq": [tap("常见问题", ".rows")],
    "places": [tap("去哪里办", ".rows")],
    "help": [tap("帮助")],
}
STATES: dict[str, list[Way]] = {
    "attract": [],
    "huge": [tap("字号"), tap("字号"), ask(QUESTION)],
    "contrast": [tap("高对比"), ask(QUESTION)],
    "low": [tap("低位"), ask(QUESTION)],
    "low-keys": [tap("低位"), keys("zfxxgk")],
    "handwriting": [keys(""), tap("手写", "canvas")],
    "code": [ask(QUESTION), tap("扫码带走", "figure.code")],
    "warning": [idle],
    "away": [away],
}


def take(browser: Browser, url: str, size: tuple[int, int], name: str, ways: list[Way]) -> None:
    """Goes the ways and saves what a citizen sees."""
    context = context_of(browser, size)
    page = context.new_page()
    page.goto(url)
    if name.startswith("attract"):
        page.get_by_role("button", name="请轻触屏幕开始").wait_for()
    elif size != PHONE:
        page.get_by_role("button", name="请轻触屏幕开始").tap()
    page.wait_for_timeout(700)
    for way in ways:
        way(page)
    page.wait_for_timeout(700)
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=QUALITY)
    print(FOLDER / f"{name}.jpg")
    context.close()


def main(url: str = "http://127.0.0.1:8000") -> None:
    """All pictures, their paths on stdout."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for name, ways in PAGES.items():
            take(browser, url, HALL, f"{name}-upright", ways)
            take(browser, url, DESK, f"{name}-lying", ways)
            if name != "keys":
                take(browser, url, PHONE, f"{name}-phone", ways)
        for name, ways in STATES.items():
            take(browser, url, HALL, f"{name}-upright", ways)
            take(browser, url, DESK, f"{name}-lying", ways)
        browser.close()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for size, name in ((DESK, "lying"), (HALL, "upright")):
            page = context_of(browser, size).new_page()
            page.goto(f"{url}/signage")
            page.wait_for_timeout(2_500)
            page.screenshot(path=FOLDER / f"signage-{name}.jpg", type="jpeg", quality=QUALITY)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
