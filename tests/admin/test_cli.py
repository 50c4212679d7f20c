"""``gongkai staff``: the first administrator is made where no page can be reached yet."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kiosk_api.cli import app
from kiosk_api.publishing.audit import AuditLog
from tests.admin.conftest import PASSWORD

OTHER = "另一句记得住的话 34"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GONGKAI_DATABASE_URL", f"sqlite:///{tmp_path}/gongkai.db")
    monkeypatch.setenv("GONGKAI_INDEX_DIR", str(tmp_path / "index"))
    return tmp_path / "index"


def staff(*words: str, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(app, ["staff", *words], input=f"{password}\n")


def test_accounts_are_made_listed_closed_and_told_of(index: Path) -> None:
    assert staff("add", "王主任", "--role", "administrator", "--by", "运维").exit_code == 0
    assert staff("add", "小李", "--role", "editor", "--agency", "区民政局").exit_code == 0
    assert staff("add", "小李", "--role", "viewer").exit_code == 1
    assert staff("add", "小张", "--role", "viewer", password="123").exit_code == 1
    assert staff("add", " ", "--role", "viewer").exit_code == 1
    listed = staff("list").stdout
    assert "王主任  管理员  —  从未登录" in listed and "小李  编辑  区民政局" in listed and "小张" not in listed
    assert staff("disable", "王主任").exit_code == 1
    assert staff("disable", "小李").exit_code == 0
    assert "已停用" in staff("list").stdout
    assert staff("disable", "小李", "--undo").exit_code == 0
    assert staff("password", "小李", password=OTHER).exit_code == 0
    assert staff("password", "没有的人").exit_code == 1
    told = [(one.actor, one.action) for one in AuditLog(index).entries()]
    assert told[0] == ("运维", "新开账号")
    assert [action for _, action in told] == ["新开账号", "新开账号", "修改账号", "修改账号", "重设密码"]
    assert PASSWORD not in AuditLog(index).path.read_text("utf-8")
