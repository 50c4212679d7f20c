"""``make bench``: prints encoding, search, chat turns, throughput, memory and cold starts; gates nothing.

Starts the product itself on spare ports, and beside it a stock Rasa bot with a custom action on the same questions.
"""

from __future__ import annotations

import os
import platform
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from kiosk_api.offline import open_index, open_settings_embedder
from kiosk_api.settings import Settings
from search_index import SearchIndex, VersionStore
from tests.bench.search_speed import TimedEmbedder, beyond_encoding, encoding, large_index, percentiles
from tests.conftest import ROOT
from tests.rasa.conftest import Conversation, Hall, environment, wait_for
from tests.serving import free_port

QUESTIONS = (ROOT / "tests/bench/questions.txt").read_text("utf-8").split("\n")[:40]
TURNS = 10
"""Turns of one conversation: Rasa's cost grows with its history."""
PARALLEL = (1, 8, 32)
LOAD_SECONDS = 12.0

Turn = Callable[[str], str]
"""Says something in a conversation and returns who understood it."""


@dataclass(frozen=True, slots=True)
class Load:
    """A run of parallel conversations."""

    turns_per_second: float
    p50: float
    p95: float
    latest: float
    by_assistant: float


def row(name: str, figure: str, target: str = "") -> None:
    """One line of the table."""
    print(f"| {name} | {figure} | {target} |", flush=True)


def timed_turns(open_conversation: Callable[[], Turn], conversations: int) -> list[float]:
    """Seconds of each of the first TURNS turns of some conversations, one after the other."""
    seconds = []
    for start in range(conversations):
        say = open_conversation()
        for number in range(TURNS):
            begun = time.perf_counter()
            say(QUESTIONS[(start * TURNS + number) % len(QUESTIONS)])
            seconds.append(time.perf_counter() - begun)
    return seconds


def load(open_conversation: Callable[[], Turn], parallel: int) -> Load:
    """Parallel conversations for LOAD_SECONDS, a new conversation every TURNS turns."""
    until = time.perf_counter() + LOAD_SECONDS

    def talk(number: int) -> list[tuple[float, str]]:
        done: list[tuple[float, str]] = []
        while time.perf_counter() < until:
            say = open_conversation()
            for turn in range(TURNS):
                begun = time.perf_counter()
                by = say(QUESTIONS[(number * 7 + turn) % len(QUESTIONS)])
                done.append((time.perf_counter() - begun, by))
                if time.perf_counter() > until:
                    break
        return done

    start = time.perf_counter()
    with ThreadPoolExecutor(parallel) as pool:
        turns = [turn for talked in pool.map(talk, range(parallel)) for turn in talked]
    elapsed = time.perf_counter() - start
    seconds = [taken for taken, _ in turns]
    p50, p95 = percentiles(seconds)
    share = sum(by == "assistant" for _, by in turns) / len(turns)
    return Load(len(turns) / elapsed, p50, p95, max(seconds), share)


def hall_turn(hall: Hall) -> Callable[[], Turn]:
    """Opens conversations of the product over one shared client."""
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{hall.api_port}",
        timeout=10,
        trust_env=False,
        limits=httpx.Limits(max_connections=64),
    )

    def open_conversation() -> Turn:
        conversation = Conversation(client)
        return lambda text: str(conversation.says(text)["understood_by"])

    return open_conversation


def stock_turn(port: int) -> Callable[[], Turn]:
    """Opens conversations of the stock bot: a new sender each."""
    client = httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=64))

    def open_conversation() -> Turn:
        sender = os.urandom(8).hex()

        def say(text: str) -> str:
            url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"
            client.post(url, json={"sender": sender, "message": text}).raise_for_status()
            return "assistant"

        return say

    return open_conversation


def resident(process: psutil.Process) -> int:
    """Megabytes of a process."""
    return int(process.memory_info().rss / 1_000_000)


@contextmanager
def product() -> Iterator[Hall]:
    """The product as `make run` starts it, cold."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        api, rasa = free_port(), free_port()
        env = environment(folder, GONGKAI_PORT=api, GONGKAI_RASA_PORT=rasa, GONGKAI_RASA_URL=f"http://127.0.0.1:{rasa}")
        subprocess.run([ROOT / ".venv/bin/gongkai", "build"], cwd=ROOT, env=env, check=True, capture_output=True)
        process = subprocess.Popen(
            [ROOT / "deploy/run.sh"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        hall = Hall(folder, api, rasa, process)
        start = time.monotonic()
        try:
            wait_for(hall.api_is_up, 60, "the API's start")
            hall.ask(QUESTIONS[0])
            row("API 冷启动到第一个回答", f"{time.monotonic() - start:.1f} s", "≤ 10 s")
            yield hall
        finally:
            process.terminate()
            process.wait(60)


@contextmanager
def stock_bot() -> Iterator[int]:
    """The stock Rasa bot with its action server; trained when it has no model yet. Yields its port."""
    folder, python = ROOT / "tests/bench/stock_rasa", ROOT / ".venv-rasa/bin/python"
    models = ROOT / "bot/models/stock"
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    if not (models / "stock.tar.gz").is_file():
        train = [python, "-m", "rasa", "train", "--data", ROOT / "bot/data/nlu", "rules.yml"]
        subprocess.run([*train, "--fixed-model-name", "stock", "--out", models], check=True, **quiet)  # type: ignore[call-overload]
    actions = subprocess.Popen([python, "-m", "rasa_sdk", "--actions", "actions", "--port", "5056"], **quiet)  # type: ignore[call-overload]
    port = free_port()
    run = [python, "-m", "rasa", "run", "-m", models / "stock.tar.gz", "-i", "127.0.0.1", "-p", str(port)]
    server = subprocess.Popen([*run, "--credentials", "credentials.yml", "--endpoints", "endpoints.yml"], **quiet)  # type: ignore[call-overload]
    try:
        wait_for(lambda: _answers(f"http://127.0.0.1:{port}/"), 240, "the stock bot's start")
        stock_turn(port)()(QUESTIONS[0])
        yield port
    finally:
        for process in (server, actions):
            process.terminate()
            process.wait(30)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def search_figures() -> None:
    """Encoding and search, in this process, one thread."""
    settings = Settings()
    embedder = open_settings_embedder(settings)
    demo = open_index(settings)
    encoding(embedder, QUESTIONS)
    row("编码一句，p50 / p95", "{:.1f} / {:.1f} ms".format(*encoding(embedder, QUESTIONS * 5)))
    timed = TimedEmbedder(embedder)
    store = VersionStore(settings.index_dir)
    small = SearchIndex.open(store.path_of(demo.version), timed)
    beyond_encoding(small, timed, QUESTIONS)
    p50, p95 = beyond_encoding(small, timed, QUESTIONS * 5)
    row(f"编码以外的检索，{demo.manifest.documents} 段", f"{p50:.1f} / {p95:.1f} ms")
    large, timed = large_index(demo.content, embedder)
    beyond_encoding(large, timed, QUESTIONS)
    p50, p95 = beyond_encoding(large, timed, QUESTIONS * 5)
    row(f"编码以外的检索，{large.manifest.documents} 段", f"{p50:.1f} / {p95:.1f} ms", "p95 ≤ 8 ms")


def loads(name: str, open_conversation: Callable[[], Turn], parallels: Sequence[int], target: str = "") -> None:
    """Throughput rows."""
    for parallel in parallels:
        run = load(open_conversation, parallel)
        row(
            f"{name}，{parallel} 个会话同时",
            f"{run.turns_per_second:.0f} 轮/秒，p50 {run.p50:.0f} / p95 {run.p95:.0f} ms，最慢 {run.latest:.1f} s，助手答 {run.by_assistant:.0%}",
            target if parallel == 32 else "",
        )


def main() -> None:
    """Prints the table."""
    print(f"\n{platform.processor() or platform.machine()}，{os.cpu_count()} 核，Python {platform.python_version()}\n")
    print("| 量了什么 | 数字 | 目标 |\n|---|---|---|")
    search_figures()
    with product() as hall:
        turns = hall_turn(hall)
        start = time.monotonic()
        wait_for(hall.assistant_is_up, 240, "the assistant's start")
        row("Rasa 启动（API 之后）", f"{time.monotonic() - start:.0f} s")
        time.sleep(2.1)
        timed_turns(turns, 2)
        row(
            "一轮对话，有 Rasa，头 10 轮，p50 / p95",
            "{:.0f} / {:.0f} ms".format(*percentiles(timed_turns(turns, 20))),
            "≤ 60 / ≤ 150 ms",
        )
        loads("有 Rasa", turns, PARALLEL, "≥ 20 轮/秒由助手答，最慢 ≤ 4 s")
        for child in psutil.Process(hall.process.pid).children(recursive=True):
            line = " ".join(child.cmdline())
            row("内存，" + ("Rasa" if "rasa run" in line else "API"), f"{resident(child)} MB")
        psutil.Process(hall.process.pid)
        hall.kill("rasa")
        row("一轮对话，Rasa 不在，p50 / p95", "{:.0f} / {:.0f} ms".format(*percentiles(timed_turns(turns, 10))))
    with stock_bot() as port:
        turns = stock_turn(port)
        timed_turns(turns, 2)
        row(
            "普通 Rasa 机器人（自定义动作），p50 / p95",
            "{:.0f} / {:.0f} ms".format(*percentiles(timed_turns(turns, 20))),
        )
        loads("普通 Rasa 机器人", turns, PARALLEL)


if __name__ == "__main__":
    main()
