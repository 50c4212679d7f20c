"""Every page of the console opens, fits an office screen and can be used by everybody."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from kiosk_api.admin.staff import Role
from tests.browser.console.conftest import OFFICE, SignedIn, Windows, settled
from tests.browser.probes import violations
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

PLACES = (ROOT / "kiosk_api/ui/src/admin/places.ts").read_text("utf-8")
IN_MENU = re.findall(r'\{ path: "([^":]*)(?:/:kind\?)?", name: "[^"]*", title: "([^"]*)", group:', PLACES)


def test_the_list_of_pages_is_read() -> None:
    assert len(IN_MENU) >= 15


@pytest.mark.parametrize("role", [Role.administrator, Role.viewer])
def test_every_page_opens_and_is_accessible(signed_in: SignedIn, windows: Windows, role: Role) -> None:
    page = signed_in(role)
    found: list[str] = []
    for path, title in IN_MENU:
        link = page.get_by_role("navigation", name="主菜单").get_by_role("link", name=title, exact=True)
        if link.count() == 0:
            assert role is Role.viewer, title
            continue
        page.goto(windows.url + "/admin" + path)
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        settled(page)
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{path}: {wide} px wide"] if wide > OFFICE[0] else []
        found += [f"{path}: {one}" for one in violations(page)]
    assert found == []


def test_the_sign_in_page_is_accessible(windows: Windows) -> None:
    page = windows.office()
    page.goto(windows.url + "/admin")
    page.get_by_label("姓名").wait_for()
    assert violations(page) == []


def test_a_form_is_accessible(signed_in: SignedIn, windows: Windows) -> None:
    page = signed_in(Role.editor)
    for path in ("/content/faq/records/faq-1", "/content/item/new", "/content/policy/new"):
        page.goto(windows.url + "/admin" + path)
        page.get_by_role("button", name="保存").wait_for()
        settled(page)
        assert violations(page) == [], path
