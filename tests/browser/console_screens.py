"""Takes the pictures of the console: ``python -m tests.browser.console_screens URL NAME PASSWORD`` of a running service.

Every page of the menu as an administrator sees it, on an office screen, whole.
"""

from __future__ import annotations

import re
import sys

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.console.conftest import OFFICE, settled
from tests.browser.console.test_every_page import IN_MENU
from tests.browser.screens import FOLDER, QUALITY

COMING_MS = 2_500
"""What a click brings is not waited for by the browser."""
TALLEST = 1_600
"""Pixels of a picture: the beginning of a long list tells enough."""
MORE = [("/content/faq/new", "form")]
FIRST_OF = ["loop", "changes", "imports", "content", "coverage"]
"""Lists whose first row is opened too, where there is one."""


def picture(page: Page, name: str) -> None:
    """One page, as tall as it is."""
    width, height = OFFICE
    settled(page)
    tall = page.locator("main").first.evaluate("(main) => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": max(height, min(TALLEST, tall + 60))})
    page.screenshot(path=FOLDER / f"console-{name}.jpg", type="jpeg", quality=QUALITY)
    page.set_viewport_size({"width": width, "height": height})


def main() -> None:
    """Signs in and goes through the menu."""
    url, name, password = sys.argv[1:4]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = browser.new_page(viewport={"width": OFFICE[0], "height": OFFICE[1]}, locale="zh-CN")
        page.goto(url + "/admin")
        page.get_by_label("姓名").wait_for()
        picture(page, "sign-in")
        page.get_by_label("姓名").fill(name)
        page.get_by_label("密码", exact=True).fill(password)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("navigation", name="主菜单").wait_for()
        for path, called in [*((path, re.sub(r"^/", "", path) or "overview") for path, _ in IN_MENU), *MORE]:
            page.goto(url + "/admin" + path)
            page.get_by_role("heading", level=1).wait_for()
            picture(page, called)
        for called in FIRST_OF:
            page.goto(f"{url}/admin/{called}")
            settled(page)
            rows = page.locator("main .el-table__row a")
            if rows.count():
                rows.first.click()
                page.get_by_role("heading", level=1).wait_for()
                page.wait_for_timeout(COMING_MS)
                picture(page, f"{called}-one")
        browser.close()


if __name__ == "__main__":
    main()
