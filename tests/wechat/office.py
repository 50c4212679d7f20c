"""The real service in processes of its own, with an answerer that is as slow as the question says.

「慢 7 …」 takes seven seconds, anything else none. What is asked is also written to a file, one line each, so that it can be
counted over all processes.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from fastapi import FastAPI

from kiosk_api.app import create_app
from kiosk_api.logs import configure_logging
from kiosk_api.models import Answer, ConversationState, Status
from kiosk_api.settings import Settings
from tests.conftest import ROOT
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import Server, free_port
from tests.wechat.accounts import AES_KEY, MINI, MINI_SECRET, OFFICIAL, SECRET, TOKEN

ASKED_FILE = "GONGKAI_TEST_ASKED_FILE"


class EchoingAnswerer(ScriptedAnswerer):
    """Answers with the question, after as many seconds as it says."""

    def __init__(self, asked: Path) -> None:
        super().__init__()
        self._file = asked.open("a", encoding="utf-8", buffering=1)

    async def answer(
        self, conversation_id: str, state: ConversationState, text: str
    ) -> tuple[Answer, ConversationState]:
        """「答：…」"""
        self._file.write(text + "\n")
        slow = re.match(r"慢 (\d+(?:\.\d+)?)", text)
        if slow:
            await asyncio.sleep(float(slow.group(1)))
        return Answer(
            id=secrets.token_urlsafe(12),
            conversation_id=conversation_id,
            status=Status.no_content,
            understood_by="direct",
            text=answer_to(text),
        ), state


def answer_to(question: str) -> str:
    """What stands in the answer to a question and to no other."""
    return f"答：{question}。"


def build() -> FastAPI:
    """For ``uvicorn --factory``."""
    settings = Settings()
    configure_logging(settings.log_level)
    answerer = EchoingAnswerer(Path(os.environ[ASKED_FILE]))
    return create_app(settings, index=FixedSource(ListIndex()), answerer=answerer)


def settings_for(server: Server) -> dict[str, str]:
    """Both accounts, everything on."""
    return {
        "WECHAT_APPID": OFFICIAL,
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_AES_KEY": AES_KEY,
        "WECHAT_APP_SECRET": SECRET,
        "WECHAT_MINIPROGRAM_APPID": MINI,
        "WECHAT_MINIPROGRAM_SECRET": MINI_SECRET,
        "WECHAT_API_URL": server.url,
        "WECHAT_CUSTOMER_MESSAGES": "true",
    }


@contextmanager
def office(folder: Path, settings: Mapping[str, str], processes: int = 1) -> Iterator[list[str]]:
    """The addresses of so many processes with one database; their logs go to ``log-N`` in the folder."""
    (folder / "asked").touch()
    environment = {
        **os.environ,
        ASKED_FILE: str(folder / "asked"),
        "GONGKAI_DATABASE_URL": f"sqlite:///{folder}/gongkai.db",
        "GONGKAI_RASA_URL": "",
        "GONGKAI_SPEECH": "off",
        "GONGKAI_WRITES_PER_MINUTE_ADDRESS": "0",
        **{f"GONGKAI_{name}": value for name, value in settings.items()},
    }
    running, addresses = [], []
    try:
        for number in range(processes):
            port = free_port()
            command = [sys.executable, "-m", "uvicorn", "--factory", "tests.wechat.office:build", "--port", str(port)]
            with (folder / f"log-{number}").open("w", encoding="utf-8") as log:
                running.append(subprocess.Popen([*command, "--no-access-log"], cwd=ROOT, env=environment, stderr=log))
            addresses.append(f"http://127.0.0.1:{port}")
        for address in addresses:
            _await(address)
        yield addresses
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(20)


def asked(folder: Path) -> list[str]:
    """Every question that reached an answerer, in any process."""
    return (folder / "asked").read_text("utf-8").splitlines()


def logs(folder: Path) -> str:
    """What all processes have logged."""
    return "".join(path.read_text("utf-8") for path in folder.glob("log-*"))


def _await(address: str) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"{address}/healthz", trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the service did not start")
