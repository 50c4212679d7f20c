"""Terminals in the console: the list, where a setting comes from, messages, enrolling and revoking."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from httpx import AsyncClient

from kiosk_api.admin.staff import Role
from kiosk_api.publishing.audit import AuditLog
from kiosk_api.settings import Settings
from tests.admin.conftest import Browser, Clock

API = "/api/v1/admin/terminals"
FILE = """
[default]
skin = "red"
[hall.east]
name = "东区大厅"
hours = "九点到五点"
[terminal.east-1]
hall = "east"
name = "一号机"
[terminal.east-1.features]
print = true
"""
BEAT = {"boot_id": "a1", "build": "1.2.0", "idle": True, "printer": "ready", "last_error": ""}
SignedIn = Callable[[Role], Awaitable[Browser]]


def configure(settings: Settings, text: str = FILE) -> None:
    settings.content_dir.mkdir(parents=True, exist_ok=True)
    (settings.content_dir / "terminals.toml").write_text(text, "utf-8")


async def enrol(http: AsyncClient, terminal_id: str = "east-1", **more: object) -> str:
    """The address; given once."""
    answer = await http.post(API, json={"id": terminal_id, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["address"])


async def beat(http: AsyncClient, address: str, **more: object) -> tuple[int, dict[str, object]]:
    """A heartbeat of the screen that opened this address."""
    terminal_id, _, key = address.split("?terminal=")[1].partition("#")
    headers = {"Authorization": f"Bearer {key}"}
    answer = await http.post(f"/api/v1/terminals/{terminal_id}/heartbeat", json={**BEAT, **more}, headers=headers)
    return answer.status_code, answer.json()


async def test_the_list_tells_who_lives(signed_in: SignedIn, settings: Settings, clock: Clock) -> None:
    configure(settings)
    http = (await signed_in(Role.administrator)).http
    address = await enrol(http)
    await enrol(http, "a-spare", hall="east")
    assert (await beat(http, address))[0] == 200
    clock.now += 10
    found = (await http.get(API)).json()
    assert found["total"] == 2
    spare, one = found["items"]
    assert (spare["presence"], spare["silent_seconds"], spare["hall"], spare["printer"]) == (
        "never_seen",
        None,
        "东区大厅",
        "unknown",
    )
    assert (one["name"], one["hall"], one["presence_name"], one["silent_seconds"]) == ("一号机", "东区大厅", "在线", 10)
    assert (one["build"], one["printer"], one["idle"], one["alarming"]) == ("1.2.0", "ready", True, False)
    clock.now += 400
    assert [row["id"] for row in (await http.get(API)).json()["items"]] == ["east-1", "a-spare"]
    assert [row["id"] for row in (await http.get(API, params={"presence": "offline"})).json()["items"]] == ["east-1"]
    overview = (await http.get(f"{API}/overview")).json()
    assert (overview["counts"], overview["alarming"]) == ({"offline": 1, "never_seen": 1}, 1)
    assert overview["halls"] == [{"id": "east", "name": "东区大厅"}] and overview["complaints"] == []
    assert overview["file"].endswith("terminals.toml")


async def test_each_setting_names_the_layer_that_says_it(signed_in: SignedIn, settings: Settings) -> None:
    configure(settings)
    http = (await signed_in(Role.administrator)).http
    await enrol(http)
    assert (await http.get(f"{API}/nobody/settings")).status_code == 404

    async def settled() -> dict[str, tuple[str, str]]:
        rows = (await http.get(f"{API}/east-1/settings")).json()
        return {row["key"]: (row["told"], row["source"]) for row in rows}

    found = await settled()
    assert found["skin"] == ("红", "default") and found["hours"] == ("九点到五点", "hall")
    assert found["name"] == ("一号机", "terminal") and found["features.print"] == ("是", "terminal")
    assert found["idle_seconds"] == ("120", "built_in") and found["signage.seconds"] == ("12", "built_in")
    assert found["desk"][1] == "content" and found["features.voice"] == ("否", "server")
    assert found["message"] == ("", "built_in")
    await http.put("/api/v1/admin/channels/kiosk", json={"reason": "", "notice": "今天下午维护"})
    assert (await settled())["message"] == ("今天下午维护", "notice")
    await http.put(f"{API}/east-1/message", json={"message": "请到二号机"})
    assert (await settled())["message"] == ("请到二号机", "message")


async def test_a_broken_file_is_told_and_the_last_good_one_holds(signed_in: SignedIn, settings: Settings) -> None:
    configure(settings)
    http = (await signed_in(Role.viewer)).http
    assert (await http.get(f"{API}/overview")).json()["complaints"] == []
    configure(settings, FILE.replace('"red"', '"purple"'))
    broken = (await http.get(f"{API}/overview")).json()
    assert "skin" in broken["complaints"][0] and broken["halls"][0]["id"] == "east"


async def test_a_message_and_a_reload_reach_the_screen(signed_in: SignedIn, settings: Settings) -> None:
    administrator, editor = await signed_in(Role.administrator), await signed_in(Role.editor)
    address = await enrol(administrator.http)
    assert (await editor.http.put(f"{API}/east-1/message", json={"message": " 请到二号机 "})).status_code == 204
    assert (await editor.http.post(f"{API}/east-1/reload")).status_code == 204
    told = (await beat(editor.http, address))[1]
    assert (told["message"], told["reload"]) == ("请到二号机", True)
    assert (await editor.http.put(f"{API}/east-1/message", json={"message": ""})).status_code == 204
    told = (await beat(editor.http, address))[1]
    assert (told["message"], told["reload"]) == ("", False)
    assert (await editor.http.put(f"{API}/nobody/message", json={"message": "a"})).status_code == 404
    assert (await editor.http.post(f"{API}/nobody/reload")).status_code == 404
    assert (await editor.http.put(f"{API}/east-1/message", json={"message": "长" * 301})).status_code == 422
    done = [(one.actor, one.action) for one in AuditLog(settings.index_dir).entries()]
    assert done[-3:] == [("编辑员", "终端留言"), ("编辑员", "重新打开终端页面"), ("编辑员", "撤下终端留言")]


async def test_an_address_is_given_once_and_is_worth_nothing_when_revoked(
    signed_in: SignedIn, settings: Settings
) -> None:
    configure(settings)
    http = (await signed_in(Role.administrator)).http
    first = await enrol(http)
    assert first.startswith("http://hall/?terminal=east-1#")
    taken = await http.post(API, json={"id": "east-1"})
    assert (taken.status_code, taken.json()["type"].rsplit(":", 1)[-1]) == (409, "terminal_known")
    second = await enrol(http, replace=True)
    assert (await beat(http, first))[0] == 401 and (await beat(http, second))[0] == 200
    assert (await http.delete(f"{API}/east-1")).status_code == 204
    assert (await beat(http, second))[0] == 401
    assert (await http.get(API)).json()["items"][0]["presence"] == "revoked"
    assert (await http.delete(f"{API}/nobody")).status_code == 404
    assert (await http.post(API, json={"id": "west", "hall": "west"})).status_code == 409
    assert (await http.post(API, json={"id": "../x"})).status_code == 422
    log = "\n".join(str(one) for one in AuditLog(settings.index_dir).entries())
    assert [action in log for action in ("'登记终端'", "'重新登记终端'", "'停用终端'")] == [True] * 3
    assert second.partition("#")[2] not in log
