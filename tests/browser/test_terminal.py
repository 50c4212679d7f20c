"""A terminal's own ways: keys of its own, taking home, the slip, the server away, the large display, the phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from tests.browser.conftest import DESK, HALL, PHONE, Open, ask, begin, cards
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server, serving

pytestmark = pytest.mark.browser


def keys(page: Page, letters: str) -> None:
    for letter in letters:
        page.locator(".pinyin .key", has_text=re.compile(f"^{letter}$")).tap()


def open_keys(page: Page) -> None:
    page.get_by_label("您的问题").tap()
    page.locator(".pinyin .key").first.wait_for()


def test_a_question_is_spelled_on_the_screens_own_keys(hall: Page, answerer: ScriptedAnswerer) -> None:
    open_keys(hall)
    assert hall.get_by_label("您的问题").get_attribute("inputmode") == "none"
    keys(hall, "dibao")
    hall.get_by_role("button", name="低保", exact=True).tap()
    keys(hall, "banshizhinan")
    expect(hall.get_by_label("您的问题")).to_have_value("低保")
    hall.locator(".pinyin .ask").tap()
    cards(hall, 1)
    assert answerer.asked[-1] == "低保办事指南"
    expect(hall.locator(".pinyin")).to_have_count(0)


def test_keys_rub_out_letters_first_and_then_words(hall: Page) -> None:
    open_keys(hall)
    keys(hall, "dibao")
    hall.get_by_role("button", name="低保", exact=True).tap()
    keys(hall, "d")
    rub = hall.get_by_role("button", name="删除")
    rub.tap()
    expect(hall.get_by_label("您的问题")).to_have_value("低保")
    rub.tap()
    expect(hall.get_by_label("您的问题")).to_have_value("低")


def test_whole_questions_are_offered_while_spelling(hall: Page, answerer: ScriptedAnswerer) -> None:
    open_keys(hall)
    keys(hall, "dibao")
    hall.get_by_role("button", name="低保", exact=True).tap()
    hall.get_by_label("您是不是想问").get_by_role("button", name="低保怎么申请？").tap()
    cards(hall, 1)
    assert answerer.asked[-1] == "低保怎么申请？"


def test_a_character_is_written_by_hand(hall: Page) -> None:
    open_keys(hall)
    hall.get_by_role("button", name="手写").tap()
    board = hall.get_by_role("img", name="手写板")
    box = board.bounding_box()
    assert box is not None

    def stroke(*points: tuple[float, float]) -> None:
        x, y = points[0]
        hall.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        hall.mouse.down()
        for x, y in points[1:]:
            hall.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=8)
        hall.mouse.up()

    # 十, the upright line first: the order does not matter.
    stroke((0.5, 0.1), (0.5, 0.9))
    stroke((0.1, 0.45), (0.9, 0.45))
    hall.get_by_role("group", name="候选词").get_by_role("button", name="十", exact=True).tap()
    expect(hall.get_by_label("您的问题")).to_have_value("十")


def test_digits_have_a_pad(hall: Page) -> None:
    open_keys(hall)
    hall.get_by_role("button", name="数字").tap()
    for key in "711号":
        hall.locator(".digits .key", has_text=re.compile(f"^{key}$")).tap()
    expect(hall.get_by_label("您的问题")).to_have_value("711号")


def test_an_answer_is_taken_home_to_a_phone(hall: Page, opened: Open) -> None:
    ask(hall, "我要问一件私事")
    cards(hall, 1)
    hall.get_by_role("button", name="扫码带走").tap()
    code = hall.locator("figure.code")
    expect(code.locator("img")).to_have_js_property("complete", True)
    box = code.locator("img").bounding_box()
    assert box is not None and box["width"] >= 320
    address = code.locator(".url").inner_text()
    assert address.endswith("/m/item-dibao?aspect=where")
    phone = opened(PHONE, "/m/" + address.partition("/m/")[2])
    expect(phone.get_by_role("heading", name="办事指南")).to_be_visible()
    expect(phone.locator(".is-asked").first).to_contain_text("政府网站、便民服务站")
    expect(phone.get_by_text("演示内容，不作办事依据")).to_be_visible()
    assert "我要问一件私事" not in phone.content()


def test_a_code_that_leads_nowhere_is_said_kindly(opened: Open) -> None:
    phone = opened(PHONE, "/m/unknown")
    expect(phone.get_by_role("alert")).to_contain_text("12345")


def test_a_terminal_with_a_printer_prints_a_slip_without_the_question(opened: Open) -> None:
    page = opened(HALL)
    page.route(
        "**/api/v1/config",
        lambda route: route.fulfill(json={"features": {"print": True}, "signage": {}, "skin": "blue"}),
    )
    page.add_init_script("window.print = () => console.log('printed', document.querySelector('.slip')?.textContent)")
    page.reload()
    begin(page)
    ask(page, "我要问一件私事")
    cards(page, 1)
    with page.expect_console_message(lambda message: message.text.startswith("printed")) as printed:
        page.get_by_role("button", name="打印小条").tap()
    slip = printed.value.text
    assert "办事指南" in slip and "政府网站、便民服务站" in slip and "12345" in slip
    assert "私事" not in slip
    expect(page.locator(".slip")).to_have_count(0)


def test_without_a_printer_no_slip_is_promised(hall: Page) -> None:
    ask(hall, "低保")
    cards(hall, 1)
    expect(hall.get_by_role("button", name="打印小条")).to_have_count(0)


def configured(opened: Open, config: dict[str, object], path: str = "/") -> Page:
    page = opened(HALL)
    told = {"features": {}, "signage": {}, "skin": "blue"} | config
    page.route("**/api/v1/config", lambda route: route.fulfill(json=told))
    page.goto(page.url.rstrip("/") + path)
    return page


def test_a_machine_without_a_working_printer_promises_no_slip(opened: Open) -> None:
    page = begin(configured(opened, {"features": {"print": True}}, "/?printer=none"))
    ask(page, "低保")
    cards(page, 1)
    expect(page.get_by_role("button", name="扫码带走")).to_be_visible()
    expect(page.get_by_role("button", name="打印小条")).to_have_count(0)


def test_a_screen_in_maintenance_says_where_else_to_ask(opened: Open) -> None:
    page = configured(opened, {"maintenance": True, "hotline": "12345", "desk": "一楼咨询台"})
    expect(page.get_by_role("heading", name="正在维护，请稍后再来")).to_be_visible()
    expect(page.get_by_text("12345，或到一楼咨询台")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)


def test_with_the_server_away_home_and_hot_questions_stay_and_it_comes_back(
    settings: Settings, answerer: ScriptedAnswerer, opened: Open, server: Server
) -> None:
    page = begin(opened(HALL))
    # Long enough to fetch the hot answers and the pages that are loaded when needed.
    page.wait_for_timeout(5_000)
    server.stop()
    page.get_by_role("button", name="低保怎么申请？").tap()
    cards(page, 1)
    expect(page.get_by_text("暂时连不上服务")).to_be_visible()
    page.get_by_role("button", name="首页").tap()
    page.get_by_role("button", name="常见问题").tap()
    expect(page.get_by_role("alert")).to_contain_text("12345")
    page.get_by_role("button", name="首页").tap()
    expect(page.get_by_role("button", name="信息公开收费吗？")).to_be_visible()
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=answerer)
    with serving(app, port=server.port):
        expect(page.get_by_text("暂时连不上服务")).to_have_count(0, timeout=15_000)
        ask(page, "低保在哪看")
        cards(page, 2)


def test_an_answer_is_three_touches_from_home(hall: Page) -> None:
    hall.get_by_role("button", name="常见问题").tap()
    # Home offers the same question; without the heading it could still be home that is tapped.
    expect(hall.get_by_role("heading", name="常见问题")).to_be_visible()
    hall.get_by_role("button", name="信息公开收费吗？").tap()
    expect(hall.locator("article.record")).to_contain_text("不收费。")


def test_browsing_and_asking_are_one_thing(hall: Page, answerer: ScriptedAnswerer) -> None:
    hall.get_by_role("button", name="社会救助").tap()
    hall.get_by_role("button", name="最低生活保障").tap()
    hall.get_by_role("button", name="审批结果").wait_for()
    hall.locator(".rows button").first.tap()
    hall.get_by_role("button", name="什么时候公开？").tap()
    cards(hall, 1)
    assert answerer.asked[-1] == "办事指南什么时候公开"
    hall.get_by_role("button", name="返回").tap()
    expect(hall.get_by_role("heading", name="办事指南")).to_be_visible()


def test_what_is_read_aloud_can_be_stopped(opened: Open) -> None:
    page = begin(opened(HALL))
    page.get_by_role("button", name="朗读").tap()
    with page.expect_response("**/api/v1/speech?prompt=welcome") as spoken:
        pass
    assert spoken.value.status == 200
    page.get_by_role("button", name="停止").tap()
    expect(page.get_by_role("button", name="朗读")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, HALL], ids=["lying", "upright"])
def test_the_large_display_shows_one_thing_after_the_other(opened: Open, size: tuple[int, int]) -> None:
    page = opened(size, "/signage")
    text = page.locator(".slide .text")
    expect(text).to_contain_text("低保怎么申请？")
    # 0.7 degrees at three metres are 81 px on a 55-inch display of full HD.
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('.slide .text')).fontSize)") >= 81
    page.get_by_role("button", name="暂停").tap()
    page.clock.install()
    page.reload()
    expect(text).to_contain_text("低保怎么申请？")
    page.wait_for_timeout(1_000)
    page.clock.run_for(13_000)
    expect(text).to_contain_text("信息公开收费吗？")
    page.get_by_role("button", name="暂停").tap()
    page.clock.run_for(60_000)
    expect(text).to_contain_text("信息公开收费吗？")
