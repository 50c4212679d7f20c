"""What is wrong with the content as it stands, and what its records are called."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.admin.conftest import Browser
from tests.admin.working import API, working_app
from tests.publishing.conftest import District
from tests.tiny_district import write_table

SignedIn = Callable[[Role], Awaitable[Browser]]
ANSWER = "休渔结束后可以出海，时间以公告为准。"


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def test_every_answer_has_a_name_also_the_fields_own(signed_in: SignedIn, settings: Settings) -> None:
    settings.field_dir.mkdir()
    write_table(settings.field_dir / "faq.csv", [["编号", "标准问", "答案"], ["faq-field", "多久能有答复", "二十天。"]])
    viewer = await signed_in(Role.viewer)
    named = {one["id"]: one for one in (await viewer.http.get(f"{API}/content/names")).json()}
    assert (named["faq-1"]["title"], named["faq-field"]["title"]) == ("什么时候可以出海打鱼", "多久能有答复")
    assert {one["kind"] for one in named.values()} == {"item", "faq", "policy", "guide", "redirect"}
    item = next(one for one in named.values() if one["title"] == "休渔时间安排")
    assert item["path"] == ["海洋渔业", "伏季休渔"]


async def test_a_complaint_is_gone_once_the_content_is_mended(signed_in: SignedIn, haiwan: District) -> None:
    viewer = await signed_in(Role.viewer)

    async def errors() -> list[tuple[str, int, str]]:
        page = (await viewer.http.get(f"{API}/content/check", params={"severity": "error"})).json()
        return [(one["file"], one["row"], one["column"]) for one in page["items"]]

    assert await errors() == []
    faq = haiwan.content / "faq.csv"
    before = faq.read_text(encoding="utf-8")
    haiwan.rewrite("faq.csv", ANSWER, "")
    assert await errors() == [("faq.csv", 2, "答案")]
    faq.write_text(before, encoding="utf-8")
    assert await errors() == []
