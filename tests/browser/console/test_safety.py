"""What nobody may see or do in the console."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from kiosk_api.admin.staff import Role
from tests.browser.console.conftest import SignedIn, Windows
from tests.publishing.conftest import District

pytestmark = pytest.mark.browser
SCRIPT = "<img src=x onerror=document.title='被改了'>"


def test_a_viewer_finds_no_page_that_is_not_for_viewers(signed_in: SignedIn, windows: Windows) -> None:
    page = signed_in(Role.viewer)
    menu = page.get_by_role("navigation", name="主菜单")
    for title in ("导入目录", "试问", "操作记录", "人员"):
        expect(menu.get_by_role("link", name=title, exact=True)).to_have_count(0)
    page.goto(windows.url + "/admin/staff")
    expect(page.get_by_role("heading", name="概况")).to_be_visible()


def test_after_signing_out_nothing_is_left_to_see(signed_in: SignedIn, windows: Windows) -> None:
    page = signed_in(Role.administrator)
    page.goto(windows.url + "/admin/staff")
    page.get_by_text("编辑员").first.wait_for()
    page.get_by_role("button", name="退出").click()
    page.get_by_label("姓名").wait_for()
    page.go_back()
    page.get_by_label("姓名").wait_for()
    expect(page.get_by_text("编辑员")).to_have_count(0)


def test_signing_in_never_leads_to_another_site(windows: Windows) -> None:
    page = windows.office()
    page.goto(windows.url + "/admin/sign-in?then=//example.com/")
    page.get_by_label("姓名").fill("查看员")
    page.get_by_label("密码", exact=True).fill("不对的密码")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.url.startswith(windows.url)


def test_a_script_in_the_content_is_shown_as_text(signed_in: SignedIn, windows: Windows, haiwan: District) -> None:
    haiwan.rewrite("faq.csv", "什么时候可以出海打鱼", f"什么时候可以出海打鱼{SCRIPT}")
    haiwan.rewrite("faq.csv", "时间以公告为准", f"时间以公告为准{SCRIPT}")
    haiwan.open_publisher.publish(haiwan.build(), "布置的人")
    page = signed_in(Role.editor)
    page.goto(windows.url + "/admin/content/faq")
    expect(page.get_by_role("link", name=SCRIPT)).to_be_visible()
    page.get_by_role("link", name=SCRIPT).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(SCRIPT)
    page.get_by_label("像市民那样问一句").fill("哪天能下海")
    page.get_by_role("button", name="问一句").click()
    expect(page.get_by_role("blockquote")).to_contain_text(SCRIPT)
    assert "被改了" not in page.title()
    terminal = windows.terminal()
    terminal.get_by_label("您的问题").fill("哪天能下海")
    terminal.keyboard.press("Enter")
    expect(terminal.locator("article.answer").last).to_contain_text(SCRIPT)
    assert "被改了" not in terminal.title()
