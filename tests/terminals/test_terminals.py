"""Screens: what each inherits, how it proves itself, whether it is alive. The clock is the test's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kiosk_api.app import create_app
from kiosk_api.cli import app as cli
from kiosk_api.settings import Settings
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminals
from kiosk_api.terminals.configuration import TerminalsFile, TerminalsFileError, configured, merge
from kiosk_api.terminals.presence import presence
from search_index.district import District
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer

DISTRICT = District(name="示范区", hotline="12345", desk="公开窗口")
TABLES = {
    "default": {"idle_seconds": 90, "features": {"print": False, "voice": True}},
    "district": {"hours": "工作日"},
    "hall": {"east": {"hall": "东区大厅", "desk": "3号窗口", "features": {"print": True}}},
    "terminal": {"east-1": {"hall": "east", "name": "进门左手", "idle_seconds": 200}},
}
BEAT = {"boot_id": "a", "idle": True}


def test_a_terminal_has_what_is_nearest_to_it() -> None:
    config = configured(TABLES, "east-1", DISTRICT)
    assert (config.hall, config.desk, config.name) == ("东区大厅", "3号窗口", "进门左手")
    assert (config.idle_seconds, config.hours, config.hotline) == (200, "工作日", "12345")
    assert (config.features.print, config.features.voice) == (True, True)


def test_a_terminal_nobody_described_and_a_page_have_what_the_district_has() -> None:
    for terminal_id in ("other", ""):
        config = configured(TABLES, terminal_id, DISTRICT)
        assert (config.hall, config.desk, config.idle_seconds) == ("", "公开窗口", 90)


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"terminal": {"a": {"hall": "west"}}}, "没有 [hall.west]"),
        ({"default": {"idle_seconds": 5}}, "idle_seconds"),
        ({"default": {"colour": "red"}}, "colour"),
        ({"screens": {}}, "[screens]"),
        ({"default": 3}, "default"),
    ],
)
def test_what_is_wrong_is_named(tables: dict[str, object], said: str) -> None:
    with pytest.raises(TerminalsFileError) as refused:
        configured(tables, "a", DISTRICT)
    assert said in str(refused.value)


keys = st.sampled_from("abc")
tables = st.recursive(st.integers(), lambda inner: st.dictionaries(keys, inner, max_size=3), max_leaves=8)


@given(st.dictionaries(keys, tables, max_size=3), st.dictionaries(keys, tables, max_size=3))
def test_merging_keeps_all_and_prefers_what_is_nearer(below: dict[str, object], above: dict[str, object]) -> None:
    merged = merge(below, above)
    assert set(merged) == set(below) | set(above)
    for key, value in above.items():
        if not (isinstance(value, dict) and isinstance(below.get(key), dict)):
            assert merged[key] == value
    assert merge(merged, above) == merged


def test_a_broken_file_leaves_the_last_good_one_in_force(tmp_path: Path) -> None:
    path = tmp_path / "terminals.toml"
    path.write_text("[default]\nidle_seconds = 60\n", "utf-8")
    file = TerminalsFile(path)
    assert file.config("a", DISTRICT).idle_seconds == 60
    path.write_text("[default]\nidle_seconds = = 60\n", "utf-8")
    assert file.config("a", DISTRICT).idle_seconds == 60
    path.write_text("[default]\nidle_seconds = 90000\n", "utf-8")
    assert file.config("a", DISTRICT).idle_seconds == 60
    path.write_text("[default]\nidle_seconds = 300\n", "utf-8")
    assert file.config("a", DISTRICT).idle_seconds == 300


@pytest.mark.parametrize(
    ("silent", "state"),
    [(None, "never_seen"), (0, "online"), (89, "online"), (91, "late"), (299, "late"), (301, "offline")],
)
def test_silence_has_a_meaning(silent: float | None, state: str) -> None:
    assert presence(None if silent is None else 1_000 - silent, 1_000) == state
    assert presence(1_000, 1_000, revoked=True) == "revoked"


class Clock:
    """Seconds that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def terminals(tmp_path: Path, clock: Clock) -> Terminals:
    engine = open_database(f"sqlite:///{tmp_path}/gongkai.db")
    upgrade(engine)
    return Terminals(Repository(engine, 60, clock))


def test_a_restart_is_no_duplicate_and_two_screens_are(terminals: Terminals, clock: Clock) -> None:
    terminals.add("east-1")
    beats = []
    for boot in ("a", "a", "b", "b"):
        clock.now += 30
        beats.append(terminals.beat("east-1", boot, {}).is_duplicate)
    assert beats == [False] * 4
    clock.now += 30
    assert terminals.beat("east-1", "a", {}).is_duplicate
    assert terminals.all()[0].is_duplicate
    clock.now += 600
    assert not terminals.all()[0].is_duplicate


def test_a_reload_is_handed_over_once_and_a_message_until_it_is_taken_away(terminals: Terminals) -> None:
    terminals.add("east-1")
    assert terminals.tell("east-1", reload=True)
    assert terminals.tell("east-1", message="下午停电")
    first, second = terminals.beat("east-1", "a", {}), terminals.beat("east-1", "a", {})
    assert (first.reload, second.reload) == (True, False)
    assert (first.message, second.message) == ("下午停电", "下午停电")
    terminals.tell("east-1", message="")
    assert terminals.beat("east-1", "a", {}).message == ""
    assert not terminals.tell("none", reload=True)


def test_the_credential_is_kept_nowhere(terminals: Terminals, tmp_path: Path) -> None:
    key = terminals.add("east-1")
    assert len(key) >= 43
    assert all(key.encode() not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.fixture
def app(tmp_path: Path) -> FastAPI:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/gongkai.db", content_dir=tmp_path, speech="off")
    (tmp_path / "terminals.toml").write_text('[terminal.east-1]\nname = "进门左手"\n', "utf-8")
    return create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as http,
    ):
        yield http


async def test_a_terminal_proves_itself(client: AsyncClient, app: FastAPI) -> None:
    terminals = Terminals(app.state.services.database.repository)
    key = terminals.add("east-1")
    own = {"Authorization": f"Bearer {key}"}
    config = await client.get("/api/v1/terminals/east-1/config", headers=own)
    assert config.json()["name"] == "进门左手"
    beat = await client.post("/api/v1/terminals/east-1/heartbeat", json=BEAT, headers=own)
    assert beat.json() == {"config_version": config.json()["version"], "reload": False, "message": ""}
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        refused = await client.get("/api/v1/terminals/east-1/config", headers=headers)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"] == "Bearer"
    assert (await client.get("/api/v1/terminals/other/config", headers=own)).status_code == 401
    terminals.revoke("east-1")
    assert (await client.get("/api/v1/terminals/east-1/config", headers=own)).status_code == 401


async def test_a_page_that_is_no_terminal_has_a_configuration(client: AsyncClient) -> None:
    config = (await client.get("/api/v1/config")).json()
    assert (config["terminal_id"], config["hotline"], config["idle_seconds"]) == ("", "12345", 120)


def test_the_command_line_gives_a_terminal_its_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", f"sqlite:///{tmp_path}/gongkai.db")
    monkeypatch.setenv("GONGKAI_PUBLIC_URL", "https://gk.example.gov.cn/")
    run = CliRunner().invoke
    address = run(cli, ["terminal", "add", "east-1"]).stdout.strip()
    assert address.startswith("https://gk.example.gov.cn/?terminal=east-1#")
    listed = run(cli, ["terminal", "list"]).stdout
    assert "east-1　从未上线" in listed
    assert address.rpartition("#")[2] not in listed
    assert run(cli, ["terminal", "message", "east-1", "下午停电"]).exit_code == 0
    assert run(cli, ["terminal", "revoke", "east-1"]).exit_code == 0
    assert "已停用" in run(cli, ["terminal", "list"]).stdout
    assert run(cli, ["terminal", "reload", "none"]).exit_code == 1
    assert run(cli, ["terminal", "add", "东区"]).exit_code == 1
