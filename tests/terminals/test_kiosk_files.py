"""What is put on a terminal's machine, tried in a folder: set-up, watchdog, units, policy."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from kiosk_api.settings import PROJECT
from kiosk_api.storage.terminals import Terminals
from tests.serving import Server, serving

KIOSK = PROJECT / "deploy" / "kiosk"
KEY = "k" * 43
ADDRESS = f"https://gk.example.gov.cn:8443/?terminal=hall-1#{KEY}"


def install(folder: Path, address: str) -> subprocess.CompletedProcess[str]:
    """The set-up command, writing below a folder."""
    environment = {**os.environ, "DESTDIR": str(folder)}
    command = [str(KIOSK / "install.sh"), address]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_one_command_sets_up_a_terminal(tmp_path: Path) -> None:
    assert install(tmp_path, ADDRESS).returncode == 0
    conf = tmp_path / "etc/gongkai-kiosk.conf"
    assert conf.read_text("utf-8").splitlines()[0] == f'KIOSK_ADDRESS="{ADDRESS}"'
    # The key in it is nobody else's to read.
    assert stat.S_IMODE(conf.stat().st_mode) == 0o600
    policy = json.loads((tmp_path / "etc/chromium/policies/managed/gongkai.json").read_text("utf-8"))
    assert policy["URLAllowlist"][0] == "https://gk.example.gov.cn:8443"
    assert all(KEY not in path.read_text("utf-8") for path in tmp_path.rglob("*") if path.is_file() and path != conf)


def test_setting_up_again_keeps_what_was_set_by_hand(tmp_path: Path) -> None:
    install(tmp_path, ADDRESS)
    conf = tmp_path / "etc/gongkai-kiosk.conf"
    conf.write_text(conf.read_text("utf-8").replace("KIOSK_ROTATE=", "KIOSK_ROTATE=left"), "utf-8")
    newer = ADDRESS.replace("hall-1", "hall-2")
    assert install(tmp_path, newer).returncode == 0
    text = conf.read_text("utf-8")
    assert "KIOSK_ROTATE=left" in text
    assert re.findall("^KIOSK_ADDRESS=(.*)$", text, flags=re.MULTILINE) == [f'"{newer}"']


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://10.0.0.5:8000/",
        "http://10.0.0.5:8000/?terminal=hall-1",
        "http://10.0.0.5/?terminal=a#k\nKIOSK_FLAGS=--x",
        'http://10.0.0.5/?terminal=a#k"; reboot; "',
        "javascript:alert(1)",
    ],
)
def test_an_address_that_is_none_changes_nothing(tmp_path: Path, address: str) -> None:
    refused = install(tmp_path, address)
    assert refused.returncode == 1
    assert "gongkai terminal add" in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_policy_lets_nothing_through_but_the_service_and_the_waiting_page() -> None:
    policy = json.loads((KIOSK / "policy.json").read_text("utf-8"))
    # The browser's own pages are not within "*"; all of them must not be shut, it shows parts of itself through some.
    assert policy["URLBlocklist"][0] == "*"
    assert "chrome://*" not in policy["URLBlocklist"]
    assert policy["URLAllowlist"] == ["http://127.0.0.1:8000", "file:///run/gongkai-kiosk/start.html"]
    assert policy["DeveloperToolsAvailability"] == 2
    assert policy["DownloadRestrictions"] == 3


def test_the_waiting_page_needs_nothing_from_elsewhere_and_runs_on_old_browsers() -> None:
    page = (KIOSK / "offline.html").read_text("utf-8")
    assert not re.findall(r"""(?:src|href)\s*=|https?://|url\(""", page)
    script = page.split("<script>")[1]
    assert not re.findall(r"=>|\b(?:let|const|async|await|fetch)\b|`", script)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    units = sorted([*KIOSK.glob("*.service"), *KIOSK.glob("*.timer")])
    assert len(units) == 5
    command = ["systemd-analyze", "verify", "--man=no", *map(str, units)]
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path).stderr
    wrong = [line for line in said.splitlines() if "gongkai-kiosk" in line and "is not executable" not in line]
    assert wrong == []


Watch = Callable[[], int]


@pytest.fixture
def service(app: FastAPI) -> Iterator[Server]:
    with serving(app) as running:
        yield running


@pytest.fixture
def watched(app: FastAPI, service: Server, tmp_path: Path) -> tuple[Watch, Path, str]:
    """The watchdog of east-1, the page it was started with, and the credential."""
    key = Terminals(app.state.services.database.repository).add("east-1")
    room = tmp_path / "room"
    room.mkdir()
    start = room / "start.html"
    start.touch()
    address = f"{service.url}/?terminal=east-1#{key}"
    environment = {**os.environ, "RUNTIME_DIRECTORY": str(room), "KIOSK_ADDRESS": address}

    def watch() -> int:
        return subprocess.run([str(KIOSK / "watchdog.sh")], env=environment, check=False).returncode

    return watch, start, key


def opened_long_ago(start: Path) -> None:
    os.utime(start, (time.time() - 600,) * 2)


def test_the_watchdog_finds_a_browser_that_never_speaks(watched: tuple[Watch, Path, str], service: Server) -> None:
    watch, start, key = watched
    assert watch() == 0, "it was opened a moment ago"
    opened_long_ago(start)
    assert watch() == 1
    headers = {"Authorization": f"Bearer {key}"}
    beat = {"boot_id": "a1", "idle": True}
    url = f"{service.url}/api/v1/terminals/east-1/heartbeat"
    assert httpx.post(url, json=beat, headers=headers).status_code == 200
    assert watch() == 0


def test_the_watchdog_leaves_the_browser_alone_without_the_service(
    watched: tuple[Watch, Path, str], service: Server, app: FastAPI
) -> None:
    watch, start, _ = watched
    opened_long_ago(start)
    Terminals(app.state.services.database.repository).revoke("east-1")
    assert watch() == 0
    service.stop()
    assert watch() == 0
