"""``gongkai wechat``: what an operator is told, against the simulated platform."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk_api.cli import app
from tests.serving import Server
from tests.wechat.accounts import AES_KEY, MINI, MINI_SECRET, OFFICIAL, SECRET, TOKEN, new_platform, served
from tests.wechat.simulator import JPEG, SimulatedPlatform


@pytest.fixture
def platform() -> SimulatedPlatform:
    return new_platform()


@pytest.fixture
def server(platform: SimulatedPlatform) -> Iterator[Server]:
    with served(platform) as running:
        yield running


@pytest.fixture
def run(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    secret = tmp_path / "app-secret"
    secret.write_text(SECRET + "\n", "utf-8")
    for name, value in {
        "DATABASE_URL": f"sqlite:///{tmp_path}/gongkai.db",
        "PUBLIC_URL": "https://gk.example.gov.cn",
        "WECHAT_API_URL": server.url,
        "WECHAT_APPID": OFFICIAL,
        "WECHAT_APP_SECRET_FILE": str(secret),
        "WECHAT_MINIPROGRAM_APPID": MINI,
        "WECHAT_MINIPROGRAM_SECRET": MINI_SECRET,
        "WECHAT_CUSTOMER_MESSAGES": "true",
        "WECHAT_TOKEN": TOKEN,
        "WECHAT_AES_KEY": AES_KEY,
    }.items():
        monkeypatch.setenv(f"GONGKAI_{name}", value)
    return CliRunner()


def check(run: CliRunner) -> Result:
    found = run.invoke(app, ["wechat", "check"])
    assert SECRET not in found.output
    assert MINI_SECRET not in found.output
    return found


def test_all_is_well(run: CliRunner) -> None:
    found = check(run)
    assert found.exit_code == 0
    assert found.output.count("✓") == 6
    assert "客服消息：今天用了 0 次，还能用 500000 次" in found.output
    assert "https://gk.example.gov.cn/wechat/callback" in found.output
    assert TOKEN not in found.output
    assert AES_KEY not in found.output


def test_a_missing_token_is_said(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGKAI_WECHAT_TOKEN", "")
    found = check(run)
    assert found.exit_code == 1
    assert "GONGKAI_WECHAT_TOKEN" in found.output


def test_an_address_off_the_list_is_explained(run: CliRunner, platform: SimulatedPlatform) -> None:
    platform.listed_addresses = {"10.1.2.3"}
    found = check(run)
    assert found.exit_code == 1
    assert "IP白名单" in found.output
    assert "加上 127.0.0.1" in found.output


def test_a_wrong_secret_is_explained(run: CliRunner, platform: SimulatedPlatform) -> None:
    platform.secrets[MINI] = "reset in the console"
    found = check(run)
    assert found.exit_code == 1
    assert "AppSecret 不对" in found.output


def test_a_missing_right_is_explained(run: CliRunner, platform: SimulatedPlatform) -> None:
    platform.customer_messages_allowed = False
    found = check(run)
    assert found.exit_code == 1
    assert "没有这个接口的权限" in found.output
    assert "GONGKAI_WECHAT_CUSTOMER_MESSAGES" in found.output


def test_nothing_set_up_is_said(run: CliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WECHAT_APPID", "WECHAT_MINIPROGRAM_APPID", "PUBLIC_URL"):
        monkeypatch.setenv(f"GONGKAI_{name}", "")
    found = check(run)
    assert found.exit_code == 1
    assert "一个账号也没有设置" in found.output
    assert "GONGKAI_PUBLIC_URL" in found.output


def test_a_secret_file_that_is_gone_is_named(run: CliRunner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("GONGKAI_WECHAT_APP_SECRET_FILE", str(tmp_path / "gone"))
    found = check(run)
    assert found.exit_code == 1
    assert "GONGKAI_WECHAT_APP_SECRET_FILE" in found.output


def test_a_terminal_s_code_is_written(run: CliRunner, tmp_path: Path, platform: SimulatedPlatform) -> None:
    picture = tmp_path / "code.jpg"
    made = ["wechat", "code", "dating-1", "--out", str(picture)]
    unknown = run.invoke(app, made)
    assert unknown.exit_code == 1
    assert "gongkai terminal add dating-1" in unknown.output
    assert run.invoke(app, ["terminal", "add", "dating-1"]).exit_code == 0
    done = run.invoke(app, made)
    assert done.exit_code == 0, done.output
    assert picture.read_bytes() == JPEG
    assert platform.calls[-1].body == {
        "scene": "t=dating-1",
        "env_version": "release",
        "check_path": True,
        "width": 640,
    }
    refused = run.invoke(app, [*made, "--page", "pages/none"])
    assert refused.exit_code == 1
    assert "--no-check-path" in refused.output
    assert run.invoke(app, [*made, "--page", "pages/none", "--no-check-path", "--edition", "trial"]).exit_code == 0
    assert run.invoke(app, ["wechat", "code", "一号", "--out", str(picture)]).exit_code == 1
