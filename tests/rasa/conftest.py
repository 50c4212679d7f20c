"""The whole product as `make run` starts it, on spare ports: supervisord, the API, and a real Rasa."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.conftest import ROOT
from tests.serving import free_port

RASA_STARTS_WITHIN = 240.0
"""Seconds; on two busy cores a start takes over a minute."""


def wait_for(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Seconds it took until the condition held."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if condition():
            return time.monotonic() - start
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")


@dataclass
class Hall:
    """A running installation."""

    folder: Path
    api_port: int
    rasa_port: int
    process: subprocess.Popen[bytes]
    first_answer: dict[str, Any] = field(default_factory=dict)

    @property
    def client(self) -> httpx.Client:
        return httpx.Client(base_url=f"http://127.0.0.1:{self.api_port}", timeout=10, trust_env=False)

    @property
    def rasa(self) -> httpx.Client:
        base = f"http://127.0.0.1:{self.rasa_port}/webhooks/gongkai/"
        return httpx.Client(base_url=base, timeout=10, trust_env=False)

    def api_is_up(self) -> bool:
        try:
            return self.client.get("/healthz").status_code == 200
        except httpx.HTTPError:
            return False

    def assistant_is_up(self) -> bool:
        try:
            return bool(self.client.get("/readyz").json()["dependencies"]["assistant"]["ok"])
        except (httpx.HTTPError, KeyError, ValueError):
            return False

    def wait_for_assistant(self) -> None:
        wait_for(self.assistant_is_up, RASA_STARTS_WITHIN, "the assistant's start")
        time.sleep(2.1)  # kiosk_api.assistant.REST_SECONDS after the last refused connection

    def kill(self, name: str) -> None:
        """SIGKILL to the supervised program whose command line has this word."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if any(name in part for part in child.cmdline()):
                child.send_signal(signal.SIGKILL)
                return
        raise AssertionError(f"no {name} process")

    def ask(self, text: str) -> dict[str, Any]:
        """One question in a conversation of its own."""
        return Conversation(self.client).says(text)


class Conversation:
    """One conversation over HTTP."""

    def __init__(self, client: httpx.Client) -> None:
        self.client = client
        opened = client.post("/api/v1/conversations", json={"channel": "terminal"})
        assert opened.status_code == 201, opened.text
        self.id: str = opened.json()["conversation_id"]

    def send(self, **body: str) -> dict[str, Any]:
        reply = self.client.post(f"/api/v1/conversations/{self.id}/messages", json=body)
        assert reply.status_code == 200, reply.text
        answer: dict[str, Any] = reply.json()
        return answer

    def says(self, text: str) -> dict[str, Any]:
        return self.send(text=text)

    def taps(self, option: str) -> dict[str, Any]:
        return self.send(option=option)


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """The environment of an installation whose state is below ``folder``."""
    own = {
        "GONGKAI_HOST": "127.0.0.1",
        "GONGKAI_INDEX_DIR": folder / "index",
        "GONGKAI_DATABASE_URL": f"sqlite:///{folder / 'gongkai.db'}",
        "GONGKAI_WRITES_PER_MINUTE_CONVERSATION": 0,
        "GONGKAI_WRITES_PER_MINUTE_TERMINAL": 0,
        "GONGKAI_WRITES_PER_MINUTE_ADDRESS": 0,
        **settings,
    }
    return {**os.environ, **{name: str(value) for name, value in own.items()}}


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """The demonstration district, started cold; its first answer is asked for at once."""
    folder = tmp_path_factory.mktemp("hall")
    api_port, rasa_port = free_port(), free_port()
    env = environment(
        folder,
        GONGKAI_PORT=api_port,
        GONGKAI_RASA_PORT=rasa_port,
        GONGKAI_RASA_URL=f"http://127.0.0.1:{rasa_port}",
    )
    subprocess.run(
        [ROOT / ".venv/bin/gongkai", "build", "--publish"], cwd=ROOT, env=env, check=True, capture_output=True
    )
    with (folder / "run.log").open("wb") as log:
        process = subprocess.Popen([ROOT / "deploy/run.sh"], cwd=ROOT, env=env, stdout=log, stderr=log)
        running = Hall(folder, api_port, rasa_port, process)
        try:
            wait_for(running.api_is_up, 60, "the API's start")
            running.first_answer = running.ask("低保在哪里看")
            yield running
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture
def hall_with_assistant(hall: Hall) -> Hall:
    """The installation with its assistant awake."""
    hall.wait_for_assistant()
    return hall
