"""The newcomer's way through the API: import, measure, be refused, put it right, publish, see it, go back."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.admin.conftest import Browser
from tests.admin.test_publishing import asked
from tests.admin.working import API, finished, working_app
from tests.publishing.conftest import District

SignedIn = Callable[[Role], Awaitable[Browser]]
MUST = [{"question": "何日解缆", "expected": ["faq-1"], "tags": ["必须"]}]


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def agreed(editor: Browser, reviewer: Browser, fields: dict[str, object]) -> None:
    """A change of the question that one proposes and another accepts."""
    url = f"{API}/content/faq/records/faq-1"
    tag = {"If-Match": (await editor.http.get(url)).headers["etag"]}
    proposal = (await editor.http.patch(url, json={"fields": fields}, headers=tag)).json()["change"]["id"]
    assert (await reviewer.http.post(f"{API}/changes/{proposal}/accept", json={})).status_code == 200


async def test_the_newcomers_way(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    first = (await finished(editor, "/versions"))["result"]["version"]
    await finished(reviewer, f"/versions/{first}/publish")
    await agreed(editor, reviewer, {"answer": "八月十六日以后。"})
    assert (await editor.http.post(f"{API}/questions", json={"questions": MUST})).status_code == 201
    second = (await finished(editor, "/versions"))["result"]["version"]
    run = (await finished(editor, "/coverage/runs", {"version": second}))["result"]["run"]
    outcomes = (await editor.http.get(f"{API}/coverage/runs/{run}")).json()["run"]["outcomes"]
    missed = [one["question"]["question"] for one in outcomes if one["verdict"] != "right"]
    assert missed == ["何日解缆"]
    refused = await finished(reviewer, f"/versions/{second}/publish")
    assert refused["state"] == "refused" and "何日解缆" in json.dumps(refused["result"], ensure_ascii=False)
    assert "八月十六日" not in await asked(editor.http, "哪天能下海")
    await agreed(editor, reviewer, {"variants": ["哪天能下海", "啥时候开渔", "何日解缆"]})
    third = (await finished(editor, "/versions"))["result"]["version"]
    assert (await finished(reviewer, f"/versions/{third}/publish"))["state"] == "done"
    assert "八月十六日" in await asked(editor.http, "何日解缆")
    assert (await reviewer.http.post(f"{API}/rollback", json={})).json()["version"] == first
    assert "八月十六日" not in await asked(editor.http, "哪天能下海")
    assert (await reviewer.http.get(f"{API}/audit/verification")).json()["sound"]
    assert haiwan.store.history() == [first]
