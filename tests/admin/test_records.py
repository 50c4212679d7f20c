"""Exports, the log, retention, and deleting one conversation."""

from __future__ import annotations

import csv
import io
import os
import time
from collections.abc import Awaitable, Callable, Iterator

import openpyxl
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select

from kiosk_api.admin.content.changing import Change
from kiosk_api.admin.exporting import exported, titles
from kiosk_api.admin.retention import retire
from kiosk_api.admin.staff import Role, Staff
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from kiosk_api.storage.staff_changes import ChangeState, StaffChanges
from kiosk_api.storage.staff_jobs import Jobs
from kiosk_api.storage.staff_records import BATCH, TABLES, StaffRecords
from kiosk_api.storage.tables import AnswerRow, FeedbackRow, UsageRow
from tests.admin.conftest import Browser, Clock
from tests.admin.working import API
from tests.tiny_district import write_district

SignedIn = Callable[[Role], Awaitable[Browser]]
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    write_district(settings.content_dir)
    return settings


def csv_rows(body: bytes) -> list[list[str]]:
    assert body.startswith("\ufeff".encode())
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def sheet_rows(body: bytes) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(io.BytesIO(body)).active.iter_rows(values_only=True))


def test_no_cell_is_a_formula() -> None:
    rows = [(text, 7, None, True) for text in DANGEROUS]
    plain = csv_rows(b"".join(exported("csv", ["甲", "=乙"], rows)))
    book = sheet_rows(b"".join(exported("xlsx", ["甲", "=乙"], rows)))
    assert plain[0][1] == "'=乙" == book[0][1]
    for written in ([row[0] for row in plain[1:]], [row[0] for row in book[1:]]):
        assert all(str(text).startswith("'") for text in written), written
    assert plain[1][1:] == ["7", "", "是"] and book[1][1:] == (7, None, "是")


def test_a_workbook_holds_whatever_is_text() -> None:
    """openpyxl leaves the coded mark of ``_x0041_`` as it is; spreadsheet programs show it decoded."""
    texts = ["<b>&\"'", "a\x00b\x0bc", "行\n行", " 空 ", "_x0041_", "字" * 40_000]
    book = sheet_rows(b"".join(exported("xlsx", ["甲"], [[text] for text in texts])))
    assert [row[0] for row in book[1:]] == ["<b>&\"'", "abc", "行\n行", " 空 ", "_x005F_x0041_", "字" * 32_767]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_first_byte_does_not_wait_for_the_rows(form: str) -> None:
    taken = 0

    def rows() -> Iterator[list[object]]:
        nonlocal taken
        for number in range(100_000):
            taken += 1
            yield [number, "一句话" * 5]

    started = time.perf_counter()
    pieces = exported("xlsx" if form == "xlsx" else "csv", ["号", "话"], rows())
    assert next(pieces) and taken == 0
    assert time.perf_counter() - started < 1
    assert max(len(piece) for piece in pieces) < 1_000_000 and taken == 100_000


async def test_tables_are_exported_whole(signed_in: SignedIn, running: FastAPI, settings: Settings) -> None:
    engine = running.state.services.database.repository.engine
    many = [
        {"day": "2026-11-01", "status": "answered", "understood_by": "direct", "item": f"=item-{n:06}", "aspect": "", "count": n}
        for n in range(BATCH * 2 + 1)
    ]  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(UsageRow), many)
    administrator = await signed_in(Role.administrator)
    for form, read in (("csv", csv_rows), ("xlsx", sheet_rows)):
        answer = await administrator.http.get(f"{API}/exports/usage", params={"format": form})
        assert answer.headers["content-disposition"] == f'attachment; filename="usage.{form}"'
        rows = read(answer.content)
        assert len(rows) == len(many) + 1
        assert [str(row[5]) for row in rows[1:]] == [str(n) for n in range(len(many))]
        assert rows[1][3] == "'=item-000000"
    told = [entry for entry in AuditLog(settings.index_dir).entries() if entry.action == "导出"]
    assert [entry.details["what"] for entry in told] == ["usage", "usage"]


async def test_every_column_has_a_name_people_read(running: FastAPI) -> None:
    records = StaffRecords(running.state.services.database.repository)
    assert {name: list(titles()[name]) for name in TABLES} == {name: records.columns(name) for name in TABLES}


async def test_content_is_exported_as_it_stands(signed_in: SignedIn) -> None:
    viewer = await signed_in(Role.viewer)
    rows = csv_rows((await viewer.http.get(f"{API}/exports/content/item")).content)
    assert len(rows) == 7 and {"监督电话", "公开内容", "文件", "行"} <= set(rows[0])
    assert (await viewer.http.get(f"{API}/exports/content/nothing")).status_code == 422


async def test_the_log_is_read_verified_and_taken_away(signed_in: SignedIn, settings: Settings) -> None:
    reviewer, administrator = await signed_in(Role.reviewer), await signed_in(Role.administrator)
    page = (await reviewer.http.get(f"{API}/audit", params={"action": "登录", "page_size": 1})).json()
    assert (page["total"], page["items"][0]["actor"]) == (2, "管理的人")
    assert (await reviewer.http.get(f"{API}/audit", params={"actor": "审核员"})).json()["total"] == 1
    found = (await reviewer.http.get(f"{API}/audit/verification")).json()
    assert (found["sound"], found["lines"], found["told"]) == (True, 2, "")
    rows = csv_rows((await administrator.http.get(f"{API}/audit/export")).content)
    assert [row[3] for row in rows] == ["做了什么", "登录", "登录", "导出"]
    path = AuditLog(settings.index_dir).path
    path.write_text(path.read_text("utf-8").replace("审核员", "别的人"), "utf-8")
    broken = (await reviewer.http.get(f"{API}/audit/verification")).json()
    assert (broken["sound"], "被改动" in broken["told"]) == (False, True)


async def test_one_conversation_is_deleted_with_what_was_said_of_it(signed_in: SignedIn, running: FastAPI) -> None:
    administrator = await signed_in(Role.administrator)
    http = administrator.http
    ids = []
    for _ in range(2):
        ids.append((await http.post("/api/v1/conversations", json={})).json()["conversation_id"])
        answer = (await http.post(f"/api/v1/conversations/{ids[-1]}/messages", json={"text": "低保"})).json()
        await http.post(f"/api/v1/answers/{answer['id']}/feedback", json={"useful": False, "text": "没说清"})
    assert (await http.delete(f"{API}/conversations/{ids[0]}")).status_code == 204
    assert (await http.delete(f"{API}/conversations/{ids[0]}")).status_code == 404
    services = running.state.services
    with services.database.repository.engine.connect() as connection:
        answers = connection.execute(select(AnswerRow.conversation_id)).scalars().all()
        said = connection.execute(select(FeedbackRow.answer_id)).scalars().all()
    assert answers == [ids[1]] and len(said) == 1
    assert ids[0] in services.answerer.forgotten


async def test_what_is_old_is_forgotten_and_what_waits_is_not(
    running: FastAPI, settings: Settings, clock: Clock
) -> None:
    services = running.state.services
    repository = services.database.repository
    someone = Staff("a" * 16, "编辑员", Role.editor, "")
    change = Change("edit", "faq", "faq.csv", "faq-1", "题", "b", {"答案": "甲"}, {"答案": "乙"})
    job = Jobs(repository).begin("build", "", "编辑员")
    kept = [StaffChanges(repository).keep(change, someone, state) for state in ChangeState]
    runs = settings.staff_dir / "runs"
    runs.mkdir(parents=True)
    for name, age in (("old.json", settings.staff_keep_days + 1), ("new.json", 1)):
        (runs / name).write_text("{}")
        os.utime(runs / name, (clock.now, clock.now - (age - settings.staff_keep_days) * 86_400))
    assert await retire(services.database, settings) == {"jobs": 0, "changes": 0, "files": 0}
    clock.now += (settings.staff_keep_days + 0.5) * 86_400
    assert await retire(services.database, settings) == {"jobs": 1, "changes": 2, "files": 1}
    total, left = StaffChanges(repository).page(0, 10)
    assert (total, left[0].state) == (1, ChangeState.proposed)
    assert [path.name for path in runs.iterdir()] == ["new.json"]
    assert (job.kind, len(kept)) == ("build", 3)
    assert list(StaffRecords(repository).rows("changes"))[0][0] == left[0].id


async def test_how_long_things_are_kept_is_what_the_settings_say(signed_in: SignedIn, app: FastAPI) -> None:
    settings = app.state.services.settings
    kept = (await (await signed_in(Role.viewer)).http.get(f"{API}/retention")).json()
    assert kept == {
        "conversation_minutes": settings.conversation_idle_seconds // 60,
        "loop_days": settings.loop_keep_days,
        "staff_days": settings.staff_keep_days,
    }
