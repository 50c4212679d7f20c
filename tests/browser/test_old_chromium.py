"""The Chromium of old terminals, 88 and 92: ``make test-old-browsers``, outside CI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import DESK, HALL, context_of
from tests.browser.probes import measured
from tests.fakes import ScriptedAnswerer
from tests.serving import Server

pytestmark = pytest.mark.old_browser

PROGRAMS = sorted((Path(__file__).parents[2] / "var" / "old-chromium").glob("chromium-*"))
# As the package is made to run; it does not outlive its first page, so every test has its own.
FLAGS = ["--no-sandbox", "--no-zygote", "--single-process", "--disable-gpu", "--disable-dev-shm-usage"]

TAP = """(name) => {
  const shown = [...document.querySelectorAll("button")].filter((button) => button.getClientRects().length);
  const named = (button) => (button.getAttribute("aria-label") || button.textContent).trim();
  const found = shown.find((button) => named(button) === name) || shown.find((button) => named(button).includes(name));
  if (found) found.click();
  return Boolean(found);
}"""


class Hall:
    """A terminal's page; Playwright's own locators need a newer browser than these."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tap(self, name: str) -> None:
        """The button of that name, once it is there."""
        self.page.wait_for_function(TAP, arg=name, timeout=10_000)

    def shows(self, selector: str, text: str = "") -> None:
        """Waits until something of the selector holds the text."""
        holds = "([where, text]) => [...document.querySelectorAll(where)].some((one) => one.innerText.includes(text))"
        self.page.wait_for_function(holds, arg=[selector, text], timeout=10_000)


@pytest.fixture(params=PROGRAMS, ids=lambda path: path.name)
def program(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=[HALL, DESK], ids=["upright", "lying"])
def hall(program: str, server: Server, request: pytest.FixtureRequest) -> Iterator[Hall]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = context_of(browser, request.param).new_page()
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.url)
        shown = Hall(page)
        shown.tap("请轻触屏幕开始")
        shown.shows("button", "低保怎么申请？")
        yield shown
        assert errors == []
        browser.close()


def test_both_old_browsers_are_there() -> None:
    assert len(PROGRAMS) == 2, "run deploy/old-chromium.sh"


def test_a_question_is_spelled_answered_and_wiped(hall: Hall, answerer: ScriptedAnswerer) -> None:
    hall.page.evaluate("document.querySelector('input').focus(); document.querySelector('input').click()")
    for letter in "dibao":
        hall.tap(letter)
    hall.tap("低保")
    hall.tap("提问")
    hall.shows("article.answer", "办事指南")
    assert answerer.asked[-1] == "低保"
    hall.tap("扫码带走")
    hall.shows("figure.code .url", "/m/item-dibao")
    hall.tap("结束使用")
    hall.shows("button", "请轻触屏幕开始")


def test_browsing_goes_from_a_domain_to_an_item(hall: Hall) -> None:
    hall.tap("社会救助")
    hall.tap("最低生活保障")
    hall.tap("办事指南")
    hall.shows("article.record", "公开时限")


def test_nothing_is_cut_at_any_type_size(hall: Hall) -> None:
    hall.tap("低保怎么申请？")
    hall.shows("article.answer", "办事指南")
    for _ in range(3):
        found = measured(hall.page)
        assert not found["wide"] and not found["cut"]
        assert found["text"][0] >= 24
        hall.tap("字号")
