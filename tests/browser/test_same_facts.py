"""The terminal's card says what the golden answers say; WeChat's text and card are held to the same file."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from kiosk_api.models import Answer
from tests.browser.conftest import HALL, Open, ask, begin
from tests.wechat.golden_answers import golden, squeezed

pytestmark = pytest.mark.browser


def test_the_terminal_says_the_same(opened: Open) -> None:
    page = begin(opened(HALL))
    for question, answer, facts in golden():
        said = shown(page, question, answer)
        assert [fact for fact in facts if fact not in said] == [], question


def shown(page: Page, question: str, answer: Answer) -> str:
    """The words of the card, folded ones too, when the service gives this answer."""
    page.unroute_all()
    page.route("**/messages", lambda route: route.fulfill(json=answer.model_dump(mode="json")))
    before = page.locator("article.answer").count()
    ask(page, question)
    expect(page.locator("article.answer")).to_have_count(before + 1)
    return squeezed(page.locator("article.answer").last.evaluate("(card) => card.textContent"))
