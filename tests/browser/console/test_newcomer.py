"""A newcomer's first day: from an import with mistakes to an answer at the terminal, and back again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kiosk_api.admin.staff import Role
from tests.browser.console.conftest import SignedIn, Windows

pytestmark = pytest.mark.browser
MINUTE = 60_000


def asked(terminal: Page, question: str) -> str:
    """What the terminal answers."""
    before = terminal.locator("article.answer").count()
    terminal.get_by_label("您的问题").fill(question)
    terminal.keyboard.press("Enter")
    terminal.locator("article.answer").nth(before).wait_for()
    return terminal.locator("article.answer").last.inner_text()


def built(page: Page, url: str) -> None:
    """A new version, made by the page's button."""
    page.goto(url + "/admin/versions")
    rows = page.get_by_role("row")
    page.get_by_role("button", name="生成新版本").wait_for()
    page.wait_for_load_state("networkidle")
    before = rows.count()
    page.get_by_role("button", name="生成新版本").click()
    expect(rows).to_have_count(before + 1, timeout=MINUTE)


def published(page: Page, url: str) -> None:
    """The newest version, sent to the gate."""
    page.goto(url + "/admin/versions")
    page.get_by_role("button", name="发布").first.click()
    page.get_by_role("button", name="检验并发布").click()


def test_an_answer_is_changed_by_two_people_published_and_taken_back(signed_in: SignedIn, windows: Windows) -> None:
    editor, reviewer, terminal = signed_in(Role.editor), signed_in(Role.reviewer), windows.terminal()
    assert "时间以公告为准" in asked(terminal, "哪天能下海")

    editor.goto(windows.url + "/admin/content/faq")
    editor.get_by_role("link", name="什么时候可以出海打鱼").click()
    editor.get_by_label("答案").fill("八月十六日以后可以出海。")
    editor.get_by_label("像市民那样问一句").fill("哪天能下海")
    editor.get_by_role("button", name="问一句").click()
    expect(editor.get_by_role("blockquote")).to_contain_text("八月十六日以后", timeout=MINUTE)
    editor.get_by_role("button", name="保存").click()
    expect(editor.get_by_text("等另一位审核人同意").first).to_be_visible()

    reviewer.goto(windows.url + "/admin/changes?state=proposed")
    reviewer.get_by_role("link", name="什么时候可以出海打鱼").click()
    expect(reviewer.get_by_text("八月十六日以后可以出海。")).to_be_visible()
    reviewer.get_by_role("button", name="同意", exact=True).click()
    expect(reviewer.get_by_text("已生效").first).to_be_visible()

    built(editor, windows.url)
    assert "时间以公告为准" in asked(terminal, "哪天能下海")
    published(reviewer, windows.url)
    expect(reviewer.get_by_text("通过了检验，已经发布")).to_be_visible(timeout=MINUTE)
    assert "八月十六日以后可以出海" in asked(terminal, "哪天能下海")

    reviewer.get_by_role("button", name="退回上一个版本").click()
    reviewer.get_by_placeholder("为什么", exact=True).fill("日期要再核对")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    expect(reviewer.get_by_text("已经退回上一个版本。")).to_be_visible(timeout=MINUTE)
    assert "时间以公告为准" in asked(terminal, "哪天能下海")
