"""What staff type, and what they are told."""

from __future__ import annotations

import json
from datetime import datetime

import httpx
import pytest
from typer.testing import CliRunner, Result

from kiosk_api.answering import Answerer
from kiosk_api.app import create_app
from kiosk_api.assistant import NoAssistant
from kiosk_api.cli import app
from kiosk_api.settings import Settings
from search_index import LiveIndex, SearchIndexError
from tests.publishing.conftest import EMBEDDER, District


def run(district: District, *arguments: str) -> Result:
    """One command on the district's index folder."""
    return CliRunner().invoke(app, [*arguments, "--index", str(district.store.folder)])


@pytest.fixture
def two_versions(haiwan: District) -> tuple[str, str]:
    """Both published, the second served."""
    first = haiwan.build()
    haiwan.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
    second = haiwan.build()
    for version in (first, second):
        haiwan.open_publisher.publish(version, "小王")
    return first, second


def test_versions_marks_the_served_one_and_tells_what_is_scheduled_and_withdrawn(
    haiwan: District, two_versions: tuple[str, str]
) -> None:
    haiwan.clock.now = datetime(2099, 1, 1, 8).timestamp() - 60
    haiwan.open_publisher.publish(two_versions[0], "小王", at=datetime(2099, 1, 1, 8).timestamp())
    haiwan.open_publisher.withdraw("faq-1", "小王", "答案过时")
    told = run(haiwan, "versions").output
    assert f"* {two_versions[1]}" in told
    assert "定于 2099-01-01 08:00 发布" in told and "撤下的：faq-1（答案过时）" in told
    lines = [json.loads(line) for line in run(haiwan, "versions", "--json").stdout.splitlines() if line.startswith("{")]
    assert {line["version"]: line["published"] for line in lines} == {two_versions[0]: False, two_versions[1]: True}


def test_rollback_withdraw_and_restore_are_told_and_stand_in_the_log(
    haiwan: District, two_versions: tuple[str, str]
) -> None:
    assert f"已退回 {two_versions[0]}" in run(haiwan, "rollback", "--by", "小李", "--reason", "有误").output
    assert "什么时候可以出海打鱼" in run(haiwan, "withdraw", "faq-1", "--reason", "过时", "--by", "小李").output
    assert "已恢复 faq-1" in run(haiwan, "restore", "faq-1", "--by", "小李").output
    log = run(haiwan, "audit").output
    assert "小李  退回完成" in log and "reason=有误" in log and "id=faq-1" in log
    assert "没有改动过" in run(haiwan, "audit", "--verify").output


def test_what_cannot_be_done_is_said_in_words(haiwan: District) -> None:
    haiwan.build()
    result = run(haiwan, "rollback")
    assert result.exit_code != 0
    assert isinstance(result.exception, SearchIndexError) and "还没有发布过索引" in str(result.exception)
    refused = run(haiwan, "versions", "--served")
    assert refused.exit_code != 0


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/faq",
        "/api/v1/search?q=什么时候可以出海打鱼",
        "/api/v1/suggest?q=出海",
        "/api/v1/suggest?q=",
    ],
)
async def test_no_route_shows_what_is_withdrawn(haiwan: District, path: str) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    settings = Settings(database_url=f"sqlite:///{haiwan.content}/db/gongkai.db", rasa_url="")
    live = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1)
    service = create_app(settings, index=live, answerer=Answerer(live, NoAssistant()))
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://hall") as client,
    ):
        before = (await client.get(path)).text
        haiwan.open_publisher.withdraw("faq-1", "小王", "过时")
        after = await client.get(path)
        assert after.status_code == 200
        assert "出海打鱼" not in after.text
        assert "出海打鱼" in before or path.endswith("q=")
        asked = await client.post("/api/v1/conversations", json={"channel": "kiosk"})
        talk = f"/api/v1/conversations/{asked.json()['conversation_id']}/messages"
        answer = (await client.post(talk, json={"text": "什么时候可以出海打鱼"})).json()
        assert "faq-1" not in [item["id"] for item in answer["items"]]
        assert "faq-1" not in [option["id"] for option in answer["options"]]


async def test_an_old_link_to_a_withdrawn_item_meets_the_page_of_an_unknown_one(
    haiwan: District,
) -> None:
    haiwan.open_publisher.publish(haiwan.build(), "小王")
    settings = Settings(database_url=f"sqlite:///{haiwan.content}/db/gongkai.db", rasa_url="")
    live = LiveIndex(haiwan.store.folder, EMBEDDER, haiwan.clock, check_seconds=-1)
    item = live.current().content.items[0].id
    service = create_app(settings, index=live, answerer=Answerer(live, NoAssistant()))
    async with (
        service.router.lifespan_context(service),
        httpx.AsyncClient(transport=httpx.ASGITransport(service), base_url="http://hall") as client,
    ):
        assert (await client.get(f"/api/v1/items/{item}")).status_code == 200
        haiwan.open_publisher.withdraw(item, "小王", "过时")
        gone = await client.get(f"/api/v1/items/{item}")
        unknown = await client.get("/api/v1/items/item-nowhere")
        assert gone.status_code == unknown.status_code == 404
        assert gone.json()["detail"].replace(item, "item-nowhere") == unknown.json()["detail"]
        listed = (await client.get("/api/v1/items")).json()
        assert item not in [one["id"] for one in listed["items"]]
