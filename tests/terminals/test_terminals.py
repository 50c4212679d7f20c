"""Credentials, states, duplicates, what is handed over; the command line. The clock is the test's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from kiosk_api.cli import app as cli
from kiosk_api.errors import TerminalRefused
from kiosk_api.storage.database import open_database
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.terminals import Terminals
from kiosk_api.terminals.presence import DUPLICATE_SECONDS, hear, is_alarming, presence
from tests.terminals.conftest import Clock

STATE = {"idle": True, "uptime_seconds": 60, "heap_mb": 20, "build": "b1", "printer": "none", "last_error": ""}


@pytest.mark.parametrize(
    ("silent", "state"),
    [(None, "never_seen"), (0, "online"), (89, "online"), (90, "late"), (299, "late"), (300, "offline")],
)
def test_silence_has_a_meaning(silent: float | None, state: str) -> None:
    assert presence(None if silent is None else 1_000 - silent, 1_000) == state
    assert presence(1_000, 1_000, revoked=True) == "revoked"


def test_a_terminal_never_seen_alarms_nobody() -> None:
    assert not is_alarming("never_seen", is_duplicate=False)
    assert not is_alarming("late", is_duplicate=False)
    assert not is_alarming("revoked", is_duplicate=True)
    assert is_alarming("offline", is_duplicate=False)
    assert is_alarming("online", is_duplicate=True)


def beats(boots: list[str], every: float = 30.0) -> list[bool]:
    """Whether several screens are noticed at each beat."""
    remembered: dict[str, float] = {}
    noticed = []
    for number, boot in enumerate(boots):
        remembered, several = hear(remembered, boot, number * every)
        noticed.append(several)
    return noticed


@given(st.lists(st.integers(1, 5), max_size=20))
def test_restarts_are_never_several_screens(lengths: list[int]) -> None:
    boots = [f"boot-{number}" for number, length in enumerate(lengths) for _ in range(length)]
    assert not any(beats(boots))


@given(st.integers(2, 8), st.integers(1, 3))
def test_screens_that_take_turns_are_noticed_in_the_second_round(screens: int, rounds: int) -> None:
    boots = [f"boot-{number}" for _ in range(rounds + 1) for number in range(screens)]
    noticed = beats(boots, every=30.0 / screens)
    assert not any(noticed[:screens])
    assert all(noticed[screens:])


def test_what_comes_back_after_a_long_time_is_no_second_screen() -> None:
    assert beats(["a", "b", "a"], every=DUPLICATE_SECONDS / 2) == [False] * 3


def test_two_screens_with_one_id_are_on_the_list_for_a_while(terminals: Terminals, clock: Clock) -> None:
    terminals.add("east-1")
    first = {}
    for boot in ("a", "b", "a", "b"):
        clock.now += 15
        first[clock.now] = terminals.beat("east-1", boot, STATE)
    assert [beat.newly_duplicate for beat in first.values()] == [False, False, True, False]
    assert terminals.all()[0].is_duplicate
    clock.now += 600
    assert not terminals.all()[0].is_duplicate


def test_states_follow_the_clock(terminals: Terminals, clock: Clock) -> None:
    key = terminals.add("east-1", "east")
    assert terminals.check("east-1", key).presence == "never_seen"
    terminals.beat("east-1", "a", STATE)
    for seconds, state in [(89, "online"), (2, "late"), (209, "offline")]:
        clock.now += seconds
        assert terminals.all()[0].presence == state
    assert terminals.all()[0].silent_seconds == 300
    terminals.beat("east-1", "a", STATE)
    assert (terminals.all()[0].presence, terminals.all()[0].hall) == ("online", "east")


def test_a_reload_is_handed_over_once_and_a_message_until_it_is_taken_away(terminals: Terminals) -> None:
    terminals.add("east-1")
    assert terminals.tell("east-1", reload=True)
    assert terminals.tell("east-1", message="下午停电")
    first, second = terminals.beat("east-1", "a", STATE), terminals.beat("east-1", "a", STATE)
    assert (first.reload, second.reload) == (True, False)
    assert (first.message, second.message) == ("下午停电", "下午停电")
    terminals.tell("east-1", message="")
    assert terminals.beat("east-1", "a", STATE).message == ""
    assert not terminals.tell("none", reload=True)


def test_the_credential_is_kept_nowhere_and_fits_one_terminal(terminals: Terminals, tmp_path: Path) -> None:
    key, other = terminals.add("east-1"), terminals.add("east-2")
    assert len(key) >= 43
    assert key != other
    assert all(key.encode() not in path.read_bytes() for path in tmp_path.iterdir())
    assert terminals.check("east-1", key).id == "east-1"
    for terminal_id, tried in [("east-1", other), ("east-1", ""), ("east-1", key[:-1]), ("none", key), ("none", "")]:
        with pytest.raises(TerminalRefused):
            terminals.check(terminal_id, tried)


def test_a_credential_is_worth_nothing_when_revoked_or_replaced(terminals: Terminals) -> None:
    old = terminals.add("east-1")
    new = terminals.add("east-1")
    with pytest.raises(TerminalRefused):
        terminals.check("east-1", old)
    terminals.check("east-1", new)
    assert terminals.revoke("east-1")
    with pytest.raises(TerminalRefused):
        terminals.check("east-1", new)
    assert terminals.all()[0].presence == "revoked"


@pytest.fixture
def command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", f"sqlite:///{tmp_path}/gongkai.db")
    monkeypatch.setenv("GONGKAI_PUBLIC_URL", "https://gk.example.gov.cn/")
    monkeypatch.setenv("GONGKAI_CONTENT_DIR", str(tmp_path))
    (tmp_path / "terminals.toml").write_text('[hall.east]\nname = "东区大厅"\n', "utf-8")
    return CliRunner()


def test_the_command_line_gives_a_terminal_its_address(command_line: CliRunner) -> None:
    run = command_line.invoke
    address = run(cli, ["terminal", "add", "east-1", "--hall", "east"]).stdout.strip()
    assert address.startswith("https://gk.example.gov.cn/?terminal=east-1#")
    listed = run(cli, ["terminal", "list"]).stdout
    assert "east-1　从未上线" in listed
    assert address.rpartition("#")[2] not in listed
    assert json.loads(run(cli, ["terminal", "config", "east-1"]).stdout)["hall"] == "东区大厅"
    unknown = run(cli, ["terminal", "add", "west-1", "--hall", "west"])
    assert (unknown.exit_code, "没有大厅 west。已有的：east" in unknown.output) == (1, True)
    for terminal_id in ("东区", "..", "-a", "a" * 65):
        assert run(cli, ["terminal", "add", "--", terminal_id]).exit_code == 1


def test_the_command_line_leaves_messages_and_reloads(command_line: CliRunner) -> None:
    run = command_line.invoke
    for terminal_id in ("east-1", "east-2"):
        run(cli, ["terminal", "add", terminal_id])
    assert run(cli, ["terminal", "message", "east-1", "下午停电"]).exit_code == 0
    assert run(cli, ["terminal", "reload", "--all"]).exit_code == 0
    lines = run(cli, ["terminal", "list"]).stdout.splitlines()
    assert ["等它重新打开" in line for line in lines] == [True, True]
    assert ["留言：下午停电" in line for line in lines] == [True, False]
    assert run(cli, ["terminal", "revoke", "east-1"]).exit_code == 0
    assert "已停用" in run(cli, ["terminal", "list"]).stdout
    for wrong in (["reload", "none"], ["reload"], ["reload", "east-1", "--all"], ["message", "none", "话"]):
        assert run(cli, ["terminal", *wrong]).exit_code == 1


def test_monitoring_fails_for_an_offline_terminal_only(command_line: CliRunner, tmp_path: Path) -> None:
    run = command_line.invoke
    run(cli, ["terminal", "add", "east-1"])
    assert run(cli, ["terminal", "list", "--check"]).exit_code == 0
    long_ago = Clock()
    long_ago.now = 1_700_000_000.0
    engine = open_database(f"sqlite:///{tmp_path}/gongkai.db")
    Terminals(Repository(engine, 60, long_ago)).beat("east-1", "a", STATE)
    checked = run(cli, ["terminal", "list", "--check"])
    assert (checked.exit_code, "east-1　离线" in checked.stdout) == (1, True)
