"""A newcomer's first day: from an import with mistakes to an answer at the terminal, and back again."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.browser.console.conftest import SignedIn, Windows
from tests.catalogue.test_planted_mistakes import ALL, FIELD, Planted, planted_book
from tests.publishing.conftest import District

pytestmark = pytest.mark.browser
MINUTE = 60_000


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """With the field's own content: an import looks up laws there."""
    return settings.model_copy(update={"field_dir": FIELD})


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


@pytest.fixture
def planted(haiwan: District) -> list[str]:
    """Two questions that must be right and that nothing answers yet."""
    asked = ["罟罾", "拔锚良辰"]
    lines = [
        json.dumps({"question": one, "expected": ["faq-1"], "tags": ["必须"]}, ensure_ascii=False) for one in asked
    ]
    with (haiwan.content / "questions.jsonl").open("a", encoding="utf-8") as file:
        file.write("\n" + "\n".join(lines))
    return asked


def uploaded(page: Page, label: str, folder: Path, mistakes: list[Planted]) -> None:
    """The department's workbook, with or without mistakes."""
    page.get_by_label(label).set_input_files(planted_book(folder / "民政目录.xlsx", mistakes))


def accepted(reviewer: Page, url: str) -> None:
    """Whatever change waits, agreed to by the reviewer."""
    reviewer.goto(url + "/admin/changes?state=proposed")
    reviewer.get_by_role("link", name="什么时候可以出海打鱼").first.click()
    reviewer.get_by_role("button", name="同意", exact=True).click()
    expect(reviewer.get_by_text("已生效").first).to_be_visible()


def test_the_newcomers_first_day(signed_in: SignedIn, windows: Windows, planted: list[str], tmp_path: Path) -> None:
    editor, reviewer, terminal = signed_in(Role.editor), signed_in(Role.reviewer), windows.terminal()
    url = windows.url

    editor.get_by_role("link", name="导入目录").click()
    uploaded(editor, "上传公开目录", tmp_path, ALL)
    editor.get_by_role("heading", name="看懂了哪些列").wait_for(timeout=MINUTE)
    editor.get_by_role("button", name="下一步").click()
    for one in ALL:
        expect(editor.get_by_text(re.compile(one.told)).first).to_be_visible()
    editor.get_by_role("button", name="上传改好的文件").click()
    uploaded(editor, "上传文件", tmp_path, [])
    editor.get_by_role("heading", name="看懂了哪些列").wait_for(timeout=MINUTE)
    editor.get_by_role("button", name="下一步").click()
    editor.get_by_role("button", name="下一步").click()
    expect(editor.get_by_text("低保审核确认").first).to_be_visible()
    reviewer.goto(editor.url)
    for _ in range(3):
        reviewer.get_by_role("button", name="下一步").click()
    reviewer.get_by_role("button", name="接受").click()
    reviewer.get_by_role("button", name="接受").last.click()
    expect(reviewer.get_by_text("已经写入内容").first).to_be_visible(timeout=MINUTE)

    built(editor, url)
    editor.get_by_role("link", name="覆盖测试").click()
    editor.get_by_role("combobox", name="测哪个版本").click(force=True)
    expect(editor.get_by_role("option")).to_have_count(3)
    editor.get_by_role("option").nth(1).click()
    editor.get_by_role("button", name="开始").click()
    editor.get_by_role("link", name=re.compile(r"^\d{4}")).first.click(timeout=MINUTE)
    for question in planted:
        expect(editor.get_by_text(question).first).to_be_visible()

    published(reviewer, url)
    expect(reviewer.get_by_text("没答对的问题（2 句）")).to_be_visible(timeout=MINUTE)
    for question in planted:
        expect(reviewer.get_by_text(question).first).to_be_visible()

    in_the_loop, in_the_form = planted
    assert "休渔结束后" not in asked(terminal, in_the_loop)
    editor.get_by_role("link", name="没答上的问题").click()
    editor.get_by_role("button", name="现在就分组").click()
    editor.get_by_role("link", name=in_the_loop).click(timeout=MINUTE)
    editor.get_by_role("button", name="加到常见问题").click()
    editor.get_by_role("combobox", name="哪个常见问题").fill("出海")
    editor.get_by_role("option", name="什么时候可以出海打鱼").click()
    editor.get_by_role("heading", name="变成什么").click()
    editor.get_by_role("button", name="确定").click()
    expect(editor.get_by_text("内容已经提交。")).to_be_visible()
    accepted(reviewer, url)

    editor.goto(url + "/admin/content/faq/records/faq-1")
    editor.get_by_label("相似问").press("Control+End")
    editor.get_by_label("相似问").press_sequentially(f"\n{in_the_form}")
    editor.get_by_role("button", name="保存").click()
    expect(editor.get_by_text("等另一位审核人同意").first).to_be_visible()
    accepted(reviewer, url)

    built(editor, url)
    published(reviewer, url)
    expect(reviewer.get_by_text("通过了检验，已经发布")).to_be_visible(timeout=MINUTE)
    assert "休渔结束后" in asked(terminal, planted[0])

    reviewer.get_by_role("button", name="退回上一个版本").click()
    reviewer.get_by_placeholder("为什么", exact=True).fill("再核对一遍")
    reviewer.get_by_role("button", name="退回", exact=True).click()
    expect(reviewer.get_by_text("已经退回上一个版本。")).to_be_visible(timeout=MINUTE)
    assert "休渔结束后" not in asked(terminal, planted[0])
