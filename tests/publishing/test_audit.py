"""Nobody alters the log unseen, and a crash in the middle of a line loses nothing that was acknowledged."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.publishing.audit import AuditBroken, AuditLog


def _log(folder: Path, count: int = 4) -> AuditLog:
    log = AuditLog(folder, lambda: 1_800_000_000.0)
    for number in range(count):
        log.append("小王", "发布完成", f"v{number}", reason="例行")
    return log


def test_lines_follow_one_another_and_are_read_back(tmp_path: Path) -> None:
    log = _log(tmp_path)
    assert log.verify() == 4
    assert [(entry.number, entry.version) for entry in log.entries()] == [(1, "v0"), (2, "v1"), (3, "v2"), (4, "v3")]
    assert log.entries()[0].details == {"reason": "例行"}


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_that_was_altered_or_taken_out_is_found(tmp_path: Path, line: int) -> None:
    log = _log(tmp_path)
    lines = log.path.read_text("utf-8").splitlines(keepends=True)
    log.path.write_text("".join([*lines[:line], lines[line].replace("小王", "小李"), *lines[line + 1 :]]), "utf-8")
    with pytest.raises(AuditBroken, match=f"第 {line + 2} 行"):
        log.verify()
    log.path.write_text("".join([*lines[:line], *lines[line + 1 :]]), "utf-8")
    with pytest.raises(AuditBroken):
        log.verify()


def test_a_line_that_a_crash_cut_off_stays_visible_and_blocks_nothing(tmp_path: Path) -> None:
    log = _log(tmp_path)
    with log.path.open("ab") as file:
        file.write('{"number": 5, "actor": "小'.encode()[:-1])
    entry = log.append("小王", "退回完成", "v1")
    assert entry.number == 5 and entry.torn
    assert log.verify() == 5
    assert len(log.path.read_bytes().splitlines()) == 6


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.characters(codec="utf-8"), max_size=30))
def test_whatever_people_write_as_a_reason_keeps_the_chain(actor: str, reason: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        log = AuditLog(Path(folder), lambda: 1_800_000_000.0)
        log.append(actor, "发布完成", "v", reason=reason)
        log.append("小王", "发布完成", "v")
        assert log.verify() == 2
        assert log.entries()[0].details["reason"] == reason
