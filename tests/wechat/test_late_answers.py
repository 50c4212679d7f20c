"""Deliveries and answers that come late, twice or from a process that died: every question is asked once."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kiosk_api.storage.wechat_inbox import LEASE_SECONDS, WechatInbox
from kiosk_api.wechat.answering import PersonAnswers
from kiosk_api.wechat.desk import Desk
from kiosk_api.wechat.text import words
from tests.wechat.accounts import TOKEN
from tests.wechat.delivered import OPENID, SlowAnswerer, app_of, asked, text


async def test_one_message_delivered_three_times_is_asked_once(client: AsyncClient, answerer: SlowAnswerer) -> None:
    body = text("低保在哪看", 4711)
    replies = await asyncio.gather(*(asked(client, body) for _ in range(3)))
    assert len(set(replies)) == 1 and "政府网站" in replies[0]
    assert answerer.asked == ["低保在哪看"]


async def test_a_late_answer_is_fetched_by_going_on(app: FastAPI, client: AsyncClient, answerer: SlowAnswerer) -> None:
    desk: Desk = app.state.wechat_callback.desk
    desk.answer_within, desk.held = 0.3, 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4712)
    assert [await asked(client, body) for _ in range(3)] == ["", "", words()["waiting"]]
    answerer.go_on.set()
    await asyncio.sleep(0.2)
    late = await asked(client, text("继续"))
    assert late.startswith(words()["late"].split("{")[0]) and "政府网站" in late
    assert await asked(client, text("继续")) == words()["nothing_waiting"]
    assert answerer.asked == ["低保在哪看"]


async def test_going_on_too_early_says_that_it_is_still_looked_for(
    app: FastAPI, client: AsyncClient, answerer: SlowAnswerer
) -> None:
    desk: Desk = app.state.wechat_callback.desk
    desk.answer_within, desk.held = 0.3, 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4714)
    assert [await asked(client, body) for _ in range(3)] == ["", "", words()["waiting"]]
    desk.answer_within = desk.held = 6.0
    assert await asked(client, text("继续")) == words()["waiting"]
    answerer.go_on.set()
    await desk.close()
    assert "政府网站" in await asked(client, text("继续"))


async def test_going_on_after_its_process_died_says_that_it_failed(app: FastAPI, client: AsyncClient) -> None:
    repository = app.state.services.database.repository
    began, person = repository.now(), PersonAnswers(app.state.services, TOKEN).person_of(OPENID)
    repository.now = lambda: began - LEASE_SECONDS - 1
    WechatInbox(repository).claim("4715", person)
    WechatInbox(repository).give_up_waiting("4715")
    repository.now = lambda: began
    assert await asked(client, text("继续")) == words()["failed"]


async def test_a_stalled_process_does_not_begin_its_own_question_again(
    app: FastAPI, client: AsyncClient, answerer: SlowAnswerer
) -> None:
    app.state.wechat_callback.desk.held = 0.1
    answerer.go_on.clear()
    body = text("低保在哪看", 4716)
    assert await asked(client, body) == ""
    repository = app.state.services.database.repository
    began = repository.now()
    repository.now = lambda: began + LEASE_SECONDS + 1
    assert await asked(client, body) == ""
    answerer.go_on.set()
    await asyncio.sleep(0.2)
    assert len(answerer.conversations) == 1


async def test_a_failure_is_told_and_never_said_to_be_not_public(client: AsyncClient, answerer: SlowAnswerer) -> None:
    answerer.fails = True
    assert await asked(client, text("低保")) == words()["failed"]


async def test_a_message_whose_process_died_is_answered_by_the_next_delivery(
    tmp_path: Path, answerer: SlowAnswerer
) -> None:
    app = app_of(tmp_path, answerer)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://hall") as client,
    ):
        body = text("低保在哪看", 4713)
        repository = app.state.services.database.repository
        began = repository.now()
        repository.now = lambda: began - LEASE_SECONDS - 1
        assert WechatInbox(repository).claim("4713", "the process that died").state == "mine"
        repository.now = lambda: began
        assert "政府网站" in await asked(client, body)
        assert answerer.asked == ["低保在哪看"]
