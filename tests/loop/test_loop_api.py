"""From a question that got no answer to a change of the content, in two requests; done groups leave the list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.models import Status
from kiosk_api.settings import Settings
from kiosk_api.storage.loop import Loop
from tests.admin.conftest import Browser
from tests.admin.working import API, working_app
from tests.publishing.conftest import District
from tests.statistics.conftest import ask

SignedIn = Callable[[Role], Awaitable[Browser]]
LOOP = f"{API}/loop"


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    district = District(tmp_path)
    district.store.publish(district.build())
    return district


@pytest.fixture
def rule() -> bool:
    return False


@pytest.fixture
def settings(settings: Settings, rule: bool) -> Settings:
    return settings.model_copy(update={"two_person_rule": rule})


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def one_group(app: FastAPI, editor: Browser, *questions: str) -> dict[str, Any]:
    repository = app.state.services.database.repository
    for question in questions:
        ask(repository, repository.open_conversation("page"), question, Status.no_content)
    await editor.http.post(f"{LOOP}/regroup")
    page = (await editor.http.get(f"{LOOP}/groups")).json()
    assert page["total"] == 1
    found: dict[str, Any] = page["items"][0]
    return found


async def test_a_question_becomes_a_variant_and_leaves_the_list(
    signed_in: SignedIn, running: FastAPI, haiwan: District
) -> None:
    editor = await signed_in(Role.editor)
    group = await one_group(running, editor, "几号开渔", "几号开渔呀", "几号开渔")
    assert (group["title"], group["count"], group["trend"]) == ("几号开渔", 3, "new")
    detail = (await editor.http.get(f"{LOOP}/groups/{group['id']}")).json()
    assert detail["reasons"] == {"no_content": 3}
    assert detail["wordings"] == [{"text": "几号开渔", "count": 2}, {"text": "几号开渔呀", "count": 1}]
    assert detail["nearest"] and {"item", "score", "agency"} == set(detail["nearest"][0])
    action = {"type": "variant", "faq": "faq-1", "text": "几号开渔"}
    acted = await editor.http.post(f"{LOOP}/groups/{group['id']}/actions", json=action)
    assert acted.status_code == 200, acted.text
    assert acted.json()["group"]["state"] == "done" and acted.json()["change_id"]
    assert "几号开渔" in (haiwan.content / "faq.csv").read_text("utf-8")
    assert (await editor.http.get(f"{LOOP}/groups")).json()["total"] == 0
    assert (await editor.http.get(f"{LOOP}/groups", params={"state": "done"})).json()["total"] == 1
    history = (await editor.http.get(f"{LOOP}/groups/{group['id']}")).json()["history"]
    assert [(one["by"], one["action"]) for one in history] == [("编辑员", "variant")]


@pytest.mark.parametrize(
    ("action", "file", "words"),
    [
        ({"type": "negative", "faq": "faq-1", "text": "几号封山"}, "faq.csv", "几号封山"),
        (
            {"type": "faq", "question": "封山在几号？", "answer": "见公告。", "agency": "林业局"},
            "faq.csv",
            "封山在几号",
        ),
        ({"type": "alias", "word": "封大山", "formal": ["封山禁火"]}, "aliases.csv", "封大山"),
        ({"type": "redirect", "name": "修路灯", "door": "城管局", "how": "12319"}, "redirects.csv", "修路灯"),
        ({"type": "test", "question": "几号封山", "expected": ["faq-1"]}, "questions.jsonl", "几号封山"),
    ],
)
async def test_every_action_is_written_into_the_content(
    signed_in: SignedIn, running: FastAPI, haiwan: District, action: dict[str, Any], file: str, words: str
) -> None:
    editor = await signed_in(Role.editor)
    group = await one_group(running, editor, "几号封山")
    assert (group["title"], group["examples"]) == ("", [{"text": "几号封山", "count": 1}])
    acted = await editor.http.post(f"{LOOP}/groups/{group['id']}/actions", json=action)
    assert acted.status_code == 200, acted.text
    assert words in (haiwan.content / file).read_text("utf-8")
    assert acted.json()["group"]["state"] == "done"


async def test_a_draft_without_an_answer_waits_for_the_agency(signed_in: SignedIn, running: FastAPI) -> None:
    editor = await signed_in(Role.editor)
    group = await one_group(running, editor, "几号封山")
    action = {"type": "faq", "question": "封山在几号？", "agency": "林业局"}
    acted = (await editor.http.post(f"{LOOP}/groups/{group['id']}/actions", json=action)).json()
    shown = acted["group"]
    assert (shown["state"], shown["agency"], shown["draft"]) == ("assigned", "林业局", "封山在几号？")
    assert (await editor.http.get(f"{LOOP}/groups", params={"agency": "林业局"})).json()["total"] == 1


async def test_an_action_that_cannot_be_done_changes_nothing(
    signed_in: SignedIn, running: FastAPI, haiwan: District
) -> None:
    editor = await signed_in(Role.editor)
    group = await one_group(running, editor, "几号封山")
    before = {path.name: path.read_bytes() for path in haiwan.content.iterdir()}
    for action, status in (
        ({"type": "variant", "faq": "faq-999", "text": "几号封山"}, 404),
        ({"type": "alias", "word": " ", "formal": ["甲"]}, 422),
        ({"type": "test", "question": "几号封山", "expected": ["faq-1"], "status": "no_content"}, 422),
    ):
        acted = await editor.http.post(f"{LOOP}/groups/{group['id']}/actions", json=action)
        assert acted.status_code == status, acted.text
    assert {path.name: path.read_bytes() for path in haiwan.content.iterdir()} == before
    assert (await editor.http.get(f"{LOOP}/groups")).json()["items"][0]["state"] == "open"


async def test_assigned_dismissed_with_a_reason_and_opened_again(signed_in: SignedIn, running: FastAPI) -> None:
    editor = await signed_in(Role.editor)
    path = f"{LOOP}/groups/{(await one_group(running, editor, '几号封山'))['id']}"
    shown = (await editor.http.patch(path, json={"agency": "林业局", "due": "2027-01-18"})).json()
    assert (shown["agency"], shown["due"], shown["state"]) == ("林业局", "2027-01-18", "assigned")
    assert (await editor.http.patch(path, json={"state": "dismissed"})).status_code == 422
    dismissed = await editor.http.patch(path, json={"state": "dismissed", "reason": "不是政务公开的事"})
    assert dismissed.json()["reason"] == "不是政务公开的事"
    assert (await editor.http.get(f"{LOOP}/groups")).json()["total"] == 0
    assert (await editor.http.patch(path, json={"state": "open"})).json()["state"] == "open"
    assert (await editor.http.patch(f"{LOOP}/groups/{'0' * 16}", json={"state": "open"})).status_code == 404


@pytest.mark.parametrize("rule", [True])
async def test_a_proposal_that_is_turned_down_opens_the_group_again(signed_in: SignedIn, running: FastAPI) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    group = await one_group(running, editor, "几号开渔")
    action = {"type": "variant", "faq": "faq-1", "text": "几号开渔"}
    acted = (await editor.http.post(f"{LOOP}/groups/{group['id']}/actions", json=action)).json()
    refused = await reviewer.http.post(f"{API}/changes/{acted['change_id']}/reject", json={"note": "不像"})
    assert refused.status_code == 200
    assert Loop(running.state.services.database.repository).turned_down() == [group["id"]]
    await editor.http.post(f"{LOOP}/regroup")
    assert (await editor.http.get(f"{LOOP}/groups")).json()["items"][0]["state"] == "open"
