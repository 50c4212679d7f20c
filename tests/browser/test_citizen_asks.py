"""A citizen asks, reads, taps, is told kindly what went wrong: on a terminal upright and lying, and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ask, cards
from tests.fakes import OTHER, ScriptedAnswerer
from tests.serving import Server

pytestmark = pytest.mark.browser


def test_a_citizen_asks_and_reads_fields_and_sources(page: Page) -> None:
    expect(page.get_by_text("示范区").first).to_be_visible()
    expect(page.get_by_text("演示内容，不作办事依据").first).to_be_visible()
    ask(page, "低保在哪看")
    card = page.locator("article.answer")
    expect(card.locator(".text")).to_have_text(["您问的是“办事指南”。", "区民政局负责公开。"])
    expect(card.locator(".path").first).to_have_text("社会救助 ／ 最低生活保障")
    expect(card.locator(".is-asked")).to_contain_text("政府网站、便民服务站")
    expect(card.get_by_text("目录未载明")).to_be_visible()
    card.get_by_text("其他栏目").tap()
    expect(card.get_by_text("目录未载明")).to_be_hidden()
    expect(card.locator("ul.sources")).to_contain_text("catalog.csv 第 2 行，核对到 2026年5月1日")
    expect(card.locator("ul.sources")).to_contain_text("https://www.example.gov.cn/zwgk/dibao.html")
    expect(card.locator(".badge")).to_have_text(["未核实"])


def test_a_citizen_taps_a_hot_question_an_option_and_a_follow_up(page: Page, answerer: ScriptedAnswerer) -> None:
    page.get_by_role("button", name="低保怎么申请？").tap()
    page.get_by_role("button", name="审批结果").tap()
    expect(page.locator("article.answer").last).to_contain_text(f"{OTHER.title}这样公开")
    expect(page.locator(".options button")).to_have_count(1)
    expect(page.locator(".options button")).to_be_disabled()
    page.get_by_role("button", name="什么时候公开？").tap()
    cards(page, 3)
    assert answerer.asked[-2:] == ["低保怎么申请？", "什么时候公开？"]


def test_feedback_is_thanked(page: Page) -> None:
    ask(page, "低保")
    page.get_by_role("button", name="有用").tap()
    expect(page.get_by_text("谢谢您的评价。")).to_be_visible()


def test_what_is_no_question_is_said_kindly(page: Page) -> None:
    ask(page, "？？？")
    expect(page.locator(".failed")).to_contain_text("没有看到您的问题")
    expect(page.get_by_label("您的问题")).to_have_value("？？？")


def test_the_server_away_is_said_and_the_question_kept(page: Page, server: Server) -> None:
    server.stop()
    ask(page, "低保在哪看")
    expect(page.locator(".failed")).to_contain_text("暂时连不上查询服务")
    expect(page.get_by_label("您的问题")).to_have_value("低保在哪看")


def test_a_conversation_gone_meanwhile_is_opened_anew(page: Page) -> None:
    ask(page, "低保")
    cards(page, 1)
    page.evaluate(
        """async () => { const answer = performance.getEntriesByType("resource")
             .map((entry) => entry.name).find((name) => name.endsWith("/messages"));
           await fetch(answer.replace("/messages", ""), { method: "DELETE" }); }"""
    )
    ask(page, "低保在哪看")
    cards(page, 2)
    expect(page.locator(".failed")).to_have_count(0)


def test_markup_is_shown_as_text(page: Page) -> None:
    ask(page, "<img src=x onerror=alert(1)>低保")
    expect(page.locator(".asked")).to_have_text("<img src=x onerror=alert(1)>低保")
    assert page.locator(".talk img").count() == 0


def test_what_is_refused_is_said_kindly(page: Page) -> None:
    ask(page, "脏话")
    expect(page.locator("article.answer")).to_contain_text("请文明用语")
