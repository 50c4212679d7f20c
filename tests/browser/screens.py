"""Takes the README's picture: ``python -m tests.browser.screens [http://127.0.0.1:8000]`` of a running service."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, chromium_path

TARGET = Path(__file__).parents[2] / "docs" / "screens" / "answer.png"
QUESTION = "低保怎么申请，在哪看"


def main(url: str = "http://127.0.0.1:8000") -> None:
    """Asks the example question on the hall's screen and saves what a citizen sees."""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1080, "height": 1920}, locale="zh-CN")
        page.goto(url)
        page.get_by_label("您的问题").fill(QUESTION)
        page.get_by_role("button", name="提问").click()
        page.locator("article.card:not(.card-error)").wait_for()
        page.locator("body").evaluate("document.activeElement.blur()")
        page.screenshot(path=TARGET)
        browser.close()
    print(TARGET.relative_to(Path.cwd()))


if __name__ == "__main__":
    main(*sys.argv[1:])
