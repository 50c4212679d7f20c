"""Conversations one after the other and side by side, timed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from tests.bench.search_speed import percentiles
from tests.rasa.conftest import Conversation

TURNS = 10
"""Turns of one conversation: Rasa's cost grows with its history."""
LOAD_SECONDS = 12.0

Turn = Callable[[str], str]
"""Says something in a conversation and returns who understood it."""
Opener = Callable[[], Turn]
"""Opens a conversation."""


@dataclass(frozen=True, slots=True)
class Figures:
    """Turns of one run; milliseconds, and turns a second in all and by the assistant."""

    p50: float
    p95: float
    latest: float
    per_second: float
    assistant_per_second: float
    by_assistant: float

    @classmethod
    def of(cls, turns: Sequence[tuple[float, str]], elapsed: float) -> Figures:
        """From the seconds of each turn and who understood it."""
        seconds = [taken for taken, _ in turns]
        assistant = sum(by == "assistant" for _, by in turns)
        p50, p95 = percentiles(seconds)
        rates = len(turns) / elapsed, assistant / elapsed
        return cls(p50, p95, max(seconds) * 1000, *rates, assistant / len(turns))


def one_after_the_other(opener: Opener, questions: Sequence[str], conversations: int) -> Figures:
    """The first TURNS turns of some conversations."""
    turns, start = [], time.perf_counter()
    for number in range(conversations):
        say = opener()
        for turn in range(TURNS):
            turns.append(_timed(say, questions[(number * TURNS + turn) % len(questions)]))
    return Figures.of(turns, time.perf_counter() - start)


def side_by_side(opener: Opener, questions: Sequence[str], parallel: int) -> Figures:
    """Parallel conversations for LOAD_SECONDS, a new conversation every TURNS turns."""
    start = time.perf_counter()
    until = start + LOAD_SECONDS

    def talk(number: int) -> list[tuple[float, str]]:
        done: list[tuple[float, str]] = []
        while time.perf_counter() < until:
            say = opener()
            for turn in range(TURNS):
                done.append(_timed(say, questions[(number * 7 + turn) % len(questions)]))
                if time.perf_counter() > until:
                    break
        return done

    with ThreadPoolExecutor(parallel) as pool:
        turns = [turn for talked in pool.map(talk, range(parallel)) for turn in talked]
    return Figures.of(turns, time.perf_counter() - start)


def _timed(say: Turn, question: str) -> tuple[float, str]:
    begun = time.perf_counter()
    by = say(question)
    return time.perf_counter() - begun, by


def product_opener(port: int) -> Opener:
    """Conversations of the product over one shared client."""
    client = httpx.Client(
        base_url=f"http://127.0.0.1:{port}", timeout=15, trust_env=False, limits=httpx.Limits(max_connections=64)
    )

    def opener() -> Turn:
        conversation = Conversation(client)
        return lambda text: str(conversation.says(text)["understood_by"])

    return opener


def stock_opener(port: int) -> Opener:
    """Conversations of the stock bot, a new sender each; an empty reply is an error, not a fast answer."""
    client = httpx.Client(timeout=60, trust_env=False, limits=httpx.Limits(max_connections=64))
    url = f"http://127.0.0.1:{port}/webhooks/rest/webhook"

    def opener() -> Turn:
        sender = os.urandom(8).hex()

        def say(text: str) -> str:
            reply = client.post(url, json={"sender": sender, "message": text}).raise_for_status().json()
            assert reply, f"the stock bot said nothing to {text}"
            return "assistant"

        return say

    return opener
