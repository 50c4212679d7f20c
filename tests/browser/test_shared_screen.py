"""One citizen after the other at one screen: nobody sees what somebody else asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import HALL, Open, ask, begin, cards, files_hold
from tests.fakes import ScriptedAnswerer

pytestmark = pytest.mark.browser

PRIVATE = "我要问一件私事"
ATTRACT = "请轻触屏幕开始"


def nothing_is_kept(page: Page) -> None:
    """No words on the page, in the browser's storages, caches or history."""
    assert page.get_by_text(PRIVATE).count() == 0
    kept = page.evaluate(
        """async () => JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }, history.state,
             await indexedDB.databases(), typeof caches === "undefined" ? [] : await caches.keys()])"""
    )
    assert kept == '["",{},{},null,[],[]]'
    assert page.evaluate("history.length") <= 2
    assert PRIVATE not in page.content()


def test_ending_the_session_leaves_nothing(hall: Page, answerer: ScriptedAnswerer, database: Path) -> None:
    ask(hall, PRIVATE)
    cards(hall, 1)
    assert files_hold(database, PRIVATE)
    before = len(answerer.forgotten)
    with hall.expect_response(lambda response: response.request.method == "DELETE") as wiped:
        hall.get_by_role("button", name="结束使用").tap()
    assert wiped.value.status == 204
    expect(hall.get_by_role("button", name=ATTRACT)).to_be_visible()
    nothing_is_kept(hall)
    assert len(answerer.forgotten) == before + 1
    assert not files_hold(database, PRIVATE)


def test_two_people_in_a_row_start_alike(hall: Page, answerer: ScriptedAnswerer) -> None:
    ask(hall, PRIVATE)
    cards(hall, 1)
    hall.get_by_role("button", name="高对比").tap()
    hall.get_by_role("button", name="结束使用").tap()
    begin(hall)
    nothing_is_kept(hall)
    assert hall.evaluate("document.documentElement.dataset.theme") == "plain"
    ask(hall, "低保在哪看")
    cards(hall, 1)
    assert answerer.asked[-1] == "低保在哪看"


def test_what_was_typed_and_not_sent_is_gone_too(hall: Page) -> None:
    hall.get_by_label("您的问题").tap()
    hall.get_by_label("您的问题").fill(PRIVATE)
    hall.get_by_role("button", name="结束使用").tap()
    begin(hall)
    expect(hall.get_by_label("您的问题")).to_have_value("")


def test_the_back_key_and_reloading_reveal_nothing(hall: Page) -> None:
    ask(hall, PRIVATE)
    cards(hall, 1)
    hall.reload()
    expect(hall.get_by_role("button", name=ATTRACT)).to_be_visible()
    nothing_is_kept(hall)
    begin(hall)
    ask(hall, PRIVATE)
    cards(hall, 1)
    hall.keyboard.press("Alt+ArrowLeft")
    hall.get_by_role("button", name="结束使用").tap()
    hall.go_back()
    hall.go_forward()
    expect(hall.get_by_role("button", name=ATTRACT)).to_be_visible()
    assert hall.get_by_text(PRIVATE).count() == 0


def test_ending_before_the_conversation_is_open_leaves_it_to_nobody(
    hall: Page, answerer: ScriptedAnswerer, database: Path
) -> None:
    def late(route: Route) -> None:
        hall.get_by_role("button", name="结束使用").tap()
        route.continue_()

    hall.route("**/api/v1/conversations", late, times=1)
    with hall.expect_response(lambda response: response.request.method == "DELETE") as wiped:
        ask(hall, PRIVATE)
    assert wiped.value.status == 204
    assert PRIVATE not in answerer.asked
    begin(hall)
    ask(hall, "低保在哪看")
    cards(hall, 1)
    assert not files_hold(database, PRIVATE)


@pytest.fixture
def waiting(opened: Open) -> Page:
    """A terminal whose clock the test moves."""
    page = opened(HALL)
    page.clock.install()
    page.reload()
    begin(page)
    return page


def test_who_only_reads_is_asked_before_everything_is_cleared(waiting: Page) -> None:
    ask(waiting, PRIVATE)
    cards(waiting, 1)
    waiting.clock.run_for(121_000)
    dialog = waiting.get_by_role("alertdialog")
    expect(dialog).to_contain_text("您还在使用吗？")
    expect(dialog).to_contain_text("秒后会清除")
    waiting.clock.run_for(20_000)
    waiting.get_by_role("button", name="继续使用").tap()
    expect(dialog).to_have_count(0)
    cards(waiting, 1)
    waiting.clock.run_for(121_000)
    waiting.clock.run_for(31_000)
    expect(waiting.get_by_role("button", name=ATTRACT)).to_be_visible()
    nothing_is_kept(waiting)


def test_typing_is_activity(waiting: Page) -> None:
    waiting.get_by_label("您的问题").tap()
    for _ in range(4):
        waiting.clock.run_for(100_000)
        waiting.keyboard.press("a")
    expect(waiting.get_by_role("alertdialog")).to_have_count(0)
    expect(waiting.get_by_label("您的问题")).to_have_value("aaaa")


def test_the_warning_can_be_put_off_ten_times(waiting: Page) -> None:
    ask(waiting, "低保")
    cards(waiting, 1)
    for _ in range(10):
        waiting.clock.run_for(121_000)
        waiting.get_by_role("button", name="继续使用").tap()
    cards(waiting, 1)


def test_a_screen_nobody_uses_asks_nothing(opened: Open) -> None:
    page = opened(HALL)
    page.clock.install()
    page.reload()
    page.get_by_role("button", name=ATTRACT).wait_for()
    page.clock.run_for(600_000)
    expect(page.get_by_role("alertdialog")).to_have_count(0)


def test_what_a_browser_offers_beside_the_page_is_off(hall: Page) -> None:
    prevented = hall.evaluate(
        """() => ["contextmenu", "dragstart"].map((name) =>
             !document.body.dispatchEvent(new Event(name, { bubbles: true, cancelable: true })))"""
    )
    assert prevented == [True, True]
    assert hall.locator("a[target], a[href^='http']").count() == 0
    assert hall.evaluate("getComputedStyle(document.querySelector('button')).userSelect") == "none"
