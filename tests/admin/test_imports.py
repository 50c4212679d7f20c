"""The import wizard: what is told of an upload, what is accepted, and what hostile uploads come to."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import openpyxl
import pytest
from fastapi import FastAPI

from kiosk_api.admin.staff import Role
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from search_index.tables.guard import MAX_FILE_BYTES
from tests.admin.conftest import Browser
from tests.admin.working import API, working_app
from tests.catalogue.test_planted_mistakes import ALL, FIELD, HEADER, planted_book
from tests.publishing.conftest import District

SignedIn = Callable[[Role], Awaitable[Browser]]
IMPORTS = f"{API}/imports"
FAQ = "标准问,答案,相似问\n几点开门,早上九点。,什么时候开门\n"


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"field_dir": FIELD})


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def begun(browser: Browser, kind: str, **more: str) -> str:
    made = await browser.http.post(IMPORTS, json={"kind": kind, **more})
    assert made.status_code == 201, made.text
    return f"{IMPORTS}/{made.json()['id']}"


async def test_ten_mistakes_are_told_at_their_cells_corrected_and_accepted(
    signed_in: SignedIn, haiwan: District, tmp_path: Path, settings: Settings
) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    url = await begun(editor, "catalogue")
    book = planted_book(tmp_path / "民政目录.xlsx", ALL).read_bytes()
    assert (await editor.http.put(f"{url}/files/民政目录.xlsx", content=book)).json()["files"] == ["民政目录.xlsx"]
    report = (await editor.http.get(f"{url}/report")).json()
    told = [(one["sheet"], one["row"], one["column"], one["message"]) for one in report["complaints"]]
    for one in ALL:
        assert any(where[:3] == (one.sheet, one.row, one.column) and re.search(one.told, where[3]) for where in told)
    assert report["files"][0]["columns"]["公开主体"]
    marked = await editor.http.get(f"{url}/workbook")
    assert "问题" in openpyxl.load_workbook(io.BytesIO(marked.content)).sheetnames
    grid = (await editor.http.get(f"{url}/grid", params={"table": 1})).json()
    assert grid["tables"] == ["民政目录.xlsx·社会救助", "民政目录.xlsx·养老服务"]
    assert grid["rows"]["5"][HEADER.index("公开依据")] == "《XX省养老服务条例》"
    assert (5, HEADER.index("公开依据")) in [(mark["row"], mark["position"]) for mark in grid["marks"]]
    right = planted_book(tmp_path / "民政目录.xlsx", []).read_bytes()
    await editor.http.put(f"{url}/files/民政目录.xlsx", content=right)
    stale = await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:gongkai:problem:import_changed")
    report = (await editor.http.get(f"{url}/report")).json()
    assert (report["errors"], report["files"][0]["added"]) == (0, 16)
    own = await editor.http.post(f"{url}/accept", json={"digest": report["digest"]})
    assert (own.status_code, own.json()["type"]) == (403, "urn:gongkai:problem:second_person_needed")
    assert not (haiwan.content / "catalog-民政目录.csv").exists()
    assert (await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})).status_code == 200
    assert "低保审核确认" in (haiwan.content / "catalog-民政目录.csv").read_text("utf-8")
    assert (haiwan.content / "originals" / "民政目录.xlsx").read_bytes() == right
    entry = AuditLog(settings.index_dir).entries()[-1]
    assert (entry.actor, entry.action, entry.details["uploaded_by"]) == ("审核员", "接受导入", "编辑员")
    again = await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})
    assert again.status_code == 409


async def test_errors_forbid_the_import_and_nothing_is_written(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    url = await begun(editor, "faq")
    bad = FAQ + "老虎机在哪,在二楼的老虎机,\n"
    await editor.http.put(f"{url}/files/问答.csv", content=bad.encode())
    report = (await editor.http.get(f"{url}/report")).json()
    assert report["errors"] == 2
    before = sorted(path.name for path in haiwan.content.iterdir())
    refused = await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:gongkai:problem:content_refused")
    assert "老虎机" in refused.json()["errors"][0]["message"]
    assert sorted(path.name for path in haiwan.content.iterdir()) == before


async def test_questions_and_policies_are_imported(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    policy = "海湾县校车补助办法\n\n海湾县教育局\n\n2025年3月1日\n\n第一条 每车每年补助一万元。\n\n第二条 本办法自公布之日起施行。\n"
    for kind, name, text in (("faq", "问答.csv", FAQ), ("documents", "补助.txt", policy)):
        url = await begun(editor, kind)
        await editor.http.put(f"{url}/files/{name}", content=text.encode())
        report = (await editor.http.get(f"{url}/report")).json()
        assert (report["errors"], report["files"][0]["added"]) == (0, 1), report
        assert (await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})).status_code == 200
        assert (await editor.http.get(f"{url}/workbook")).status_code == 409
    assert "早上九点" in (haiwan.content / "faq-问答.csv").read_text("utf-8")
    assert "校车补助" in (haiwan.content / "policies-导入.csv").read_text("utf-8")
    listed = (await editor.http.get(IMPORTS)).json()
    assert listed["total"] == 2 and all(one["accepted_by"] == "审核员" for one in listed["items"])


@pytest.mark.parametrize(
    "name",
    [
        "..%2F..%2Fevil.csv",
        "%2E%2E",
        ".hidden",
        "a%2Fb.csv",
        "a%5Cb.csv",
        "x%00.csv",
        "长" * 70 + ".csv",
        "import.json",
    ],
)
async def test_no_name_leaves_the_folder(signed_in: SignedIn, settings: Settings, name: str) -> None:
    editor = await signed_in(Role.editor)
    url = await begun(editor, "faq")
    answer = await editor.http.put(f"{url}/files/{name}", content=FAQ.encode())
    assert answer.status_code in (404, 405, 422), answer.text
    kept = [path for path in settings.staff_dir.rglob("*") if path.is_file()]
    assert [path.name for path in kept] == ["import.json"]
    assert not list(settings.staff_dir.parent.glob("evil*"))


@pytest.mark.parametrize("target", ["../faq.csv", "faq-/../x.csv", "catalog.csv", "district.toml", "faq.toml"])
async def test_only_a_content_file_of_the_kind_is_replaced(signed_in: SignedIn, target: str) -> None:
    editor = await signed_in(Role.editor)
    answer = await editor.http.post(IMPORTS, json={"kind": "faq", "replacing": target})
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:gongkai:problem:file_name_refused")


async def test_an_upload_ends_at_its_limit_and_a_strangers_is_not_read(
    signed_in: SignedIn, browser: Callable[[], Awaitable[Browser]], settings: Settings
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 2 * MAX_FILE_BYTES:
            sent += 1 << 22
            yield b"x" * (1 << 22)

    editor, stranger = await signed_in(Role.editor), await browser()
    url = await begun(editor, "catalogue")
    refused = await editor.http.put(f"{url}/files/a.csv", content=endless())
    assert (refused.status_code, refused.json()["type"]) == (413, "urn:gongkai:problem:body_too_large")
    assert [path.name for path in settings.staff_dir.rglob("*") if path.is_file()] == ["import.json"]
    assert (await stranger.http.put(f"{url}/files/a.csv", content=b"x")).status_code == 401
    large = {"name": "x" * 1_100_000, "password": "y"}
    assert (await stranger.http.post(f"{API}/session", json=large)).status_code == 413


async def test_a_file_may_be_called_as_the_content_file_it_becomes(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    item = "领域,一级事项,公开内容,公开依据,公开时限,公开主体,公开渠道和载体\n海洋渔业,渔港建设,进度,《中华人民共和国渔业法》,每年4月15日前,海湾县海洋渔业局,政府网站\n"
    for kind, name, text in (("catalogue", "catalog-渔港.csv", item), ("faq", "faq-问答.csv", FAQ)):
        url = await begun(editor, kind)
        await editor.http.put(f"{url}/files/{name}", content=text.encode())
        report = (await editor.http.get(f"{url}/report")).json()
        done = await reviewer.http.post(f"{url}/accept", json={"digest": report["digest"]})
        assert done.status_code == 200, done.text
        assert (haiwan.content / name).is_file() and (haiwan.content / "originals" / name).read_text("utf-8") == text


async def test_what_is_no_table_is_told(signed_in: SignedIn) -> None:
    editor = await signed_in(Role.editor)
    url = await begun(editor, "catalogue")
    assert (await editor.http.get(f"{url}/report")).json()["detail"] == "还没有上传文件"
    await editor.http.put(f"{url}/files/目录.xlsx", content=b"\x89PNG picture")
    report = (await editor.http.get(f"{url}/report")).json()
    assert "不是表格" in report["complaints"][0]["message"]
    assert (await editor.http.delete(url)).status_code == 204
    assert (await editor.http.get(url)).status_code == 404
