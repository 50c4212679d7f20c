"""The dashboard's figures and the monthly report through the API and on the command line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.models import Status
from tests.admin.conftest import Browser, app, browser, clock, running, settings, signed_in
from tests.admin.working import API
from tests.conftest import ROOT
from tests.publishing.conftest import District
from tests.statistics.conftest import ask

__all__ = ["app", "browser", "clock", "running", "settings", "signed_in"]
SignedIn = Callable[[Role], Awaitable[Browser]]
STATISTICS = f"{API}/statistics"


@pytest.fixture
async def viewer(signed_in: SignedIn, running: FastAPI) -> Browser:
    repository = running.state.services.database.repository
    one = repository.open_conversation("kiosk", "hall-1")
    repository.add_feedback(ask(repository, one, "低保"), True, "")
    ask(repository, one, "飞船", Status.no_content)
    return await signed_in(Role.viewer)


async def test_figures(viewer: Browser) -> None:
    found = (await viewer.http.get(f"{STATISTICS}/figures")).json()
    assert (found["since"], found["until"]) == ("2026-12-17", "2027-01-15")
    assert (found["questions"], found["conversations"], found["unanswered_share"]) == (2, 1, 0.5)
    assert found["agency"] == [{"key": "区民政局", "label": "区民政局", "count": 1, "share": 0.5}]
    none = (await viewer.http.get(f"{STATISTICS}/figures", params={"until": "2026-12-31"})).json()
    assert none["questions"] == 0
    assert (await viewer.http.get(f"{STATISTICS}/figures", params={"until": "0001-01-01"})).status_code == 200


async def test_departments_and_coverage(viewer: Browser) -> None:
    found = (await viewer.http.get(f"{STATISTICS}/departments")).json()
    assert [(one["agency"], one["items"], one["questions"]) for one in found][:1] == [("区民政局", 2, 1)]
    assert (await viewer.http.get(f"{STATISTICS}/coverage")).json() == []


async def test_report(viewer: Browser) -> None:
    answer = await viewer.http.get(f"{STATISTICS}/report", params={"month": "2027-01"})
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/html")
    assert "2027年1月" in answer.text and "<script" not in answer.text
    assert (await viewer.http.get(f"{STATISTICS}/report", params={"month": "2027-13"})).status_code == 422


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    haiwan = District(tmp_path)
    haiwan.store.publish(haiwan.build())
    own = {"GONGKAI_INDEX_DIR": str(tmp_path / "index"), "GONGKAI_DATABASE_URL": f"sqlite:///{tmp_path}/db"}
    command = [sys.executable, "-m", "kiosk_api.cli", "report"]
    run = subprocess.run(
        [*command, "2027-01", "--html", str(tmp_path / "r.html")],
        cwd=ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert "海湾县政务公开查询服务月报" in (tmp_path / "r.html").read_text("utf-8")
    wrong = subprocess.run(
        [*command, "一月", "--html", str(tmp_path / "x.html")], cwd=ROOT, env={**os.environ, **own}, check=False
    )
    assert wrong.returncode == 1
