"""The figures of ageing-friendly and accessible terminals, on every page × orientation × type size × theme."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESK, HALL, PHONE, Open, ask, begin, cards
from tests.browser.probes import measured, violations

pytestmark = pytest.mark.browser

PAGES = (
    "home",
    "answer",
    "typing",
    "domains",
    "topics",
    "items",
    "item",
    "policies",
    "policy",
    "guide",
    "faq",
    "places",
    "help",
)


def walk(page: Page) -> Iterator[str]:
    """Every page in turn, as a citizen comes to it; its name once it is there."""

    def row(text: str) -> None:
        page.locator(".rows button").filter(has_text=text).first.tap()
        page.locator("article.record").wait_for()

    def door(name: str, ready: str) -> None:
        page.get_by_role("button", name="首页").tap()
        page.get_by_role("button", name=name).first.tap()
        page.locator(ready).first.wait_for()

    yield "home"
    ask(page, "低保在哪看")
    cards(page, 1)
    yield "answer"
    page.get_by_label("您的问题").tap()
    page.get_by_role("button", name="提问").last.wait_for()
    yield "typing"
    if page.get_by_role("button", name="收起键盘").count():
        page.get_by_role("button", name="收起键盘").tap()
    door("查公开信息", ".domains button")
    yield "domains"
    page.get_by_role("button", name="社会救助").tap()
    page.locator(".rows button").first.wait_for()
    yield "topics"
    page.get_by_role("button", name="最低生活保障").tap()
    page.get_by_role("button", name="审批结果").wait_for()
    yield "items"
    row("办事指南")
    yield "item"
    door("政策解读", ".rows button")
    yield "policies"
    row("信息公开条例")
    yield "policy"
    door("办事指南", ".rows button")
    row("依申请公开")
    yield "guide"
    door("常见问题", ".rows button")
    yield "faq"
    door("去哪里办", ".rows button")
    yield "places"
    page.get_by_role("button", name="帮助").tap()
    page.get_by_role("heading", name="怎么用").wait_for()
    yield "help"


def set_up(page: Page, type_size: str, theme: str, *, low: bool = False) -> None:
    for _ in range(("standard", "large", "huge").index(type_size)):
        page.get_by_role("button", name="字号").tap()
    if theme == "contrast":
        page.get_by_role("button", name="高对比").tap()
    if low:
        page.get_by_role("button", name="低位").tap()


@pytest.mark.parametrize("theme", ["plain", "contrast"])
@pytest.mark.parametrize("type_size", ["standard", "large", "huge"])
@pytest.mark.parametrize("size", [HALL, DESK], ids=["upright", "lying"])
def test_every_page_of_a_terminal_keeps_the_figures(
    opened: Open, size: tuple[int, int], type_size: str, theme: str
) -> None:
    page = begin(opened(size))
    set_up(page, type_size, theme)
    seen = []
    for name in walk(page):
        found = measured(page)
        assert found["text"][0] >= 24, (name, found["text"])
        assert found["line"] is None or found["line"][0] >= 1.2, (name, found["line"])
        assert found["target"][0] >= 44, (name, found["target"])
        assert found["bar"][0] >= 88, (name, found["bar"])
        assert not found["wide"], (name, found["wide"])
        assert not found["cut"], (name, found["cut"])
        assert not found["gaps"], (name, found["gaps"])
        assert found["lang"] == "zh-CN"
        assert not violations(page), name
        assert page.get_by_role("button", name="首页").is_visible()
        assert page.get_by_role("button", name="帮助").is_visible()
        seen.append(name)
    assert tuple(seen) == PAGES


@pytest.mark.parametrize("size", [HALL, DESK], ids=["upright", "lying"])
def test_low_down_everything_can_be_reached_sitting(opened: Open, size: tuple[int, int]) -> None:
    page = begin(opened(size))
    set_up(page, "standard", "plain", low=True)
    for name in walk(page):
        assert not measured(page)["above"], name


def test_a_phone_keeps_its_figures(opened: Open) -> None:
    page = opened(PHONE)
    page.get_by_role("button", name="低保怎么申请？").wait_for()
    for name in walk(page):
        found = measured(page)
        assert found["text"][0] >= 12, (name, found["text"])
        assert found["target"][0] >= 44, (name, found["target"])
        assert not found["wide"], (name, found["wide"])
        assert not violations(page), name


def test_the_attract_screen_and_the_warning_keep_the_figures(opened: Open) -> None:
    for size in (HALL, DESK):
        page = opened(size)
        page.get_by_role("button", name="请轻触屏幕开始").wait_for()
        assert not violations(page)
        page.clock.install()
        page.reload()
        begin(page)
        page.clock.run_for(125_000)
        expect(page.get_by_role("alertdialog")).to_be_visible()
        assert not violations(page)
        assert measured(page)["target"][0] >= 44


def test_everything_can_be_done_with_a_keyboard_alone(opened: Open) -> None:
    page = opened(DESK)
    page.get_by_role("button", name="请轻触屏幕开始").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    hot = page.get_by_role("button", name="低保怎么申请？")
    hot.wait_for()
    for _ in range(40):
        page.keyboard.press("Tab")
        if hot.evaluate("(element) => element === document.activeElement"):
            break
    outline = hot.evaluate("(element) => parseFloat(getComputedStyle(element).outlineWidth)")
    assert outline >= 2
    page.keyboard.press("Enter")
    cards(page, 1)
    ended = page.get_by_role("button", name="结束使用")
    for _ in range(60):
        page.keyboard.press("Tab")
        if ended.evaluate("(element) => element === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="请轻触屏幕开始")).to_be_visible()


def test_who_wants_no_motion_gets_none(opened: Open) -> None:
    page = opened(HALL)
    page.emulate_media(reduced_motion="reduce")
    begin(page)
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0
             || getComputedStyle(e).animationName !== "none").length"""
    )
    assert moving == 0
