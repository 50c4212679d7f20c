"""A citizen in the hall asks, reads, taps, and leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.fakes import OTHER, ScriptedAnswerer
from tests.serving import Server

pytestmark = pytest.mark.browser


def ask(page: Page, text: str) -> None:
    page.get_by_label("您的问题").fill(text)
    page.keyboard.press("Enter")


def files_hold(folder: Path, words: str) -> bool:
    return any(words.encode() in path.read_bytes() for path in folder.iterdir())


def test_a_citizen_asks_and_reads_fields_and_sources(page: Page) -> None:
    expect(page.locator(".district")).to_have_text("示范区")
    expect(page.locator(".notice").first).to_have_text("演示内容，不作办事依据")
    ask(page, "低保在哪看")
    card = page.locator("article.card")
    expect(card.locator(".card-text")).to_have_text(["您问的是“办事指南”。", "区民政局负责公开。"])
    expect(card.locator(".path")).to_have_text("社会救助 ／ 最低生活保障")
    expect(card.locator("table").first).to_contain_text("政府网站、便民服务站")
    expect(card.get_by_text("目录未载明")).to_be_visible()
    card.get_by_text("其他栏目").tap()
    expect(card.get_by_text("目录未载明")).to_be_hidden()
    expect(card.locator(".sources")).to_contain_text("catalog.csv 第 2 行，核对到 2026-05-01")
    expect(card.locator(".sources")).to_contain_text("https://www.example.gov.cn/zwgk/dibao.html")
    expect(card.locator(".badge")).to_have_text(["未核实"])


def test_a_citizen_taps_a_hot_question_an_option_and_a_follow_up(page: Page, answerer: ScriptedAnswerer) -> None:
    page.get_by_role("button", name="低保怎么申请？").tap()
    page.get_by_role("button", name="审批结果").tap()
    expect(page.locator("article.card").last).to_contain_text(f"{OTHER.title}这样公开")
    expect(page.locator(".option")).to_have_count(1)
    expect(page.locator(".option")).to_be_disabled()
    page.get_by_role("button", name="什么时候公开？").tap()
    expect(page.locator("article.card")).to_have_count(3)
    assert answerer.asked == ["低保怎么申请？", "什么时候公开？"]


def test_ending_the_session_leaves_nothing(page: Page, answerer: ScriptedAnswerer, database: Path) -> None:
    ask(page, "我要问一件私事")
    expect(page.locator("article.card")).to_have_count(1)
    assert files_hold(database, "我要问一件私事")
    with page.expect_response(lambda response: response.request.method == "DELETE") as wiped:
        page.get_by_role("button", name="结束使用").tap()
    assert wiped.value.status == 204
    expect(page.get_by_role("heading", name="您想了解什么？")).to_be_visible()
    assert page.get_by_text("我要问一件私事").count() == 0
    assert page.evaluate("document.cookie + localStorage.length + sessionStorage.length") == "00"
    assert len(answerer.forgotten) == 1
    assert not files_hold(database, "我要问一件私事")


def test_ending_before_the_conversation_is_open_leaves_it_to_nobody(
    page: Page, answerer: ScriptedAnswerer, database: Path
) -> None:
    def late(route: Route) -> None:
        page.get_by_role("button", name="结束使用").tap()
        route.continue_()

    page.route("**/api/v1/conversations", late, times=1)
    with page.expect_response(lambda response: response.request.method == "DELETE") as wiped:
        ask(page, "我要问一件私事")
    assert wiped.value.status == 204
    assert answerer.asked == []
    ask(page, "低保在哪看")
    expect(page.locator("article.card")).to_have_count(1)
    assert not files_hold(database, "我要问一件私事")


def test_who_only_reads_is_asked_before_everything_is_cleared(page: Page) -> None:
    page.clock.install()
    page.reload()
    ask(page, "低保在哪看")
    expect(page.locator("article.card")).to_have_count(1)
    page.clock.fast_forward("04:35")
    expect(page.get_by_text("还在使用吗？")).to_be_visible()
    page.get_by_role("button", name="继续使用").tap()
    expect(page.get_by_text("还在使用吗？")).to_be_hidden()
    expect(page.locator("article.card")).to_have_count(1)
    page.clock.fast_forward("04:35")
    page.clock.fast_forward("00:31")
    expect(page.locator("article.card")).to_have_count(0)
    expect(page.get_by_text("还在使用吗？")).to_be_hidden()
    expect(page.get_by_role("heading", name="您想了解什么？")).to_be_visible()


def test_feedback_is_thanked(page: Page) -> None:
    ask(page, "低保")
    page.get_by_role("button", name="有用").tap()
    expect(page.get_by_text("谢谢您的评价。")).to_be_visible()


def test_what_is_no_question_is_said_kindly(page: Page) -> None:
    ask(page, "？？？")
    expect(page.locator(".card-error")).to_contain_text("没有看到您的问题")
    expect(page.get_by_label("您的问题")).to_have_value("？？？")


def test_the_server_away_is_said_and_the_question_kept(page: Page, server: Server) -> None:
    server.stop()
    ask(page, "低保在哪看")
    expect(page.locator(".card-error")).to_contain_text("暂时连不上查询服务")
    expect(page.get_by_label("您的问题")).to_have_value("低保在哪看")


def test_a_conversation_gone_meanwhile_is_opened_anew(page: Page) -> None:
    ask(page, "低保")
    expect(page.locator("article.card")).to_have_count(1)
    page.evaluate(
        """async () => { const answer = performance.getEntriesByType("resource")
             .map((entry) => entry.name).find((name) => name.endsWith("/messages"));
           await fetch(answer.replace("/messages", ""), { method: "DELETE" }); }"""
    )
    ask(page, "低保在哪看")
    expect(page.locator("article.card")).to_have_count(2)
    expect(page.locator(".card-error")).to_have_count(0)


def test_markup_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)>低保")
    expect(page.locator(".asked")).to_have_text("<img src=x onerror=alert(1)>低保")
    assert page.locator("#talk img").count() == 0


def test_everything_is_big_enough_and_nothing_overflows(page: Page) -> None:
    ask(page, "低保在哪看")
    expect(page.locator("article.card")).to_have_count(1)
    smallest = 28 if page.viewport_size and page.viewport_size["width"] >= 1000 else 20
    measured = page.evaluate(
        """() => { const shown = [...document.querySelectorAll("body *")].filter((e) => e.getClientRects().length);
           const texts = shown.filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
             && !e.matches(".ask-label"));
           return { size: Math.min(...texts.map((e) => parseFloat(getComputedStyle(e).fontSize))),
                    touch: Math.min(...shown.filter((e) => e.matches("button:enabled, input, summary"))
                      .map((e) => e.getBoundingClientRect().height)),
                    wide: Math.max(...shown.map((e) => e.getBoundingClientRect().right)),
                    left: Math.min(...shown.map((e) => e.getBoundingClientRect().left)) }; }"""
    )
    assert measured["size"] >= smallest
    assert measured["touch"] >= 60
    assert page.viewport_size is not None
    assert measured["wide"] <= page.viewport_size["width"]
    assert measured["left"] >= 0


def test_contrast_is_enough(page: Page) -> None:
    ask(page, "低保在哪看")
    expect(page.locator("article.card")).to_have_count(1)
    worst = page.evaluate(
        """() => { const rgb = (c) => c.match(/[\\d.]+/g).map(Number);
           const lum = (c) => { const [r, g, b] = rgb(c).slice(0, 3).map((v) => { v /= 255;
             return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
             return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
           const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor;
             if (rgb(c).length < 4 || rgb(c)[3] === 1) return c; } return "rgb(255,255,255)"; };
           return Math.min(...[...document.querySelectorAll("body *")]
             .filter((e) => e.getClientRects().length)
             .filter((e) => [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
             .map((e) => { const [a, b] = [lum(getComputedStyle(e).color), lum(ground(e))];
               return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05); })); }"""
    )
    assert worst >= 4.5
