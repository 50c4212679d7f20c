"""The launcher with the system's Chromium: flags, waiting page, the way to the service and back, the policy."""

from __future__ import annotations

import json
import mmap
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Error, Page, expect, sync_playwright

from kiosk_api.app import create_app
from kiosk_api.settings import PROJECT, Settings
from kiosk_api.storage.terminals import Terminals
from tests.browser.conftest import chromium_path
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server, free_port, serving

pytestmark = pytest.mark.browser

KIOSK = PROJECT / "deploy" / "kiosk"
KEY = "k" * 43
TEST_FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-port=0"
AWAY = "暂时连不上查询服务"
GONE = ("disable-session-crashed-bubble", "disable-translate")
"""Copied everywhere, and known to no Chromium of today."""


def binary() -> Path:
    """The program behind the system's launcher script."""
    found = Path(chromium_path()).resolve()
    if found.read_bytes()[:2] == b"#!":
        found = Path("/usr/lib/chromium/chromium")
    if not found.is_file():
        pytest.skip("another Chromium than Debian's")
    return found


def names_in(program: Path, names: list[str]) -> set[str]:
    """Those names that stand in the program as texts of their own."""
    with program.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return {name for name in names if content.find(b"\0" + name.encode() + b"\0") >= 0}


def test_every_flag_and_every_policy_exists_in_this_chromium() -> None:
    script = (KIOSK / "kiosk.sh").read_text("utf-8")
    flags = re.findall(r"(?<![\w-])--([a-z][a-z-]+)(?==|\s|\)|\")", script.split("flags=(", 1)[1])
    flags = [flag for flag in flags if flag not in ("output", "rotate")]
    assert len(flags) >= 18
    policies = list(json.loads((KIOSK / "policy.json").read_text("utf-8")))
    assert names_in(binary(), [*flags, *policies]) == {*flags, *policies}
    assert names_in(binary(), list(GONE)) == set()


class Machine:
    """A terminal's machine: the launcher with a folder for what the browser writes."""

    def __init__(self, room: Path, address: str, wrapper: tuple[str, ...] = ()) -> None:
        self.room = room
        self.room.mkdir(parents=True, exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if name != "DISPLAY"}
        environment |= {"RUNTIME_DIRECTORY": str(room), "KIOSK_ADDRESS": address, "KIOSK_FLAGS": TEST_FLAGS}
        environment |= {"KIOSK_CHROMIUM": chromium_path(), "KIOSK_HOTLINE": "0570-12345", "KIOSK_PRINT": "yes"}
        self.process = subprocess.Popen([*wrapper, str(KIOSK / "kiosk.sh")], env=environment, stderr=subprocess.DEVNULL)

    def debugging_url(self) -> str:
        port = self.room / "profile" / "DevToolsActivePort"
        deadline = time.monotonic() + 30
        while not (port.is_file() and port.read_text()):
            assert time.monotonic() < deadline, "Chromium did not start"
            time.sleep(0.1)
        return f"http://127.0.0.1:{port.read_text().split()[0]}"

    def stop(self) -> None:
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(10)


Start = Callable[..., Page]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Start]:
    """``started(address)`` is what the terminal shows."""
    machines: list[Machine] = []
    with sync_playwright() as playwright:

        def start(address: str, room: Path = tmp_path / "room", wrapper: tuple[str, ...] = ()) -> Page:
            machine = Machine(room, address, wrapper)
            machines.append(machine)
            browser = playwright.chromium.connect_over_cdp(machine.debugging_url())
            # Parts of the browser itself are pages too.
            return next(page for page in browser.contexts[0].pages if not page.url.startswith("chrome"))

        yield start
        for machine in machines:
            machine.stop()


@pytest.fixture
def service_app(tmp_path: Path) -> FastAPI:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/gongkai.db", speech="off")
    return create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())


@pytest.fixture
def service(service_app: FastAPI) -> Iterator[Server]:
    with serving(service_app) as running:
        yield running


def test_the_terminal_opens_at_the_service_and_is_heard_of(
    started: Start, service: Server, service_app: FastAPI
) -> None:
    terminals = Terminals(service_app.state.services.database.repository)
    key = terminals.add("hall-1")
    page = started(f"{service.url}/?terminal=hall-1#{key}")
    expect(page.get_by_role("button", name="请轻触屏幕开始")).to_be_visible(timeout=15_000)
    assert page.evaluate("history.length") == 1
    deadline = time.monotonic() + 10
    while terminals.all()[0].presence != "online" and time.monotonic() < deadline:
        time.sleep(0.2)
    assert terminals.all()[0].presence == "online"


def test_while_the_service_is_away_the_screen_says_so_and_goes_there_by_itself(
    started: Start, service_app: FastAPI
) -> None:
    server = Server(service_app)
    page = started(f"{server.url}/?terminal=hall-1#{KEY}")
    expect(page.get_by_role("heading", name=AWAY)).to_be_visible(timeout=15_000)
    expect(page.get_by_text("恢复以后，屏幕会自己打开")).to_be_visible()
    expect(page.get_by_text("0570-12345")).to_be_visible()
    expect(page.get_by_text("本机编号：hall-1")).to_be_visible()
    server.start()
    try:
        expect(page.get_by_role("button", name="请轻触屏幕开始")).to_be_visible(timeout=15_000)
        assert page.evaluate("history.length") == 1
    finally:
        server.stop()


def test_a_gateway_without_the_service_behind_it_is_waited_for(started: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        page = started(f"http://127.0.0.1:{listener.getsockname()[1]}/?terminal=hall-1#{KEY}")
        connection, _ = listener.accept()
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 502 Bad Gateway\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 0\r\n\r\n")
        expect(page.get_by_role("heading", name=AWAY)).to_be_visible(timeout=15_000)
        assert page.url.startswith("file://")


def test_the_key_is_on_no_command_line_and_in_no_environment_of_the_browser(started: Start, tmp_path: Path) -> None:
    started(f"http://127.0.0.1:{free_port()}/?terminal=hall-1#{KEY}")
    found = 0
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            line = (process / "cmdline").read_bytes()
            if str(tmp_path).encode() in line:
                found += 1
                assert KEY.encode() not in line
                assert KEY.encode() not in (process / "environ").read_bytes()
    assert found


def test_a_start_leaves_nothing_of_the_one_before(tmp_path: Path, started: Start) -> None:
    left = tmp_path / "room" / "profile" / "History"
    left.parent.mkdir(parents=True)
    left.write_text("somebody's question")
    started(f"http://127.0.0.1:{free_port()}/?terminal=hall-1#{KEY}")
    assert not left.exists() or b"somebody" not in left.read_bytes()
    assert (tmp_path / "room" / "start.html").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("size", [(1080, 1920), (1920, 1080)])
def test_the_waiting_page_fits_the_screen_and_is_large(started: Start, size: tuple[int, int]) -> None:
    page = started(f"http://127.0.0.1:{free_port()}/?terminal=hall-1#{KEY}")
    page.set_viewport_size({"width": size[0], "height": size[1]})
    expect(page.get_by_role("heading", name=AWAY)).to_be_visible(timeout=15_000)
    sizes = page.evaluate(
        """() => [...document.querySelectorAll("body *")].filter((e) => e.offsetParent && e.innerText && !e.children.length)
             .map((e) => parseFloat(getComputedStyle(e).fontSize))"""
    )
    assert min(sizes) >= 28
    inside = page.evaluate(
        """() => [...document.querySelectorAll("h1, p")].filter((e) => e.offsetParent).every((e) => {
             const box = e.getBoundingClientRect();
             return box.top >= 0 && box.left >= 0 && box.bottom <= innerHeight && box.right <= innerWidth; })"""
    )
    assert inside


def own_mounts() -> tuple[str, ...]:
    """A command that gives a process mounts of its own, so that a policy can be tried without touching the machine."""
    command = ("unshare", "--mount")
    allowed = shutil.which("unshare") and subprocess.run([*command, "true"], check=False, capture_output=True)
    if not allowed or allowed.returncode:
        pytest.skip("a policy can only be tried by root")
    return command


def test_under_the_policy_the_service_is_all_there_is(started: Start, service: Server, tmp_path: Path) -> None:
    mounts = own_mounts()
    address = f"{service.url}/?terminal=hall-1#{KEY}"
    subprocess.run(
        [KIOSK / "install.sh", address], env={**os.environ, "DESTDIR": str(tmp_path / "machine")}, check=True
    )
    managed = tmp_path / "machine/etc/chromium/policies/managed/gongkai.json"
    policy = json.loads(managed.read_text("utf-8"))
    # It would also keep the test from looking.
    del policy["DeveloperToolsAvailability"]
    room = tmp_path / "room"
    policy["URLAllowlist"][1] = f"file://{room}/start.html"
    managed.write_text(json.dumps(policy), "utf-8")
    mount = f'mount --bind "{tmp_path}/machine/etc/chromium" /etc/chromium && exec "$0"'
    page = started(address, room, (*mounts, "sh", "-c", mount))
    expect(page.get_by_role("button", name="请轻触屏幕开始")).to_be_visible(timeout=15_000)
    elsewhere = [f"http://127.0.0.1:{free_port()}/", "file:///etc/passwd", "https://example.com/"]
    # Settings, history and the like are never opened in a private window; a test that tries ends the browser.
    own_pages = [f"chrome://{name}" for name in ("version", "newtab", "downloads", "policy", "inspect", "net-export")]
    assert set(own_pages) < set(policy["URLBlocklist"])
    for forbidden in [*elsewhere, *own_pages]:
        with pytest.raises(Error, match="ERR_BLOCKED_BY_ADMINISTRATOR"):
            page.goto(forbidden)
        # What says so is a page of its own, which would interrupt the next visit.
        page.wait_for_timeout(500)
    page.goto(service.url)
    expect(page.get_by_label("您的问题")).to_be_visible(timeout=15_000)
