"""Every change of what citizens are shown, one at a time, and each in the log before and after it is made."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from kiosk_api.publishing.audit import AuditLog, locked
from kiosk_api.publishing.gate import GateReport
from search_index import IndexUnavailable, SearchIndexError, VersionStore
from search_index.dumped import load_dumped_content
from search_index.index import CONTENT
from search_index.records import GuidePart
from search_index.withdrawals import restore, withdraw, withdrawn

BEGUN, DONE, FAILED = "开始", "完成", "失败"
Gate = Callable[[str], GateReport]
"""Checks a version by its id."""


class GateRefused(SearchIndexError):
    """The version does not reach its limits; ``report`` says which, and which questions."""

    def __init__(self, report: GateReport) -> None:
        self.report = report
        missed = [one for one in report.measured if not one.passed]
        names = "；".join(f"{one.name} {one.allowed:g}，实际 {one.measured:g}" for one in missed)
        super().__init__(f"版本 {report.version} 没有通过发布检验：{names}")


class Publisher:
    """Publishes, takes back and withdraws in one index folder.

    The log gets ``…开始`` before a change and ``…完成`` after it: one without the other tells of a crash, and the
    pointer says which side of the change it fell on.
    """

    def __init__(self, store: VersionStore, gate: Gate, clock: Callable[[], float] = time.time) -> None:
        """``clock`` gives seconds since 1970."""
        self._store = store
        self._gate = gate
        self._clock = clock
        self.audit = AuditLog(store.folder, clock)

    def publish(self, version: str, actor: str, at: float | None = None, reason: str = "") -> GateReport:
        """Checks the version and serves it, now or from ``at`` (seconds since 1970) on.

        Raises GateRefused when it does not pass and no ``reason`` overrides that; SearchIndexError when it is not
        sound. What is refused changes nothing.
        """
        if at is not None and at <= self._clock():
            raise SearchIndexError("定时发布的时间已经过去了，请写一个以后的时间")
        report = self._gate(version)
        checked: dict[str, object] = {"questions": report.questions, "passed": report.passed, "reason": reason}
        if not report.passed and not reason:
            failing = [outcome.question.question for outcome in report.failing]
            self.audit.append(actor, "发布被拒", version, **checked, failing=failing)
            raise GateRefused(report)
        when = datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""
        with self._changing(actor, "定时发布" if when else "发布", version, **checked, at=when):
            self._store.publish(version, at=at)
        return report

    def rollback(self, actor: str, reason: str = "") -> str:
        """Serves the version before this one again and returns its id; what is scheduled stays scheduled."""
        served = self._store.published()
        with self._changing(actor, "退回", served, reason=reason):
            return self._store.rollback()

    def cancel(self, version: str, actor: str) -> None:
        """Takes a version out of the schedule; raises IndexUnavailable when it is not in it."""
        with self._changing(actor, "取消定时发布", version):
            self._store.cancel(version)

    def withdraw(self, record_id: str, actor: str, reason: str) -> str:
        """Takes a record (or a guide) out of every answer at once and returns its title.

        Raises IndexUnavailable when the served version has no such record.
        """
        title = self._titles().get(record_id)
        if title is None:
            raise IndexUnavailable(f"正在使用的版本里没有编号为 {record_id} 的内容")
        with self._changing(actor, "撤下", self._store.published(), id=record_id, title=title, reason=reason):
            withdraw(self._store.folder, record_id, reason)
        return title

    def restore(self, record_id: str, actor: str) -> None:
        """Puts a withdrawn record back; raises IndexUnavailable when it was not withdrawn."""
        if record_id not in withdrawn(self._store.folder):
            raise IndexUnavailable(f"{record_id} 没有撤下，不用恢复")
        with self._changing(actor, "恢复", self._store.published(), id=record_id):
            restore(self._store.folder, record_id)

    def _titles(self) -> dict[str, str]:
        folder = self._store.path_of(self._store.published())
        records = load_dumped_content((folder / CONTENT).read_text("utf-8")).records
        guides = {record.guide: record.name for record in records if isinstance(record, GuidePart)}
        return {**guides, **{record.id: record.title for record in records}}

    @contextmanager
    def _changing(self, actor: str, action: str, version: str, **details: object) -> Iterator[None]:
        """One change under the folder's lock; a failed one is told as failed."""
        with locked(self._store.folder / ".publish.lock"):
            self.audit.append(actor, action + BEGUN, version, **details)
            try:
                yield
            except BaseException:
                self.audit.append(actor, action + FAILED, version)
                raise
            self.audit.append(actor, action + DONE, version)


def unfinished(audit: AuditLog) -> Collection[str]:
    """What was begun and neither finished nor failed, in words: a crash came between."""
    open_: dict[str, str] = {}
    for entry in audit.entries():
        action = entry.action.removesuffix(BEGUN).removesuffix(DONE).removesuffix(FAILED)
        key = f"{action} {entry.version}"
        if entry.action.endswith(BEGUN):
            open_[key] = f"{entry.time:%Y-%m-%d %H:%M} {entry.actor} {action} {entry.version}"
        else:
            open_.pop(key, None)
    return open_.values()
