"""Nobody alters the log unseen, and a crash in the middle of a line loses nothing that was acknowledged."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.publishing.audit import AuditBroken, AuditLog, Head


def _log(folder: Path, count: int = 4) -> AuditLog:
    log = AuditLog(folder, lambda: 1_800_000_000.0)
    for number in range(count):
        log.append("小王", "发布完成", f"v{number}", reason="例行")
    return log


def test_lines_follow_one_another_and_are_read_back(tmp_path: Path) -> None:
    log = _log(tmp_path)
    assert log.verify().lines == 4
    assert [(entry.number, entry.version) for entry in log.entries()] == [(1, "v0"), (2, "v1"), (3, "v2"), (4, "v3")]
    assert log.entries()[0].details == {"reason": "例行"}


def _in_a_child(work: Callable[[], object]) -> int:
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child


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
    assert (log.verify().lines, log.verify().torn) == (5, 1)
    assert len(log.path.read_bytes().splitlines()) == 6


def _head_before(log: AuditLog) -> None:
    """As a crash between the last line and its head leaves the head."""
    last = log.entries()[-1]
    head = Head(number=last.number - 1, digest=last.previous)
    log.path.with_name("audit.head").write_text(head.model_dump_json(), "utf-8")


@pytest.mark.parametrize("cut", [b"\n", b"}\n"])
def test_a_line_that_is_whole_but_for_its_end_keeps_a_line_of_its_own(tmp_path: Path, cut: bytes) -> None:
    log = _log(tmp_path)
    _head_before(log)
    log.path.write_bytes(log.path.read_bytes().removesuffix(cut))
    log.append("小王", "退回完成", "v1")
    found = log.verify()
    assert (found.lines, found.torn) == ((5, 0) if cut == b"\n" else (4, 1))


def test_two_crashes_one_after_the_other_are_both_chained(tmp_path: Path) -> None:
    log = _log(tmp_path)
    with log.path.open("ab") as file:
        file.write(b'{"number": 5, "ac\n{"number": 5, "actor"')
    log.append("小王", "退回完成", "v1")
    assert log.verify().torn == 2
    log.path.write_bytes(log.path.read_bytes().replace(b'{"number": 5, "ac\n', b""))
    with pytest.raises(AuditBroken):
        log.verify()


def test_the_last_line_altered_or_cut_off_is_found_too(tmp_path: Path) -> None:
    log = _log(tmp_path)
    whole = log.path.read_text("utf-8")
    log.path.write_text(whole.replace("v3", "v9"), "utf-8")
    with pytest.raises(AuditBroken, match="末尾"):
        log.verify()
    log.path.write_text("".join(whole.splitlines(keepends=True)[:2]), "utf-8")
    with pytest.raises(AuditBroken, match="末尾"):
        log.verify()
    log.path.write_text(whole, "utf-8")
    assert log.verify().lines == 4
    # Going on writing hides nothing.
    log.path.write_text(whole.replace("v3", "v9"), "utf-8")
    log.append("小王", "退回完成", "v1")
    with pytest.raises(AuditBroken, match="第 5 行以前"):
        log.verify()
    log.path.unlink()
    with pytest.raises(AuditBroken, match="末尾"):
        log.verify()


def test_crashes_between_a_line_and_its_head_are_no_alteration(tmp_path: Path) -> None:
    log = _log(tmp_path)
    for number in range(3):
        log.append("小王", "退回完成", "v1")
        _head_before(log)
        assert log.verify().lines == 5 + number


def test_two_processes_writing_at_once_never_mix_their_lines(tmp_path: Path) -> None:
    children = [_in_a_child(lambda: _log(tmp_path, 20)) for _ in range(3)]
    for child in children:
        os.waitpid(child, 0)
    assert AuditLog(tmp_path).verify().lines == 60


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.characters(codec="utf-8"), max_size=30))
def test_whatever_people_write_as_a_reason_keeps_the_chain(actor: str, reason: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        log = AuditLog(Path(folder), lambda: 1_800_000_000.0)
        log.append(actor, "发布完成", "v", reason=reason)
        log.append("小王", "发布完成", "v")
        assert log.verify().lines == 2
        assert log.entries()[0].details["reason"] == reason
