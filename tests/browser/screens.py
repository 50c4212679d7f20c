"""Takes the README's pictures: ``python -m tests.browser.screens [http://127.0.0.1:8000]`` of a running service."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser.conftest import FLAGS, chromium_path

FOLDER = Path(__file__).parents[2] / "docs" / "screens"
SIZES = {"answer": (1080, 1920), "landscape": (1920, 1080), "phone": (390, 844)}
QUESTION = "低保怎么申请，在哪看"


def take(browser: Browser, url: str, name: str) -> Path:
    """Asks the example question on one kind of screen and saves what a citizen sees."""
    width, height = SIZES[name]
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.goto(url)
    page.locator(".chip").first.wait_for()
    page.get_by_label("您的问题").fill(QUESTION)
    page.get_by_role("button", name="提问").click()
    page.locator("article.card:not(.card-error)").wait_for()
    page.locator("body").evaluate("document.activeElement.blur()")
    target = FOLDER / f"{name}.png"
    page.screenshot(path=target)
    page.close()
    return target


def main(url: str = "http://127.0.0.1:8000") -> None:
    """One picture a screen, its path on stdout."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for name in SIZES:
            print(take(browser, url, name))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
