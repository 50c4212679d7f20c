"""What the terminal would answer, before and after a draft that is not saved."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.admin.conftest import Browser
from tests.admin.working import API, finished, working_app
from tests.publishing.conftest import District

SignedIn = Callable[[Role], Awaitable[Browser]]
TRY = f"{API}/try"
DRAFT = {
    "kind": "faq",
    "fields": {"question": "渔港几点开门", "answer": "早上六点开门。", "variants": ["渔港啥时候开"]},
}


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def tried(browser: Browser, text: str, **more: Any) -> dict[str, Any]:
    answer = await browser.http.post(TRY, json={"text": text, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_the_answer_with_candidates_and_reasons(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    unavailable = await tried(editor, "什么时候可以出海打鱼")
    assert (unavailable["answer"]["status"], unavailable["candidates"]) == ("unavailable", [])
    await finished(reviewer, f"/versions/{haiwan.build()}/publish")
    found = await tried(editor, "什么时候可以出海打鱼")
    assert found["answer"]["items"][0]["id"] == "faq-1"
    first = found["candidates"][0]
    assert (first["id"], first["kept"], bool(first["reason"]), first["score"] > 0) == ("faq-1", True, True, True)
    assert (found["understood"]["by"], found["draft"]) == ("direct", False)
    usage = await tried(editor, "我的身份证号是11010519491231002X")
    assert (usage["answer"]["status"], usage["understood"]) == ("refused", None)


async def test_a_draft_is_tried_and_nothing_is_kept_of_it(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    await finished(reviewer, f"/versions/{haiwan.build()}/publish")
    before = {file.name: file.read_bytes() for file in haiwan.content.iterdir()}
    found = await tried(editor, "渔港啥时候开", draft=DRAFT)
    assert found["draft"] and "早上六点开门" in str(found["answer"]["fields"])
    changed = {"kind": "faq", "id": "faq-1", "fields": {"variants": ["哪天能下海", "渔船何时离港"]}}
    assert (await tried(editor, "渔船何时离港", draft=changed))["answer"]["items"][0]["id"] == "faq-1"
    assert {file.name: file.read_bytes() for file in haiwan.content.iterdir()} == before
    assert len(haiwan.store.versions()) == 1
    wrong = {"kind": "faq", "fields": {"question": "老虎机在哪", "answer": "在二楼的老虎机厅。"}}
    refused = await editor.http.post(TRY, json={"text": "老虎机", "draft": wrong})
    assert refused.status_code == 422 and refused.json()["errors"]
    gone = await editor.http.post(TRY, json={"text": "甲", "draft": {**changed, "id": "faq-9"}})
    assert gone.status_code == 404
    no_rasa = await editor.http.post(TRY, json={"text": "低保", "with_assistant": True})
    assert no_rasa.status_code == 409
