"""What staff type, and what they are told."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from typer.testing import CliRunner, Result

from kiosk_api.cli import app
from search_index import SearchIndexError
from tests.publishing.conftest import District


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


def test_a_time_is_given_to_the_minute_and_a_version_that_is_not_there_is_named(haiwan: District) -> None:
    haiwan.build()
    for moment in ("2099-12-01T08:00", "2099-12-01 08:00"):
        refused = run(haiwan, "publish", "no-such", "--at", moment)
        assert isinstance(refused.exception, SearchIndexError) and "没有版本 no-such" in str(refused.exception)
    assert run(haiwan, "publish", "no-such", "--at", "明天").exit_code == 2
