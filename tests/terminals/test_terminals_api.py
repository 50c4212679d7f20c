"""Terminals over HTTP: configuration, heartbeat, what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import structlog
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from kiosk_api.storage.terminals import Terminals
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer

CONFIG = "/api/v1/terminals/east-1/config"
BEAT = "/api/v1/terminals/east-1/heartbeat"
ALIVE = {"boot_id": "a1", "idle": True}
FULL = ALIVE | {
    "build": "2026-11-23T11:00",
    "uptime_seconds": 3_600,
    "last_error": "",
    "heap_mb": 24,
    "printer": "unknown",
    "orientation": "portrait",
}


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def own(served: Terminals) -> dict[str, str]:
    """The credential of east-1."""
    return bearer(served.add("east-1", "east"))


async def test_a_terminal_proves_itself(client: AsyncClient, served: Terminals, own: dict[str, str]) -> None:
    config = (await client.get(CONFIG, headers=own)).json()
    assert (config["name"], config["hall"], config["terminal_id"]) == ("进门左手", "东区大厅", "east-1")
    beat = await client.post(BEAT, json=FULL, headers=own)
    assert beat.json() == {
        "config_version": config["version"],
        "reload": False,
        "message": "",
        "maintenance": False,
    }
    assert served.all()[0].state["heap_mb"] == 24
    served.revoke("east-1")
    assert (await client.get(CONFIG, headers=own)).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [{}, bearer("wrong"), bearer(""), {"Authorization": "Basic YTpi"}, {"Authorization": "Bearer 钥匙".encode()}],
)
async def test_without_the_credential_everything_is_refused_alike(
    client: AsyncClient, own: dict[str, str], headers: dict[str, Any]
) -> None:
    assert own
    refused = [await client.get(CONFIG, headers=headers), await client.post(BEAT, json=ALIVE, headers=headers)]
    refused.append(await client.get("/api/v1/terminals/nobody/config", headers=headers))
    refused.append(await client.get("/api/v1/terminals/east-1/state", headers=headers))
    for response in refused:
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["detail"] == refused[0].json()["detail"]


async def test_a_credential_opens_no_other_terminal(
    client: AsyncClient, served: Terminals, own: dict[str, str]
) -> None:
    served.add("east-2")
    assert (await client.get("/api/v1/terminals/east-2/config", headers=own)).status_code == 401


async def test_a_page_that_is_no_terminal_has_a_configuration(client: AsyncClient) -> None:
    config = (await client.get("/api/v1/config")).json()
    assert (config["terminal_id"], config["hotline"], config["idle_seconds"]) == ("", "12345", 120)
    assert config["name"] == "示范区"


async def test_messages_and_reloads_arrive_with_the_next_heartbeat(
    client: AsyncClient, served: Terminals, own: dict[str, str]
) -> None:
    served.tell("east-1", message="下午停电", reload=True)
    told = [(await client.post(BEAT, json=ALIVE, headers=own)).json() for _ in range(2)]
    assert [one["reload"] for one in told] == [True, False]
    assert [one["message"] for one in told] == ["下午停电"] * 2
    assert (await client.get(CONFIG, headers=own)).json()["message"] == "下午停电"


async def test_a_changed_file_is_told_with_the_next_heartbeat(
    client: AsyncClient, own: dict[str, str], tmp_path: Path
) -> None:
    before = (await client.post(BEAT, json=ALIVE, headers=own)).json()
    (tmp_path / "terminals.toml").write_text('[default]\nskin = "red"\nmaintenance = true\n', "utf-8")
    after = (await client.post(BEAT, json=ALIVE, headers=own)).json()
    config = (await client.get(CONFIG, headers=own)).json()
    assert after["config_version"] == config["version"] != before["config_version"]
    assert (after["maintenance"], config["skin"], config["hall"]) == (True, "red", "")


async def test_without_content_a_terminal_still_lives(
    client: AsyncClient, own: dict[str, str], source: FixedSource, served: Terminals
) -> None:
    source.index = None
    beat = await client.post(BEAT, json=ALIVE, headers=own)
    assert (beat.status_code, beat.json()["maintenance"]) == (200, True)
    assert served.all()[0].presence == "online"
    config = await client.get(CONFIG, headers=own)
    assert (config.status_code, config.json()["hotline"]) == (200, "12345")


async def test_two_screens_with_one_id_are_logged_once(
    client: AsyncClient, served: Terminals, own: dict[str, str]
) -> None:
    with structlog.testing.capture_logs() as logged:
        for boot in ("a1", "b2", "a1", "b2", "a1"):
            await client.post(BEAT, json=ALIVE | {"boot_id": boot}, headers=own)
    noticed = [line for line in logged if line["event"] == "terminal_id_used_twice"]
    assert [line["terminal"] for line in noticed] == ["east-1"]
    assert served.all()[0].is_duplicate


@pytest.mark.parametrize(
    "wrong",
    [
        {"boot_id": ""},
        {"boot_id": "a\0b"},
        {"boot_id": 3},
        {"question": "低保怎么申请"},
        {"idle": "yes"},
        {"heap_mb": -1},
        {"uptime_seconds": 10**10},
        {"last_error": "x" * 201},
        {"printer": "broken"},
        {"orientation": "upside down"},
    ],
)
async def test_a_heartbeat_holds_what_it_should_and_no_more(
    client: AsyncClient, own: dict[str, str], wrong: dict[str, Any]
) -> None:
    refused = await client.post(BEAT, json=ALIVE | wrong, headers=own)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] in wrong


async def test_half_a_character_is_refused_and_personal_data_is_masked(
    client: AsyncClient, served: Terminals, own: dict[str, str]
) -> None:
    body = '{"boot_id": "a1", "idle": true, "last_error": "\\ud800"}'
    assert (await client.post(BEAT, content=body, headers=own)).status_code == 422
    told = ALIVE | {"last_error": "找不到 13800138000\0"}
    assert (await client.post(BEAT, json=told, headers=own)).status_code == 200
    assert "13800138000" not in str(served.all()[0].state)


async def test_the_service_says_how_it_sees_a_terminal(client: AsyncClient, own: dict[str, str]) -> None:
    url = "/api/v1/terminals/east-1/state"
    assert (await client.get(url, headers=own)).json() == {"presence": "never_seen", "silent_seconds": None}
    await client.post(BEAT, json=ALIVE, headers=own)
    seen = (await client.get(url, headers=own)).json()
    assert seen["presence"] == "online"
    assert 0 <= seen["silent_seconds"] < 60


async def test_a_terminal_that_asks_too_often_is_slowed_down(settings: Settings) -> None:
    limited = settings.model_copy(update={"writes_per_minute_terminal": 2})
    app: FastAPI = create_app(limited, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())

    def at(address: str) -> AsyncClient:
        return AsyncClient(transport=ASGITransport(app, client=(address, 1)), base_url="http://hall")

    async with app.router.lifespan_context(app), at("10.0.0.1") as guesser, at("10.0.0.2") as terminal:
        key = Terminals(app.state.services.database.repository).add("east-1")
        for expected in (401, 401, 429):
            assert (await guesser.get(CONFIG, headers=bearer("guess"))).status_code == expected
        # Whoever guesses elsewhere does not keep the terminal from working, nor its citizens from asking.
        for expected in (200, 200, 429):
            assert (await terminal.get(CONFIG, headers=bearer(key))).status_code == expected
        opening = {"channel": "kiosk", "terminal_id": "east-1"}
        assert (await terminal.post("/api/v1/conversations", json=opening)).status_code == 201
