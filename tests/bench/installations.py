"""The product and the stock Rasa bot, started on spare ports and stopped again."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil

from kiosk_api.assistant import REST_SECONDS
from tests.conftest import ROOT
from tests.rasa.conftest import RASA_STARTS_WITHIN, Hall, environment, wait_for
from tests.serving import free_port

STOCK = ROOT / "tests/bench/stock_rasa"
STOCK_MODEL = ROOT / "bot/models/stock/stock.tar.gz"
QUIET: dict[str, Any] = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


@contextmanager
def product(question: str) -> Iterator[tuple[Hall, float]]:
    """The product as `make run` starts it, cold; and the seconds to its first answer (directly, before Rasa is up)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api, rasa = free_port(), free_port()
        env = environment(folder, GONGKAI_PORT=api, GONGKAI_RASA_PORT=rasa, GONGKAI_RASA_URL=f"http://127.0.0.1:{rasa}")
        subprocess.run([ROOT / ".venv/bin/gongkai", "build", "--publish"], cwd=ROOT, env=env, check=True, **QUIET)
        start = time.monotonic()
        with running([ROOT / "deploy/run.sh"], cwd=ROOT, env=env) as process:
            hall = Hall(folder, api, rasa, process)
            wait_for(hall.api_is_up, 60, "the API's start")
            hall.ask(question)
            yield hall, time.monotonic() - start


def wait_for_assistants_answer(hall: Hall, question: str) -> None:
    """Until an answer was understood by the assistant."""
    wait_for(lambda: hall.ask(question)["understood_by"] == "assistant", RASA_STARTS_WITHIN, "the assistant's answer")


@contextmanager
def product_without_rasa(hall: Hall) -> Iterator[Hall]:
    """A second API on the same index that is set to no Rasa, while nothing else happens."""
    port = free_port()
    settings = {"GONGKAI_PORT": port, "GONGKAI_RASA_URL": "", "GONGKAI_DATABASE_URL": f"sqlite:///{hall.folder}/d.db"}
    env = environment(hall.folder, **settings)
    with running([ROOT / ".venv/bin/gongkai", "serve"], cwd=ROOT, env=env) as process:
        alone = Hall(hall.folder, port, 0, process)
        wait_for(alone.api_is_up, 60, "the direct API's start")
        yield alone


def memory(hall: Hall) -> dict[str, int]:
    """Resident megabytes of each supervised program."""
    return {
        "Rasa" if "rasa" in child.cmdline() else "API": round(child.memory_info().rss / 1_000_000)
        for child in psutil.Process(hall.process.pid).children()
    }


@dataclass(frozen=True, slots=True)
class StockBot:
    """A running stock bot."""

    port: int
    seconds_to_first_answer: float
    server: subprocess.Popen[bytes]


@contextmanager
def stock_bot(say: Callable[[int], object]) -> Iterator[StockBot]:
    """The stock bot with its action server, trained first; ``say(port)`` raises until it answers."""
    python = ROOT / ".venv-rasa/bin/python"
    newest = max(path.stat().st_mtime for path in (*STOCK.glob("*.yml"), *(ROOT / "bot/data/nlu").glob("*.yml")))
    if not STOCK_MODEL.is_file() or STOCK_MODEL.stat().st_mtime < newest:
        train: list[str | Path] = [python, "-m", "rasa", "train", "--data", ROOT / "bot/data/nlu", "rules.yml"]
        subprocess.run(
            [*train, "--fixed-model-name", "stock", "--out", STOCK_MODEL.parent], cwd=STOCK, check=True, **QUIET
        )
    port, actions = free_port(), free_port()
    with tempfile.TemporaryDirectory() as name:
        endpoints = Path(name) / "endpoints.yml"
        endpoints.write_text(f"action_endpoint:\n  url: http://127.0.0.1:{actions}/webhook\n", "utf-8")
        act: list[str | Path] = [python, "-m", "rasa_sdk", "--actions", "actions", "--port", str(actions)]
        run: list[str | Path] = [python, "-m", "rasa", "run", "-m", STOCK_MODEL, "-i", "127.0.0.1", "-p", str(port)]
        start = time.monotonic()
        with (
            running(act, cwd=STOCK),
            running([*run, "--credentials", "credentials.yml", "--endpoints", endpoints], cwd=STOCK) as server,
        ):
            wait_for(lambda: _does(say, port), RASA_STARTS_WITHIN, "the stock bot's first answer")
            yield StockBot(port, time.monotonic() - start, server)


def _does(say: Callable[[int], object], port: int) -> bool:
    with suppress(httpx.HTTPError, AssertionError):
        say(port)
        return True
    return False


@contextmanager
def running(command: Sequence[str | Path], **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A program until the block ends; terminated, and killed when it does not go."""
    process = subprocess.Popen(command, **options, **QUIET)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def rest_after_refusals() -> None:
    """Waits until the API asks Rasa again."""
    time.sleep(REST_SECONDS + 0.1)
