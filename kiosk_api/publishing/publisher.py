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
from search_index.withdrawals import restore, withdraw, withdrawn

PUBLISH, SCHEDULE, REFUSED = "发布", "定时发布", "发布被拒"
ROLLBACK, CANCEL, WITHDRAW, RESTORE = "退回", "取消定时发布", "撤下", "恢复"
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
        """Checks the version and serves it, now or from ``at`` (seconds since 1970) on; what is scheduled stays so.

        Raises GateRefused when it does not pass and no ``reason`` overrides that; SearchIndexError when it is not
        sound. What is refused changes nothing.
        """
        if at is not None and at <= self._clock():
            raise SearchIndexError("定时发布的时间已经过去了，请写一个以后的时间")
        while True:
            served = self._store.history()[-1:]
            report = self._gate(version)
            checked = _checked(report, reason)
            if not report.passed and not reason:
                self.audit.append(actor, REFUSED, version, **checked)
                raise GateRefused(report)
            with self._alone():
                # Whatever went live during the check is what this version has to be held against.
                if self._store.history()[-1:] == served:
                    when = datetime.fromtimestamp(at, UTC).isoformat() if at is not None else ""
                    with self._told(actor, SCHEDULE if when else PUBLISH, version, **checked, at=when):
                        self._store.publish(version, at=at)
                    return report

    def held_back(self, version: str) -> str:
        """Why a version should not be published without a person asking for it, in Chinese; empty where nothing
        stands against it: it is to come later, or somebody rolled it back or took it out of the schedule."""
        for one in self._store.scheduled():
            if one.version == version:
                return f"{version} 已定于 {datetime.fromtimestamp(one.at):%Y-%m-%d %H:%M} 发布"
        done = {action + DONE: action for action in (PUBLISH, SCHEDULE, ROLLBACK, CANCEL)}
        acts = [done[one.action] for one in self.audit.entries() if one.version == version and one.action in done]
        if acts[-1:] in ([ROLLBACK], [CANCEL]):
            return f"{version} 有人{'退回' if acts[-1] == ROLLBACK else '取消了定时发布'}过，要用它请 gongkai publish"
        return ""

    def rollback(self, actor: str, reason: str = "") -> str:
        """Serves the version before this one again and returns its id; what is scheduled stays scheduled."""
        with self._alone(), self._told(actor, ROLLBACK, self._store.published(), reason=reason):
            return self._store.rollback()

    def cancel(self, version: str, actor: str) -> None:
        """Takes a version out of the schedule; raises IndexUnavailable when it is not in it."""
        with self._alone(), self._told(actor, CANCEL, version):
            self._store.cancel(version)

    def withdraw(self, record_id: str, actor: str, reason: str) -> str:
        """Takes a record (or a guide) out of every answer at once and returns its title.

        Raises IndexUnavailable when neither the served version nor a scheduled one has such a record.
        """
        served = self._store.published()
        found = (self._title(version, record_id) for version in [served, *self._to_come()])
        title = next((one for one in found if one), "")
        if not title:
            raise IndexUnavailable(f"正在使用的和定时发布的版本里都没有编号为 {record_id} 的内容")
        with self._alone(), self._told(actor, WITHDRAW, served, id=record_id, title=title, reason=reason):
            withdraw(self._store.folder, record_id, reason)
        return title

    def restore(self, record_id: str, actor: str) -> None:
        """Puts a withdrawn record back; raises IndexUnavailable when it was not withdrawn."""
        if record_id not in withdrawn(self._store.folder):
            raise IndexUnavailable(f"{record_id} 没有撤下，不用恢复")
        with self._alone(), self._told(actor, RESTORE, self._store.published(), id=record_id):
            restore(self._store.folder, record_id)

    def _to_come(self) -> list[str]:
        return [one.version for one in self._store.scheduled()]

    def _title(self, version: str, record_id: str) -> str:
        content = load_dumped_content((self._store.path_of(version) / CONTENT).read_text("utf-8"))
        parts = content.guide(record_id)
        record = content.get(record_id)
        return record.title if record else parts[0].name if parts else ""

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with locked(self._store.folder / ".publish.lock"):
            yield

    @contextmanager
    def _told(self, actor: str, action: str, version: str, **details: object) -> Iterator[None]:
        """One change, in the log before it is made and after; a failed one is told as failed."""
        self.audit.append(actor, action + BEGUN, version, **details)
        try:
            yield
        except BaseException:
            self.audit.append(actor, action + FAILED, version)
            raise
        self.audit.append(actor, action + DONE, version)


def _checked(report: GateReport, reason: str) -> dict[str, object]:
    """What the log keeps of a check; the questions in the way by name."""
    details: dict[str, object] = {"questions": report.questions, "passed": report.passed, "reason": reason}
    if not report.passed:
        details["failing"] = [outcome.question.question for outcome in report.failing]
    if report.note:
        details["note"] = report.note
    return details


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
