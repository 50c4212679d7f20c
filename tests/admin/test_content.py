"""Editing the content: byte for byte but the row, checked, agreed to by a second person, undone."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import Response

from kiosk_api.admin.staff import Role
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from tests.admin.conftest import Browser
from tests.admin.working import API, finished, working_app
from tests.publishing.conftest import District

SignedIn = Callable[[Role], Awaitable[Browser]]
CONTENT, CHANGES = f"{API}/content", f"{API}/changes"
SCRIPT = '<script>alert("x")</script><img src=x onerror=alert(1)>'


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    return District(tmp_path)


@pytest.fixture
def rule() -> bool:
    return False


@pytest.fixture
def settings(settings: Settings, rule: bool) -> Settings:
    return settings.model_copy(update={"two_person_rule": rule})


@pytest.fixture
def app(settings: Settings, haiwan: District) -> FastAPI:  # noqa: ARG001  the content has to be there
    return working_app(settings)


async def etag(browser: Browser, path: str) -> str:
    return (await browser.http.get(f"{CONTENT}/{path}")).headers["etag"]


async def edited(browser: Browser, path: str, **fields: Any) -> Response:
    entered = {"fields": fields}
    return await browser.http.patch(f"{CONTENT}/{path}", json=entered, headers={"If-Match": await etag(browser, path)})


async def test_records_are_listed_found_and_read(signed_in: SignedIn, haiwan: District) -> None:
    viewer = await signed_in(Role.viewer)
    kinds = {one["kind"]: one for one in (await viewer.http.get(f"{CONTENT}/kinds")).json()}
    assert (kinds["item"]["records"], kinds["faq"]["records"], kinds["alias"]["records"]) == (6, 1, 1)
    fields = {one["name"]: one for one in kinds["policy"]["fields"]}
    assert fields["status"]["type"] == "choice" and "已废止" in fields["status"]["choices"]
    assert (fields["issued"]["type"], fields["verified"]["type"], fields["name"]["required"]) == ("date", "flag", True)
    assert {one["name"]: one for one in kinds["faq"]["fields"]}["variants"]["type"] == "list"
    page = (await viewer.http.get(f"{CONTENT}/item", params={"q": "补贴 公示", "page_size": 1})).json()
    assert (page["total"], page["items"][0]["title"]) == (1, "补贴对象公示")
    for wanted, total in (({"domain": "海洋渔业"}, 3), ({"agency": "交通运输局"}, 1), ({"verified": True}, 0)):
        assert (await viewer.http.get(f"{CONTENT}/item", params=wanted)).json()["total"] == total
    assert (await viewer.http.get(f"{CONTENT}/policy", params={"status": "已被取代"})).json()["total"] == 1
    assert (await viewer.http.get(f"{CONTENT}/item/choices/domain")).json()[0] == "海洋渔业"
    one = (await viewer.http.get(f"{CONTENT}/faq/records/faq-1")).json()
    assert (one["fields"]["variants"], one["file"], one["row"]) == (["哪天能下海", "啥时候开渔"], "faq.csv", 2)
    assert (await viewer.http.get(f"{CONTENT}/faq/records/faq-9")).status_code == 404
    assert (await viewer.http.get(f"{CONTENT}/matter")).status_code == 422
    assert "total" in (await viewer.http.get(f"{CONTENT}/check")).json()
    assert haiwan.content.is_dir()


async def test_one_row_changes_and_every_other_byte_stays(
    signed_in: SignedIn, haiwan: District, settings: Settings
) -> None:
    editor = await signed_in(Role.editor)
    path = haiwan.content / "policies.csv"
    before = path.read_bytes().split(b"\r\n")
    done = await edited(editor, "policy/records/policy-new", summary='新办法，"每船"按吨位。')
    assert done.status_code == 200, done.text
    assert done.json()["change"]["state"] == "applied"
    after = path.read_bytes().split(b"\r\n")
    assert [row for row in range(len(before)) if before[row] != after[row]] == [2]
    assert next(csv.reader([after[2].decode()]))[5] == '新办法，"每船"按吨位。'
    told = AuditLog(settings.index_dir).entries()[-1]
    assert (told.actor, told.action, told.details["columns"]) == ("编辑员", "修改内容", ["内容摘要"])
    kept = (await editor.http.get(CHANGES, params={"record_id": "policy-new"})).json()["items"][0]
    assert kept["before"] == {"内容摘要": "新办法：每船按吨位补助。"}
    assert kept["after"] == {"内容摘要": '新办法，"每船"按吨位。'} and kept["by"] == "编辑员"
    assert (await editor.http.post(f"{CHANGES}/{kept['id']}/undo")).status_code == 200
    assert path.read_bytes().split(b"\r\n") == before


async def test_a_policy_in_full_is_saved(signed_in: SignedIn) -> None:
    editor = await signed_in(Role.editor)
    text = "第一条　每船按吨位补助。" * 8_000
    assert (await edited(editor, "policy/records/policy-new", text=text)).status_code == 200
    shown = (await editor.http.get(f"{CONTENT}/policy/records/policy-new")).json()
    assert shown["fields"]["text"] == text


async def test_two_who_edit_at_once_do_not_overwrite_one_another(signed_in: SignedIn) -> None:
    one, other = await signed_in(Role.editor), await signed_in(Role.reviewer)
    seen = {"If-Match": await etag(one, "faq/records/faq-1")}
    assert (await edited(other, "faq/records/faq-1", answer="以公告为准。")).status_code == 200
    url = f"{CONTENT}/faq/records/faq-1"
    late = await one.http.patch(url, json={"fields": {"answer": "八月。"}}, headers=seen)
    assert (late.status_code, late.json()["type"]) == (412, "urn:gongkai:problem:record_changed")
    assert (await one.http.delete(url, headers=seen)).status_code == 412
    assert (await one.http.patch(url, json={"fields": {"answer": "八月。"}})).status_code == 422


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [
        ("policy/records/policy-old", {"successor": ""}, "successor"),
        ("policy/records/policy-new", {"status": "大概有效"}, "status"),
        ("policy/records/policy-new", {"issued": "去年"}, "issued"),
        ("policy/records/policy-new", {"source_url": "https://evil.example/"}, "source_url"),
        ("faq/records/faq-1", {"answer": ""}, "answer"),
        ("faq/records/faq-1", {"cites": ["没有这一条"]}, "cites"),
        ("faq/records/faq-1", {"colour": "red"}, "colour"),
        ("faq/records/faq-1", {"id": "faq-2"}, "id"),
    ],
    ids=str,
)
async def test_what_the_checks_refuse_is_told_by_field(
    signed_in: SignedIn, haiwan: District, path: str, fields: dict[str, Any], field: str
) -> None:
    editor = await signed_in(Role.editor)
    before = {file.name: file.read_bytes() for file in haiwan.content.iterdir()}
    refused = await edited(editor, path, **fields)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:gongkai:problem:fields_refused")
    assert field in [one["field"] for one in refused.json()["errors"]], refused.text
    assert {file.name: file.read_bytes() for file in haiwan.content.iterdir()} == before


async def test_records_of_every_kind_are_added_and_deleted(signed_in: SignedIn, haiwan: District) -> None:
    editor = await signed_in(Role.editor)
    new = {
        "item": {"domain": "校车安全", "topic": "校车许可", "subtopic": "许可结果", "agency": "海湾县教育局"},
        "policy": {"name": "海湾县校车办法", "status": "征求意见"},
        "interpretation": {"policy": "policy-new", "name": "一图读懂", "text": "每船按吨位。"},
        "faq": {"question": "几点开门", "answer": "九点。", "variants": ["啥时候开门", "开门时间"]},
        "guide": {"guide": "guide-x", "name": "校车许可", "heading": "去哪办", "text": "县教育局。", "aspect": "where"},
        "place": {"name": "海湾县政务大厅", "address": "渔港路 1 号"},
        "redirect": {"name": "社保卡补办", "door": "人社局"},
        "alias": {"word": "打鱼", "formal": ["捕捞"]},
    }
    files = {file.name: file.read_bytes() for file in haiwan.content.iterdir()}
    for kind, fields in new.items():
        added = await editor.http.post(f"{CONTENT}/{kind}", json={"fields": fields})
        assert added.status_code == 201, added.text
        own = f"{kind}/records/{added.json()['change']['record_id']}"
        shown = (await editor.http.get(f"{CONTENT}/{own}")).json()
        assert {name: shown["fields"][name] for name in fields} == fields
        tag = {"If-Match": await etag(editor, own)}
        assert (await editor.http.delete(f"{CONTENT}/{own}", headers=tag)).status_code == 200
        assert (await editor.http.get(f"{CONTENT}/{own}")).status_code == 404
    left = {file.name: file.read_bytes() for file in haiwan.content.iterdir()}
    assert {name: left[name] for name in files} == files
    deleted = (await editor.http.get(CHANGES, params={"kind": "alias"})).json()["items"][0]
    assert (await editor.http.post(f"{CHANGES}/{deleted['id']}/undo")).json()["change"]["action"] == "add"
    assert (await editor.http.get(f"{CONTENT}/alias", params={"q": "捕捞"})).json()["total"] == 1


async def test_a_renamed_item_keeps_its_id(signed_in: SignedIn) -> None:
    editor = await signed_in(Role.editor)
    item = (await editor.http.get(f"{CONTENT}/item", params={"q": "休渔时间"})).json()["items"][0]
    assert (await edited(editor, f"item/records/{item['id']}", subtopic="休渔期安排")).status_code == 200
    again = (await editor.http.get(f"{CONTENT}/item/records/{item['id']}")).json()
    assert again["fields"]["subtopic"] == "休渔期安排"


@pytest.mark.parametrize("rule", [True])
async def test_a_second_person_agrees_before_anything_is_written(
    signed_in: SignedIn, haiwan: District, settings: Settings
) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    path = haiwan.content / "faq.csv"
    before = path.read_bytes()
    proposal = (await edited(editor, "faq/records/faq-1", answer="以县里的公告为准。")).json()["change"]
    assert (proposal["state"], path.read_bytes()) == ("proposed", before)
    url = f"{CHANGES}/{proposal['id']}"
    assert (await editor.http.post(f"{url}/accept", json={})).status_code == 403
    own = (await edited(reviewer, "faq/records/faq-1", answer="另一种说法。")).json()["change"]
    refused = await reviewer.http.post(f"{CHANGES}/{own['id']}/accept", json={})
    assert refused.json()["type"] == "urn:gongkai:problem:second_person_needed"
    assert (await editor.http.post(f"{CHANGES}/{own['id']}/reject", json={})).status_code == 403
    waiting = (await reviewer.http.get(CHANGES, params={"state": "proposed"})).json()
    assert waiting["total"] == 2
    done = await reviewer.http.post(f"{url}/accept", json={"note": "可以"})
    assert done.json()["change"]["decided_by"] == "审核员" and "以县里的公告为准" in path.read_text("utf-8")
    assert (await reviewer.http.post(f"{url}/accept", json={})).status_code == 409
    administrator = await signed_in(Role.administrator)
    stale = await administrator.http.post(f"{CHANGES}/{own['id']}/accept", json={})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:gongkai:problem:record_changed")
    assert (await reviewer.http.post(f"{CHANGES}/{own['id']}/reject", json={})).json()["state"] == "rejected"
    told = [one for one in AuditLog(settings.index_dir).entries() if one.action == "修改内容"]
    assert [(one.actor, one.details["proposed_by"]) for one in told] == [("审核员", "编辑员")]


@pytest.mark.parametrize("rule", [True])
async def test_two_who_accept_at_once_add_a_record_once(signed_in: SignedIn, haiwan: District) -> None:
    editor = await signed_in(Role.editor)
    agreeing = [await signed_in(Role.reviewer), await signed_in(Role.administrator)]
    new = {"fields": {"name": "海湾县政务大厅"}}
    proposal = (await editor.http.post(f"{CONTENT}/place", json=new)).json()["change"]["id"]
    said = [one.http.post(f"{CHANGES}/{proposal}/accept", json={}) for one in agreeing]
    assert sorted(answer.status_code for answer in await asyncio.gather(*said)) == [200, 409]
    assert (haiwan.content / "places.csv").read_text("utf-8").count("政务大厅") == 1


@pytest.mark.parametrize("column", ["=1+1", "@甲", "'=甲", ' 甲"', "", "甲" * 61])
async def test_no_column_is_a_formula(signed_in: SignedIn, column: str) -> None:
    editor = await signed_in(Role.editor)
    entered = {"fields": {"name": "大厅"}, "extra": {column: "乙"}}
    assert (await editor.http.post(f"{CONTENT}/place", json=entered)).status_code == 422
    fine = {"fields": {"name": "大厅"}, "extra": {"公交路线": "=1+1"}}
    made = await editor.http.post(f"{CONTENT}/place", json=fine)
    shown = await editor.http.get(f"{CONTENT}/place/records/{made.json()['change']['record_id']}")
    assert shown.json()["extra"] == {"公交路线": "=1+1"}


async def test_a_script_is_text_and_a_formula_is_none(signed_in: SignedIn, haiwan: District) -> None:
    editor, reviewer = await signed_in(Role.editor), await signed_in(Role.reviewer)
    formula = '=HYPERLINK("http://evil.example","点我")'
    assert (await edited(editor, "faq/records/faq-1", answer=SCRIPT, legal_basis=formula)).status_code == 200
    row = next(csv.reader(io.StringIO((haiwan.content / "faq.csv").read_bytes().decode().split("\r\n", 1)[1])))
    assert row[2] == SCRIPT and row[-1] == "'" + formula
    shown = await editor.http.get(f"{CONTENT}/faq/records/faq-1")
    assert shown.headers["content-type"] == "application/json" and shown.headers["x-content-type-options"] == "nosniff"
    assert (shown.json()["fields"]["answer"], shown.json()["fields"]["legal_basis"]) == (SCRIPT, formula)
    (haiwan.content / "questions.jsonl").unlink()
    version = (await finished(editor, "/versions"))["result"]["version"]
    await finished(reviewer, f"/versions/{version}/publish")
    answer = await editor.http.get("/api/v1/faq")
    assert answer.headers["content-type"] == "application/json" and SCRIPT in str(answer.json())


async def test_hot_questions_and_notice_change_and_nothing_else_does(signed_in: SignedIn, haiwan: District) -> None:
    editor = await signed_in(Role.editor)
    path = haiwan.content / "district.toml"
    path.write_text(
        '# 海湾\nname = "海湾县"  # 全称\nhotline = "12345"\nhot_questions = ["休渔什么时候开始"]\n', "utf-8"
    )
    shown = await editor.http.get(f"{API}/district")
    assert shown.json()["district"]["hot_questions"] == ["休渔什么时候开始"]
    seen = {"If-Match": shown.headers["etag"]}
    entered = {"hot_questions": ["几点开门", '"引号"'], "notice": "今天停电"}
    done = await editor.http.patch(f"{API}/district", json=entered, headers=seen)
    assert done.status_code == 200, done.text
    text = path.read_text("utf-8")
    assert text.startswith('# 海湾\nname = "海湾县"  # 全称\nhotline = "12345"\n')
    now = (await editor.http.get(f"{API}/district")).json()["district"]
    assert (now["hot_questions"], now["notice"]) == (["几点开门", '"引号"'], "今天停电")
    assert (await editor.http.patch(f"{API}/district", json={"notice": "无"}, headers=seen)).status_code == 412
    again = {"If-Match": (await editor.http.get(f"{API}/district")).headers["etag"]}
    assert (await editor.http.patch(f"{API}/district", json={"name": ""}, headers=again)).status_code == 422
    assert (await editor.http.post(f"{CHANGES}/{done.json()['change']['id']}/undo")).status_code == 200
    assert (await editor.http.get(f"{API}/district")).json()["district"]["hot_questions"] == ["休渔什么时候开始"]


async def test_test_questions_are_adopted_changed_and_taken_out(
    signed_in: SignedIn, haiwan: District, settings: Settings
) -> None:
    editor = await signed_in(Role.editor)
    url, path = f"{API}/questions", haiwan.content / "questions.jsonl"
    before = path.read_text("utf-8").split("\n")
    assert (await editor.http.get(url)).json()["total"] == 3
    new = [{"question": "几时开渔", "expected": ["faq-1"], "aspects": ["when"], "tags": ["必须"]}]
    done = (await editor.http.post(url, json={"questions": new})).json()
    assert done["questions"] == 4 and path.read_text("utf-8").split("\n")[:3] == before
    listed = (await editor.http.get(url)).json()["items"][3]
    assert (listed["question"], listed["aspects"], listed["row"]) == ("几时开渔", ["when"], 4)
    for sought, rows in (("时开渔", [4]), ("必须", [2, 4]), ("没有这几个字", [])):
        assert [one["row"] for one in (await editor.http.get(url, params={"q": sought})).json()["items"]] == rows
    seen = {"If-Match": done["etag"]}
    wrong = {"question": "几时开渔", "expected": ["faq-1"], "status": "no_content"}
    refused = await editor.http.put(f"{url}/4", json=wrong, headers=seen)
    assert (refused.status_code, "应答编号" in refused.text) == (422, True)
    changed = (
        await editor.http.put(f"{url}/4", json={"question": "几月开渔", "expected": ["faq-1"]}, headers=seen)
    ).json()
    assert (await editor.http.delete(f"{url}/4", headers=seen)).status_code == 412
    assert (await editor.http.delete(f"{url}/9", headers={"If-Match": changed["etag"]})).status_code == 409
    assert (await editor.http.delete(f"{url}/4", headers={"If-Match": changed["etag"]})).json()["questions"] == 3
    assert path.read_text("utf-8") == "\n".join(before) + "\n"
    told = [one.action for one in AuditLog(settings.index_dir).entries()]
    assert told[-3:] == ["新增测试问题", "修改测试问题", "删除测试问题"]
