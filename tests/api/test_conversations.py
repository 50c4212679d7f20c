"""A conversation over HTTP: ask, choose, one question at a time, wipe."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from httpx import AsyncClient

from kiosk_api.app import create_app
from kiosk_api.errors import MEDIA_TYPE
from kiosk_api.settings import Settings
from tests.fakes import OTHER, FixedSource, ScriptedAnswerer


def assert_problem(response: httpx.Response, status: int, kind: str) -> dict[str, object]:
    problem: dict[str, object] = response.json()
    assert response.status_code == status, problem
    assert response.headers["content-type"] == MEDIA_TYPE
    assert problem["type"] == f"urn:gongkai:problem:{kind}"
    assert problem["status"] == status
    assert str(problem["instance"]).endswith(response.headers["x-request-id"])
    assert any("\u4e00" <= char <= "\u9fff" for char in str(problem["detail"]))
    return problem


async def test_a_question_gets_its_answer(client: AsyncClient, conversation: str) -> None:
    response = await client.post(f"{conversation}/messages", json={"text": "低保在哪看"})
    answer = response.json()
    assert response.status_code == 200
    assert answer["status"] == "answered"
    assert conversation.endswith(answer["conversation_id"])
    assert [field["label"] for field in answer["fields"] if field["asked"]] == ["公开渠道和载体"]
    assert response.headers["cache-control"] == "no-store"


async def test_an_option_offered_can_be_chosen(client: AsyncClient, conversation: str) -> None:
    await client.post(f"{conversation}/messages", json={"text": "低保"})
    chosen = await client.post(f"{conversation}/messages", json={"option": OTHER.id})
    assert chosen.json()["items"][0]["id"] == OTHER.id


async def test_an_option_not_offered_is_refused_and_the_turn_given_back(client: AsyncClient, conversation: str) -> None:
    assert_problem(await client.post(f"{conversation}/messages", json={"option": "nope"}), 422, "unknown_option")
    assert (await client.post(f"{conversation}/messages", json={"text": "低保"})).status_code == 200


@pytest.mark.parametrize(
    "text", ["", "   ", "？？！", "\u200b\u200b", "\x00\x01", "的呢", "/restart", " ／restart", "😀😀"]
)
async def test_what_is_no_question_is_said_so(
    client: AsyncClient, conversation: str, answerer: ScriptedAnswerer, text: str
) -> None:
    assert_problem(await client.post(f"{conversation}/messages", json={"text": text}), 422, "not_a_question")
    assert answerer.asked == []


async def test_a_question_too_long_names_the_limit(client: AsyncClient, conversation: str) -> None:
    problem = assert_problem(
        await client.post(f"{conversation}/messages", json={"text": "低" * 10_000}), 422, "question_too_long"
    )
    assert "300" in str(problem["detail"])


async def test_a_body_too_large_is_refused(client: AsyncClient, conversation: str) -> None:
    response = await client.post(f"{conversation}/messages", json={"text": "低" * 100_000})
    assert_problem(response, 413, "body_too_large")


@pytest.mark.parametrize(
    "text",
    ["低\x00保", "低保'; DROP TABLE answers;--", "<script>alert(1)</script>低保", "低保\u202e\U000e0001", "低保😀"],
)
async def test_odd_questions_are_questions(client: AsyncClient, conversation: str, text: str) -> None:
    answer = await client.post(f"{conversation}/messages", json={"text": text})
    assert answer.status_code == 200
    assert (await client.get(f"/api/v1/answers/{answer.json()['id']}")).json() == answer.json()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "validation"),
        (b"{", "validation"),
        (b"[]", "validation"),
        (b'"text"', "validation"),
        (b"{}", "validation"),
        (b'{"text": 1}', "validation"),
        (b'{"text": null}', "validation"),
        (b'{"text": "\\ud800\\u4f4e\\u4fdd"}', "validation"),
        (b'{"text": "a", "option": "b"}', "validation"),
        (b'{"text": "a", "more": 1}', "validation"),
        (b'{"text": "\xff"}', "bad_request"),
        (b"[" * 60_000, "bad_request"),
    ],
)
async def test_bodies_that_are_no_message(client: AsyncClient, conversation: str, body: bytes, kind: str) -> None:
    headers = {"content-type": "application/json"}
    response = await client.post(f"{conversation}/messages", content=body, headers=headers)
    assert_problem(response, 422 if kind == "validation" else 400, kind)
    assert bool(response.json().get("errors")) == (kind == "validation")


async def test_unknown_conversations(client: AsyncClient) -> None:
    unknown = "/api/v1/conversations/" + "A" * 22
    assert_problem(await client.post(f"{unknown}/messages", json={"text": "低保"}), 404, "conversation_unknown")
    assert_problem(await client.delete(unknown), 404, "conversation_unknown")
    assert_problem(await client.delete("/api/v1/conversations/x"), 422, "validation")


async def test_a_second_question_meanwhile_is_told_to_wait(
    client: AsyncClient, conversation: str, answerer: ScriptedAnswerer
) -> None:
    first = asyncio.create_task(client.post(f"{conversation}/messages", json={"text": "慢"}))
    await answerer.started.wait()
    assert_problem(await client.post(f"{conversation}/messages", json={"text": "低保"}), 409, "conversation_busy")
    answerer.gate.set()
    assert (await first).status_code == 200
    assert (await client.post(f"{conversation}/messages", json={"text": "低保"})).status_code == 200


async def test_a_failure_is_a_sentence_and_does_not_block_the_conversation(
    client: AsyncClient, conversation: str
) -> None:
    problem = assert_problem(await client.post(f"{conversation}/messages", json={"text": "坏"}), 500, "internal")
    assert "秘密" not in str(problem)
    assert (await client.post(f"{conversation}/messages", json={"text": "低保"})).status_code == 200


async def test_a_wiped_conversation_is_gone_with_its_answers(
    client: AsyncClient, conversation: str, answerer: ScriptedAnswerer
) -> None:
    answer = (await client.post(f"{conversation}/messages", json={"text": "低保"})).json()
    assert (await client.delete(conversation)).status_code == 204
    assert answerer.forgotten == [answer["conversation_id"]]
    assert_problem(await client.post(f"{conversation}/messages", json={"text": "低保"}), 404, "conversation_unknown")
    assert_problem(await client.get(f"/api/v1/answers/{answer['id']}"), 404, "answer_unknown")
    assert_problem(
        await client.post(f"/api/v1/answers/{answer['id']}/feedback", json={"useful": True}), 404, "answer_unknown"
    )


async def test_a_conversation_wiped_while_it_is_answered_leaves_nothing(
    client: AsyncClient, conversation: str, answerer: ScriptedAnswerer
) -> None:
    pending = asyncio.create_task(client.post(f"{conversation}/messages", json={"text": "慢"}))
    await answerer.started.wait()
    assert (await client.delete(conversation)).status_code == 204
    answerer.gate.set()
    assert_problem(await pending, 404, "conversation_unknown")
    assert len(answerer.forgotten) == 2, "the assistant heard of the conversation again after the wipe"


async def test_feedback_is_taken_and_may_be_changed(client: AsyncClient, conversation: str) -> None:
    answer = (await client.post(f"{conversation}/messages", json={"text": "低保"})).json()
    for useful in (False, True):
        given = await client.post(f"/api/v1/answers/{answer['id']}/feedback", json={"useful": useful, "text": "好"})
        assert given.status_code == 204
    assert 'gongkai_feedback_total{useful="yes"} 1.0' in (await client.get("/metrics")).text


async def test_the_service_closes_what_it_was_given(settings: Settings, source: FixedSource) -> None:
    answerer = ScriptedAnswerer()
    app = create_app(settings, index=source, answerer=answerer)
    async with app.router.lifespan_context(app):
        assert not answerer.closed
    assert answerer.closed
