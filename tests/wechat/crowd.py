"""Two hundred citizens at once, as the tests prove and ``make bench`` measures."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import httpx


@dataclass(frozen=True)
class MiniTurn:
    """What one mini program got: the answer's text, whether the login went, seconds for the question alone."""

    text: str
    logged_in: bool
    seconds: float


async def mini_programs(addresses: list[str], users: int, question: str) -> list[MiniTurn]:
    """So many at once: each logs in with its own code, opens a conversation and asks; ``{}`` is its number."""
    # Shorter than the server keeps a silent connection: nothing is sent on one that is just being closed.
    limits = httpx.Limits(max_connections=None, keepalive_expiry=2)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as http:
        return await asyncio.gather(
            *(
                _mini_program(http, addresses[number % len(addresses)], number, question.format(number))
                for number in range(users)
            )
        )


async def _mini_program(http: httpx.AsyncClient, address: str, number: int, question: str) -> MiniTurn:
    login = await http.post(f"{address}/api/v1/wechat/login", json={"code": f"code-{number}"})
    header = {"Authorization": f"Bearer {login.json()['token']}"} if login.status_code == 201 else {}
    opened = await http.post(f"{address}/api/v1/conversations", json={"channel": "miniprogram"}, headers=header)
    url = f"{address}/api/v1/conversations/{opened.json()['conversation_id']}/messages"
    started = time.perf_counter()
    answer = await http.post(url, json={"text": question}, headers=header)
    return MiniTurn(answer.json()["text"], bool(header), time.perf_counter() - started)
