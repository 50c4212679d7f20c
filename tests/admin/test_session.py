"""Signing in: the session is new, ends when it should, and nobody else's page can use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from fastapi import FastAPI

from kiosk_api.admin.errors import PasswordRefused
from kiosk_api.admin.passwords import check_rules
from kiosk_api.admin.staff import Role
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.storage.staff_sessions import IDLE_SECONDS, LIFE_SECONDS
from tests.admin.conftest import NAMES, PASSWORD, SESSION, Browser, Clock

Opened = Callable[[], Awaitable[Browser]]
SignedIn = Callable[[Role], Awaitable[Browser]]
EDITOR = NAMES[Role.editor]
STAFF = "/api/v1/admin/staff"
OTHER = "另一句记得住的话 34"


async def test_a_person_signs_in_and_out(browser: Opened, running: FastAPI) -> None:
    one = await browser()
    answer = await one.sign_in(EDITOR)
    assert answer.json()["staff"] | {"id": ""} == {
        "id": "",
        "name": EDITOR,
        "role": "editor",
        "role_name": "编辑",
        "agency": "区民政局",
    }
    cookie = answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/api/v1/admin"))
    assert "secure" not in cookie
    assert (await one.http.get(SESSION)).json()["csrf_token"] == answer.json()["csrf_token"]
    kept = one.cookie
    assert (await one.http.delete(SESSION)).status_code == 204
    one.http.cookies.set("gongkai_staff", kept)
    assert (await one.http.get(SESSION)).status_code == 401
    log = AuditLog(running.state.services.settings.index_dir)
    assert [(entry.actor, entry.action) for entry in log.entries()] == [(EDITOR, "登录"), (EDITOR, "退出登录")]
    assert "127.0.0.1" not in log.path.read_text("utf-8")


async def test_the_cookie_is_secure_over_https(browser: Opened) -> None:
    one = await browser()
    one.http.base_url = "https://hall"
    assert "secure" in (await one.sign_in(EDITOR)).headers["set-cookie"].lower()


async def test_a_session_planted_before_signing_in_is_worth_nothing_after(browser: Opened, signed_in: SignedIn) -> None:
    planted = (await signed_in(Role.viewer)).cookie
    victim = await browser()
    victim.http.cookies.set("gongkai_staff", planted)
    await victim.sign_in(NAMES[Role.administrator])
    fresh = [cookie.value for cookie in victim.http.cookies.jar if cookie.value != planted]
    assert len(fresh) == 1
    attacker = await browser()
    attacker.http.cookies.set("gongkai_staff", planted)
    assert (await attacker.http.get(SESSION)).status_code == 401
    made_up = await browser()
    made_up.http.cookies.set("gongkai_staff", "x" * 43)
    assert (await made_up.http.get(SESSION)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "0" * 64},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://hall.evil.example"},
        {"Origin": "http://[half"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
async def test_another_sites_page_changes_nothing(signed_in: SignedIn, headers: dict[str, str]) -> None:
    one = await signed_in(Role.administrator)
    entered = {"name": "新来的", "role": "viewer", "password": PASSWORD}
    refused = await one.http.post(STAFF, json=entered, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:gongkai:problem:foreign_request")
    own = {"Origin": "http://hall", "Sec-Fetch-Site": "same-origin"}
    assert (await one.http.post(STAFF, json=entered, headers=own)).status_code == 201


async def test_the_token_of_one_session_is_worthless_in_another(signed_in: SignedIn) -> None:
    one, other = await signed_in(Role.administrator), await signed_in(Role.administrator)
    one.http.headers["X-CSRF-Token"] = other.http.headers["X-CSRF-Token"]
    assert (await one.http.delete(SESSION)).status_code == 403


async def test_another_sites_page_signs_nobody_in(browser: Opened) -> None:
    one = await browser()
    entered = {"name": EDITOR, "password": PASSWORD}
    answer = await one.http.post(SESSION, json=entered, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    form = {"content-type": "text/plain"}
    assert (await one.http.post(SESSION, content="{}", headers=form)).status_code == 422


async def test_a_session_ends_when_idle_and_at_the_end_of_the_day(signed_in: SignedIn, clock: Clock) -> None:
    one = await signed_in(Role.viewer)
    for _ in range(int(LIFE_SECONDS / (IDLE_SECONDS - 60)) - 1):
        clock.now += IDLE_SECONDS - 60
        assert (await one.http.get(SESSION)).status_code == 200
    clock.now += IDLE_SECONDS
    assert (await one.http.get(SESSION)).status_code == 401
    other = await signed_in(Role.viewer)
    for _ in range(int(LIFE_SECONDS / 1_000) + 1):
        clock.now += 1_000
        last = (await other.http.get(SESSION)).status_code
    assert last == 401


async def test_after_failures_one_waits_longer_each_time(browser: Opened, clock: Clock) -> None:
    one = await browser()
    for _ in range(5):
        assert (await one.sign_in(EDITOR, "错的密码错的密码")).status_code == 401
    waits = []
    for _ in range(8):
        blocked = await one.sign_in(EDITOR)
        assert (blocked.status_code, blocked.json()["type"]) == (429, "urn:gongkai:problem:sign_in_blocked")
        waits.append(int(blocked.headers["retry-after"]))
        clock.now += waits[-1] + 0.5
        assert (await one.sign_in(EDITOR, "错的密码错的密码")).status_code == 401
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    clock.now += 901
    assert (await one.sign_in(EDITOR)).status_code == 200
    assert (await one.sign_in(EDITOR, "错的密码错的密码")).status_code == 401


async def test_a_name_that_nobody_has_is_answered_alike(browser: Opened, running: FastAPI) -> None:
    one = await browser()
    known, unknown = [], []
    for _ in range(7):
        known.append(await one.sign_in(EDITOR, "错的密码错的密码"))
        unknown.append(await one.sign_in("没有这个人", "错的密码错的密码"))
    assert [answer.status_code for answer in known] == [answer.status_code for answer in unknown]
    assert {answer.json()["detail"] for answer in known} == {answer.json()["detail"] for answer in unknown}
    log = AuditLog(running.state.services.settings.index_dir).entries()
    assert [(entry.actor, entry.action) for entry in log] == [(EDITOR, "登录受阻"), ("（没有的账号）", "登录受阻")]


async def test_an_address_that_tries_many_names_waits_too(browser: Opened) -> None:
    one = await browser()
    statuses = [(await one.sign_in(f"名字{number}", "错的密码错的密码")).status_code for number in range(21)]
    assert statuses == [401] * 20 + [429]


async def test_a_changed_password_ends_every_session_but_the_new_one(signed_in: SignedIn, browser: Opened) -> None:
    one, elsewhere = await signed_in(Role.editor), await signed_in(Role.editor)
    before = one.cookie
    wrong = await one.http.post(f"{SESSION}/password", json={"present": "不对不对不对不对", "wanted": OTHER})
    assert wrong.json()["type"] == "urn:gongkai:problem:password_wrong"
    changed = await one.http.post(f"{SESSION}/password", json={"present": PASSWORD, "wanted": OTHER})
    assert changed.status_code == 200 and one.cookie != before
    assert (await one.http.get(SESSION)).status_code == 200
    assert (await elsewhere.http.get(SESSION)).status_code == 401
    assert (await (await browser()).sign_in(EDITOR)).status_code == 401
    assert (await (await browser()).sign_in(EDITOR, OTHER)).status_code == 200


async def test_a_changed_role_and_a_closed_account_end_the_sessions(signed_in: SignedIn, browser: Opened) -> None:
    administrator, editor = await signed_in(Role.administrator), await signed_in(Role.editor)
    people = {one["name"]: one["id"] for one in (await administrator.http.get(STAFF)).json()}
    await administrator.http.patch(f"{STAFF}/{people[EDITOR]}", json={"role": "viewer"})
    assert (await editor.http.get(SESSION)).status_code == 401
    again = await browser()
    assert (await again.sign_in(EDITOR)).json()["staff"]["role"] == "viewer"
    await administrator.http.patch(f"{STAFF}/{people[EDITOR]}", json={"disabled": True})
    assert (await again.http.get(SESSION)).status_code == 401
    assert (await again.sign_in(EDITOR)).status_code == 401


async def test_somebody_is_always_left_to_administer(signed_in: SignedIn) -> None:
    one = await signed_in(Role.administrator)
    people = {each["role"]: each["id"] for each in (await one.http.get(STAFF)).json()}
    own = f"{STAFF}/{people['administrator']}"
    for change in ({"role": "reviewer"}, {"disabled": True}):
        assert (await one.http.patch(own, json=change)).json()["type"] == "urn:gongkai:problem:last_administrator"
    await one.http.patch(f"{STAFF}/{people['reviewer']}", json={"role": "administrator"})
    assert (await one.http.patch(own, json={"role": "reviewer"})).status_code == 200


async def test_accounts_are_made_and_told_of(signed_in: SignedIn, browser: Opened, running: FastAPI) -> None:
    one = await signed_in(Role.administrator)
    entered = {"name": "Li Hua", "role": "editor", "agency": "区人社局", "password": PASSWORD}
    made = (await one.http.post(STAFF, json=entered)).json()
    taken = await one.http.post(STAFF, json=entered | {"name": "ｌｉ hua "})
    assert (taken.status_code, taken.json()["title"]) == (409, "姓名已经有了")
    assert (await one.http.post(f"{STAFF}/{made['id']}/password", json={"password": OTHER})).status_code == 204
    assert (await (await browser()).sign_in("li hua", OTHER)).status_code == 200
    await one.http.patch(f"{STAFF}/{made['id']}", json={"agency": "区民政局"})
    told = [(entry.action, entry.details) for entry in AuditLog(running.state.services.settings.index_dir).entries()]
    assert ("新开账号", {"name": "Li Hua", "role": "editor"}) in told
    assert ("修改账号", {"name": "Li Hua", "agency": "区人社局 → 区民政局"}) in told
    assert PASSWORD not in str(told) and OTHER not in str(told)


@pytest.mark.parametrize(
    ("password", "title"),
    [
        ("短短短", "密码长度不合适"),
        ("长" * 201, "密码长度不合适"),
        ("王主任王主任王主任王", "密码太好猜"),
        ("wangzhuren王主任", "密码太好猜"),
        ("aaaaaaaaaaaa", "密码太好猜"),
        ("Password123!", "密码太常见"),
        ("1234567890123", "密码太常见"),
        ("为人民服务2026!!!", "密码太常见"),
        ("ＱＷＥＲＴＹＵＩＯＰ", "密码太常见"),
    ],
)
def test_passwords_that_are_refused(password: str, title: str) -> None:
    from kiosk_api.errors import wordings

    with pytest.raises(PasswordRefused) as refused:
        check_rules(password, "王主任")
    assert wordings()[0][refused.value.problem].title == title


def test_a_sentence_is_a_password() -> None:
    check_rules("大门口的石狮子有两只", "王主任")
