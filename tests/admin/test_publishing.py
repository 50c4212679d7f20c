"""Build, measure, gate, publish, roll back and withdraw through the API, on a real index."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from kiosk_api.storage.staff_jobs import STALE_SECONDS, Jobs
from tests.admin.conftest import Browser
from tests.admin.working import API, finished, working_app
from tests.publishing.conftest import District

SignedIn = Callable[[Role], Awaitable[Browser]]


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def asked(http: httpx.AsyncClient, question: str) -> str:
    """What a terminal would show."""
    opened = (await http.post("/api/v1/conversations", json={})).json()["conversation_id"]
    answer = (await http.post(f"/api/v1/conversations/{opened}/messages", json={"text": question})).json()
    return answer["text"] + "".join(field["value"] for field in answer["fields"])


async def test_from_content_to_the_terminal_and_back(signed_in: SignedIn, haiwan: District, settings: Settings) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    first = (await finished(editor, "/versions"))["result"]["version"]
    assert (await finished(reviewer, f"/versions/{first}/publish"))["state"] == "done"
    assert "时间以公告为准" in await asked(editor.http, "什么时候可以出海打鱼")
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = (await finished(editor, "/versions"))["result"]["version"]
    report = (await finished(editor, f"/versions/{second}/gate"))["result"]
    assert (report["passed"], report["questions"]) == (True, 3)
    await finished(reviewer, f"/versions/{second}/publish")
    assert "以县里的公告为准" in await asked(editor.http, "什么时候可以出海打鱼")
    shown = (await editor.http.get(f"{API}/versions")).json()
    assert [(one["version"], one["served"]) for one in shown] == [(second, True), (first, False)]
    back = await reviewer.http.post(f"{API}/rollback", json={"reason": "不对"})
    assert back.json()["version"] == first
    assert "时间以公告为准" in await asked(editor.http, "什么时候可以出海打鱼")
    again = await reviewer.http.post(f"{API}/rollback", json={})
    assert (again.status_code, again.json()["detail"]) == (409, "没有更早发布过的版本可以退回")
    acts = [(entry.actor, entry.action) for entry in AuditLog(settings.index_dir).entries()]
    assert ("审核员", "发布完成") in acts and ("审核员", "退回完成") in acts


async def test_the_gate_refuses_and_only_an_administrator_overrides(signed_in: SignedIn, haiwan: District) -> None:
    reviewer, administrator = await signed_in(Role.reviewer), await signed_in(Role.administrator)
    first = haiwan.build()
    await finished(reviewer, f"/versions/{first}/publish")
    faq = haiwan.content / "faq.csv"
    faq.write_text("标准问,答案\n渔港几点开门,六点\n", "utf-8")
    worse = haiwan.build()
    refused = await finished(reviewer, f"/versions/{worse}/publish")
    assert refused["state"] == "refused"
    assert "哪天能下海" in [one["question"]["question"] for one in refused["result"]["failing"]]
    over = {"reason": "领导要求先上"}
    assert (await reviewer.http.post(f"{API}/versions/{worse}/publish", json=over)).status_code == 403
    assert (await finished(administrator, f"/versions/{worse}/publish", over))["state"] == "done"
    assert haiwan.store.history()[-1] == worse


async def test_publishing_at_a_time_and_taking_it_out_again(signed_in: SignedIn, haiwan: District) -> None:
    reviewer = await signed_in(Role.reviewer)
    first, second = haiwan.two_versions()
    await finished(reviewer, f"/versions/{first}/publish")
    for wrong in (datetime.now(UTC) - timedelta(hours=1), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)):
        told = await reviewer.http.post(f"{API}/versions/{second}/publish", json={"at": wrong.isoformat()})
        assert (told.status_code, "一年以内" in told.json()["detail"]) == (409, True)
    at = datetime.now(UTC) + timedelta(days=1)
    await finished(reviewer, f"/versions/{second}/publish", {"at": at.isoformat()})
    shown = {one["version"]: one["scheduled_at"] for one in (await reviewer.http.get(f"{API}/versions")).json()}
    assert shown[first] is None and datetime.fromisoformat(shown[second]) == at
    assert (await reviewer.http.delete(f"{API}/versions/{second}/schedule")).status_code == 204
    assert (await reviewer.http.delete(f"{API}/versions/{second}/schedule")).status_code == 409
    unknown = await reviewer.http.post(f"{API}/versions/nothing/publish", json={})
    assert (unknown.status_code, "没有版本 nothing" in unknown.json()["detail"]) == (409, True)


async def test_a_record_is_withdrawn_and_put_back(signed_in: SignedIn, haiwan: District) -> None:
    reviewer = await signed_in(Role.reviewer)
    await finished(reviewer, f"/versions/{haiwan.build()}/publish")
    gone = await reviewer.http.post(f"{API}/withdrawn", json={"id": "faq-1", "reason": "写错了"})
    assert gone.status_code == 201
    assert (await reviewer.http.get(f"{API}/withdrawn")).json() == [{"id": "faq-1", "reason": "写错了"}]
    assert "公告为准" not in await asked(reviewer.http, "什么时候可以出海打鱼")
    assert (await reviewer.http.post(f"{API}/withdrawn", json={"id": "faq-1", "reason": ""})).status_code == 422
    assert (await reviewer.http.post(f"{API}/withdrawn", json={"id": "没有", "reason": "无"})).status_code == 409
    assert (await reviewer.http.delete(f"{API}/withdrawn/faq-1")).status_code == 204
    assert "公告为准" in await asked(reviewer.http, "什么时候可以出海打鱼")


async def test_runs_are_kept_read_and_compared(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    first, second = haiwan.two_versions()
    await finished(reviewer, f"/versions/{first}/publish")
    before = (await finished(editor, "/coverage/runs"))["result"]["run"]
    after = (await finished(editor, "/coverage/runs", {"version": second, "variants": "错字"}))["result"]["run"]
    heads = (await editor.http.get(f"{API}/coverage/runs")).json()
    assert [head["id"] for head in heads["items"]] == [after, before]
    assert heads["items"][1]["questions"] == 3 and heads["items"][1]["right"] == 1.0
    run = (await editor.http.get(f"{API}/coverage/runs/{before}")).json()
    assert run["kind"] == "gongkai-coverage-run" and len(run["run"]["outcomes"]) == 3
    found = (await editor.http.get(f"{API}/coverage/difference", params={"before": before, "after": after})).json()
    assert found["changed"][0]["after"]["question"]["question"] == "什么时候可以出海打鱼"
    page = await editor.http.get(f"{API}/coverage/runs/{before}/report")
    assert page.headers["content-disposition"].startswith("attachment") and "海湾县" in page.text
    book = await editor.http.get(f"{API}/coverage/runs/{before}/report", params={"format": "xlsx"})
    assert book.content.startswith(b"PK")
    drafts = (await editor.http.get(f"{API}/coverage/drafts", params={"tested": before})).json()
    assert drafts["total"] > 0 and drafts["items"][0]["expected"]
    assert (await editor.http.get(f"{API}/coverage/runs/nothing")).status_code == 404
    wrong = await editor.http.post(f"{API}/coverage/runs", json={"variants": "倒着写"})
    assert (wrong.status_code, "倒着写" in wrong.json()["detail"]) == (409, True)


async def test_content_with_mistakes_is_not_built(signed_in: SignedIn, haiwan: District) -> None:
    editor = await signed_in(Role.editor)
    (haiwan.content / "places.csv").write_text("地址\n甲\n", "utf-8")
    job = await finished(editor, "/versions")
    assert job["state"] == "failed" and "places.csv" in job["message"]


async def test_one_thing_at_a_time_and_a_lost_one_is_told(signed_in: SignedIn, running: FastAPI) -> None:
    editor = await signed_in(Role.editor)
    repository = running.state.services.database.repository
    lost = Jobs(repository).begin("build", "", "王主任")
    busy = await editor.http.post(f"{API}/versions")
    assert (busy.status_code, busy.json()["title"]) == (409, "正在忙")
    assert "王主任" in busy.json()["detail"]
    now = repository.now()
    repository.now = lambda: now + STALE_SECONDS + 1
    assert (await editor.http.get(f"{API}/jobs/{lost.id}")).json()["state"] == "interrupted"
    assert (await finished(editor, "/versions"))["state"] == "done"
    assert len((await editor.http.get(f"{API}/jobs", params={"limit": 5})).json()) == 2
    assert (await editor.http.get(f"{API}/jobs/nothing0")).status_code == 404
