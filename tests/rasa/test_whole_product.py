"""The main job, end to end, on the installation that `make run` starts."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import FLAGS, ask, cards, chromium_path, context_of
from tests.browser.conftest import HALL as SCREEN
from tests.conftest import ROOT
from tests.rasa.conftest import Conversation, Hall, environment, wait_for
from tests.script import SCRIPT, check
from tests.serving import free_port
from tests.tiny_district import write_district

pytestmark = pytest.mark.rasa


def shown(answer: dict[str, Any]) -> tuple[object, ...]:
    """What must not depend on who understood the question."""
    fields = [(field["element"], field["value"], field["item"], field["asked"]) for field in answer["fields"]]
    options = [option["id"] for option in answer["options"]]
    return answer["status"], [item["id"] for item in answer["items"]], fields, options, answer["text"]


def test_the_first_answer_comes_before_the_assistant_is_up(hall: Hall) -> None:
    """How soon is printed by `make bench`; the machine's speed is nothing to gate a test on."""
    assert hall.first_answer["status"] == "answered"
    assert hall.first_answer["understood_by"] == "direct"


def test_the_conversation_runs_with_rasa_and_again_with_rasa_killed_midway(hall_with_assistant: Hall) -> None:
    hall = hall_with_assistant
    with_rasa = Conversation(hall.client)
    first = [with_rasa.says(turn["say"]) for turn in SCRIPT]
    for turn, answer in zip(SCRIPT, first, strict=True):
        check(turn, answer)
        assert answer["understood_by"] == "assistant", turn["say"]
    half_way = len(SCRIPT) // 2
    killed = Conversation(hall.client)
    second = [killed.says(turn["say"]) for turn in SCRIPT[:half_way]]
    hall.kill("rasa")
    second += [killed.says(turn["say"]) for turn in SCRIPT[half_way:]]
    for turn, one, other in zip(SCRIPT, first, second, strict=True):
        assert shown(one) == shown(other), turn["say"]
    assert {answer["understood_by"] for answer in second[:half_way]} == {"assistant"}
    assert {answer["understood_by"] for answer in second[half_way:]} == {"direct"}
    hall.wait_for_assistant()
    assert hall.ask("低保在哪里看")["understood_by"] == "assistant"


def test_a_citizen_at_the_screen_does_not_notice_that_rasa_died(hall_with_assistant: Hall) -> None:
    hall = hall_with_assistant
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        page = context_of(browser, SCREEN).new_page()
        page.goto(f"http://127.0.0.1:{hall.api_port}")
        page.get_by_role("button", name="请轻触屏幕开始").tap()
        ask(page, "低保名单在哪里看")
        cards(page, 1)
        hall.kill("rasa")
        ask(page, "那什么时候公开")
        cards(page, 2)
        expect(page.locator("article.answer").last.locator(".is-asked").first).to_contain_text("公开时限")
        expect(page.get_by_role("alert")).to_have_count(0)
        browser.close()
    hall.wait_for_assistant()


def test_a_wiped_conversation_is_gone_from_the_database_and_from_rasa(hall_with_assistant: Hall) -> None:
    hall = hall_with_assistant
    # Answered, so that nothing of it is kept for the loop from use to content.
    words = "低保名单在哪里看呀呀"
    conversation = Conversation(hall.client)
    conversation.says(words)
    assert words in json.dumps(hall.rasa.get(f"conversations/{conversation.id}").json(), ensure_ascii=False)
    assert any(words.encode() in path.read_bytes() for path in hall.folder.glob("gongkai.db*"))
    assert hall.client.delete(f"/api/v1/conversations/{conversation.id}").status_code == 204
    wait_for(lambda: hall.rasa.get(f"conversations/{conversation.id}").status_code == 404, 5, "Rasa's forgetting")
    assert not any(words.encode() in path.read_bytes() for path in hall.folder.glob("gongkai.db*"))
    gone = hall.client.post(f"/api/v1/conversations/{conversation.id}/messages", json={"text": "低保"})
    assert gone.status_code == 404


def test_personal_data_never_reaches_rasa_or_the_database(hall_with_assistant: Hall) -> None:
    hall = hall_with_assistant
    conversation = Conversation(hall.client)
    assert conversation.says("我的手机是13800138000，帮我查低保")["status"] == "refused"
    assert hall.rasa.get(f"conversations/{conversation.id}").status_code == 404
    assert not any(b"13800138000" in path.read_bytes() for path in hall.folder.glob("gongkai.db*"))


def test_another_district_is_served_by_the_same_assistant_without_retraining(
    hall_with_assistant: Hall, tmp_path: Path
) -> None:
    port = free_port()
    env = environment(
        tmp_path,
        GONGKAI_CONTENT_DIR=write_district(tmp_path / "content"),
        GONGKAI_PORT=port,
        GONGKAI_RASA_URL=f"http://127.0.0.1:{hall_with_assistant.rasa_port}",
    )
    gongkai = ROOT / ".venv/bin/gongkai"
    subprocess.run([gongkai, "build", "--publish"], cwd=ROOT, env=env, check=True, capture_output=True)
    server = subprocess.Popen([gongkai, "serve"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
    try:
        other = Hall(tmp_path, port, hall_with_assistant.rasa_port, server)
        wait_for(other.api_is_up, 60, "the API's start")
        talk = Conversation(other.client)
        where = talk.says("今年啥时候禁渔，上哪儿看通知")
        assert where["understood_by"] == "assistant"
        assert where["items"][0]["title"] == "休渔时间安排"
        assert {"time_limit", "channels"} <= {field["element"] for field in where["fields"] if field["asked"]}
        assert talk.says("那归谁管呢")["fields"][0]["value"] == "海湾县海洋渔业局"
        listing = talk.says("茶叶发展中心公开哪些事项")
        assert (listing["status"], listing["listing"]["total"]) == ("listing", 2)
        assert "20个工作日" in talk.says("没公布的文件怎么申请公开，多久答复")["text"]
    finally:
        server.terminate()
        server.wait(20)


def test_what_dies_is_started_again_and_no_question_is_lost_meanwhile(hall_with_assistant: Hall) -> None:
    hall = hall_with_assistant
    conversation = Conversation(hall.client)
    before = conversation.says("低保名单在哪里看")
    hall.kill("gongkai")
    wait_for(hall.api_is_up, 30, "the API's return")
    after = conversation.says("那什么时候公开")
    assert [item["id"] for item in after["items"]][-1:] or before["items"]
    assert any(field["element"] == "time_limit" and field["asked"] for field in after["fields"])


def test_stopping_stops_both(tmp_path: Path) -> None:
    env = environment(tmp_path, GONGKAI_PORT=free_port(), GONGKAI_RASA_PORT=free_port())
    process = subprocess.Popen([ROOT / "deploy/run.sh"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
    wait_for(lambda: len(psutil.Process(process.pid).children()) >= 2, 30, "both programs' start")
    children = psutil.Process(process.pid).children(recursive=True)
    process.terminate()
    assert process.wait(40) == 0
    gone, alive = psutil.wait_procs(children, timeout=5)
    assert not alive
    assert gone


def test_the_command_line_asks_through_rasa_and_fails_without_it(hall_with_assistant: Hall) -> None:
    command = [ROOT / ".venv/bin/gongkai", "ask", "低保名单在哪看", "--json"]
    url = f"http://127.0.0.1:{hall_with_assistant.rasa_port}"
    env = environment(hall_with_assistant.folder, GONGKAI_RASA_URL=url)
    asked = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert json.loads(asked.stdout)["answer"]["understood_by"] == "assistant"
    away = environment(hall_with_assistant.folder, GONGKAI_RASA_URL=f"http://127.0.0.1:{free_port()}")
    refused = subprocess.run(command, cwd=ROOT, env=away, capture_output=True, text=True, check=False)
    assert refused.returncode != 0
    assert "连不上助手" in refused.stderr
    direct = subprocess.run([*command, "--no-rasa"], cwd=ROOT, env=away, capture_output=True, text=True, check=True)
    assert json.loads(direct.stdout)["answer"]["understood_by"] == "direct"


def test_a_late_assistant_is_not_waited_for(tmp_path: Path, hall_with_assistant: Hall) -> None:
    """A listener that accepts and never answers: the answer comes all the same, directly."""
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        port = free_port()
        env = environment(
            tmp_path,
            GONGKAI_INDEX_DIR=hall_with_assistant.folder / "index",
            GONGKAI_PORT=port,
            GONGKAI_RASA_URL=f"http://127.0.0.1:{silent.getsockname()[1]}",
        )
        server = subprocess.Popen([ROOT / ".venv/bin/gongkai", "serve"], cwd=ROOT, env=env, stderr=subprocess.DEVNULL)
        try:
            other = Hall(tmp_path, port, 0, server)
            wait_for(lambda: _healthy(port), 60, "the API's start")
            answer = other.ask("低保名单在哪看")
            assert (answer["status"], answer["understood_by"]) == ("answered", "direct")
        finally:
            server.terminate()
            server.wait(20)


def _healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
