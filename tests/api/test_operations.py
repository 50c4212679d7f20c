"""What operators rely on: readiness, metrics, limits, logs, headers, the sweep, the settings."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest
import structlog
from httpx import AsyncClient

from kiosk_api.app import create_app
from kiosk_api.limits import address_key
from kiosk_api.logs import configure_logging
from kiosk_api.settings import Settings, table
from tests.api.test_conversations import assert_problem
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer


def app_client(settings: Settings, answerer: ScriptedAnswerer | None = None) -> AsyncClient:
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=answerer or ScriptedAnswerer())
    return AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall")


async def test_ready_degraded_and_not_ready(
    client: AsyncClient, answerer: ScriptedAnswerer, source: FixedSource
) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).json()["status"] == "ready"
    answerer.ready = False
    degraded = await client.get("/readyz")
    assert (degraded.status_code, degraded.json()["status"]) == (200, "degraded")
    source.index = None
    missing = await client.get("/readyz")
    assert (missing.status_code, missing.json()["status"]) == (503, "not_ready")
    assert "build" in missing.json()["dependencies"]["index"]["detail"]


async def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    async with app_client(Settings(database_url=f"sqlite:///{tmp_path}/never.db")) as client:
        found = await client.get("/readyz")
        assert found.json()["dependencies"]["database"]["ok"] is False
        opened = await client.post("/api/v1/conversations", json={})
        assert_problem(opened, 503, "database_unavailable")


async def test_metrics_count_outcomes_not_words(client: AsyncClient, conversation: str) -> None:
    for text in ("低保", "没有", "脏话"):
        await client.post(f"{conversation}/messages", json={"text": text})
    text = (await client.get("/metrics")).text
    for status in ("answered", "no_content", "refused"):
        assert f'gongkai_answers_total{{status="{status}",understood_by="direct"}} 1.0' in text
    assert "gongkai_turn_seconds_bucket" in text
    assert "低保" not in text
    assert conversation.rsplit("/", 1)[1] not in text


async def test_writes_and_reads_are_limited_apart(settings: Settings) -> None:
    limited = settings.model_copy(update={"writes_per_minute_address": 2, "reads_per_minute_address": 3})
    app = create_app(limited, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url="http://hall") as client:
        for _ in range(2):
            assert (await client.post("/api/v1/conversations", json={})).status_code == 201
        refused = await client.post("/api/v1/conversations", json={})
        problem = assert_problem(refused, 429, "too_many_requests")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["retry-after"] in str(problem["detail"])
        for expected in (200, 200, 200, 429):
            assert (await client.get("/api/v1/items")).status_code == expected


@pytest.mark.parametrize("limit", ["writes_per_minute_conversation", "writes_per_minute_terminal"])
async def test_conversations_and_terminals_are_limited(settings: Settings, limit: str) -> None:
    limited = settings.model_copy(update={limit: 2})
    app = create_app(limited, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url="http://hall") as client:
        opened = await client.post("/api/v1/conversations", json={"channel": "kiosk", "terminal_id": "hall-1"})
        url = f"/api/v1/conversations/{opened.json()['conversation_id']}/messages"
        statuses = [(await client.post(url, json={"text": "低保"})).status_code for _ in range(3)]
        assert statuses[-1] == 429
        assert 409 not in statuses


async def test_zero_switches_a_limit_off(settings: Settings) -> None:
    free = settings.model_copy(update={"reads_per_minute_address": 0})
    async with app_client(free) as client:
        assert {(await client.get("/api/v1/items")).status_code for _ in range(50)} == {200}


async def test_redis_away_turns_nobody_down(settings: Settings) -> None:
    away = settings.model_copy(update={"redis_url": "redis://127.0.0.1:9/0"})
    async with app_client(away) as client:
        assert (await client.get("/api/v1/items")).status_code == 200


def test_an_address_is_a_line() -> None:
    assert address_key("192.0.2.7") == "192.0.2.7"
    assert address_key("2001:db8:1:2:3:4:5:6") == address_key("2001:db8:1:2::9") == "2001:db8:1:2::"


async def test_only_the_trusted_proxy_names_addresses(settings: Settings) -> None:
    limited = settings.model_copy(update={"reads_per_minute_address": 1})
    for proxy, expected in (("", 429), ("127.0.0.1", 200)):
        async with app_client(limited.model_copy(update={"trusted_proxy": proxy})) as client:
            statuses = [
                (await client.get("/api/v1/items", headers={"x-forwarded-for": f"198.51.100.{n}"})).status_code
                for n in range(2)
            ]
        assert statuses == [200, expected]


async def test_logs_hold_the_route_and_never_the_words(
    client: AsyncClient, conversation: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging("info")
    try:
        await client.get("/api/v1/search", params={"q": "秘密的问题"})
        await client.post(f"{conversation}/messages", json={"text": "坏"})
        lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finally:
        structlog.reset_defaults()
    routes = [line["route"] for line in lines if line["event"] == "request"]
    assert routes == ["/api/v1/search", "/api/v1/conversations/{conversation_id}/messages"]
    failures = [line for line in lines if line["event"] == "failure"]
    assert [failure["error"] for failure in failures] == ["RuntimeError"]
    assert failures[0]["request_id"] == lines[-1]["request_id"]
    written = json.dumps(lines, ensure_ascii=False)
    for private in ("秘密", "坏", conversation.rsplit("/", 1)[1], "127.0.0.1"):
        assert private not in written


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A front end as small as can be."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>政务公开查询</title>", "utf-8")
    (tmp_path / "assets" / "index-1a2b3c.js").write_text("start()", "utf-8")
    return tmp_path


async def test_the_page_is_never_kept_and_its_parts_always(settings: Settings, pages: Path) -> None:
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer(), pages=pages)
    async with AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        for path in ("/", "/signage", "/m/item-dibao?aspect=where"):
            page = await client.get(path)
            assert page.headers["content-type"].startswith("text/html")
            assert page.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in page.headers["content-security-policy"]
        script = await client.get("/assets/index-1a2b3c.js")
    assert "immutable" in script.headers["cache-control"]


async def test_pages_that_were_not_built_are_missed_kindly(settings: Settings, tmp_path: Path) -> None:
    app = create_app(settings, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer(), pages=tmp_path / "none")
    async with AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hall") as client:
        missing = await client.get("/")
        assert missing.status_code == 503
        assert "make ui" in missing.json()["detail"]
        assert (await client.get("/assets/index.js")).status_code == 404


async def test_idle_conversations_are_swept_from_the_assistant_too(settings: Settings) -> None:
    quick = settings.model_copy(update={"conversation_idle_seconds": 0, "sweep_seconds": 0.05})
    answerer = ScriptedAnswerer()
    app = create_app(quick, index=FixedSource(ListIndex()), answerer=answerer)
    transport = httpx.ASGITransport(app)
    async with app.router.lifespan_context(app), AsyncClient(transport=transport, base_url="http://hall") as client:
        opened = (await client.post("/api/v1/conversations", json={})).json()["conversation_id"]
        for _ in range(100):
            if answerer.forgotten:
                break
            await asyncio.sleep(0.02)
    assert answerer.forgotten == [opened]


def test_every_setting_is_in_the_table() -> None:
    rows = table().splitlines()[2:]
    assert len(rows) == len(Settings.model_fields)
    assert all(len(row.split("|")) == 5 and row.split("|")[3].strip() for row in rows)


def test_the_readme_holds_the_table() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    assert f"<!-- settings -->\n{table()}\n<!-- /settings -->" in readme


@pytest.mark.parametrize("bad", [{"port": 0}, {"rasa_deadline": 9}, {"log_level": "loud"}])
def test_settings_that_cannot_be_right_are_refused(bad: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="validation error"):
        Settings.model_validate(bad)
