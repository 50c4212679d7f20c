"""May this version go live? Its own questions are asked, and held against limits and against what is served now."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import NamedTuple

from kiosk_api.coverage.differences import Difference, compare_runs
from kiosk_api.coverage.questions import load_test_questions
from kiosk_api.coverage.records import Outcome, Run, TestQuestion, Verdict
from kiosk_api.coverage.running import Progress, measure
from kiosk_api.coverage.summary import figures
from kiosk_api.models import Frozen
from kiosk_api.settings import Settings
from search_index import IndexUnavailable, SearchIndex, SearchIndexError, VersionStore
from search_index.embedding.embedder import Embedder
from search_index.fitting import GATE, QUESTIONS
from search_index.withdrawals import withdrawn

MUST = ("必须", "must")
"""Tags of questions that have to be answered right, every one."""


class Limit(NamedTuple):
    """One limit: its value, what it is called, and why it is there."""

    value: float
    name: str
    reason: str


class Measured(Frozen):
    """One limit beside what was measured."""

    limit: str
    name: str
    allowed: float
    measured: float
    passed: bool
    reason: str


class GateReport(Frozen):
    """What the gate found; ``failing`` names every question that stands against publishing."""

    version: str
    served: str = ""
    questions: int = 0
    passed: bool
    measured: tuple[Measured, ...] = ()
    failing: tuple[Outcome, ...] = ()
    difference: Difference | None = None
    """The answers of this version against the ones served now; None where there is nothing to compare with."""
    note: str = ""
    """What a person should know of the check itself, in Chinese."""


def read_limits(folder: Path) -> dict[str, Limit]:
    """The limits of a version folder: its own ``gate.toml`` over the general ones; raises SearchIndexError."""
    general = tomllib.loads(Path(__file__).with_name("gate.toml").read_text("utf-8"))
    limits = {name: Limit(float(row["value"]), row["name"], row["reason"]) for name, row in general.items()}
    path = folder / GATE
    if path.is_file():
        try:
            own = tomllib.loads(path.read_text("utf-8"))
            changed = {name: limits[name]._replace(value=float(value)) for name, value in own.items()}
        except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
            told = f"{GATE} 写错了（{error}）；每行写成 least_right = 0.9，可以写的有 {'、'.join(limits)}"
            raise SearchIndexError(told) from error
        limits |= changed
    return limits


async def check_version(
    store: VersionStore,
    version: str,
    embedder: Embedder,
    settings: Settings,
    *,
    with_assistant: bool = False,
    progress: Progress | None = None,
) -> GateReport:
    """Asks a version the questions it was built with; raises SearchIndexError when it cannot be opened or asked."""
    folder = store.path_of(version)
    limits = read_limits(folder)
    if not (folder / QUESTIONS).is_file():
        return GateReport(version=version, passed=True, note="没有测试问题（questions.jsonl），没有检验就放行")
    asked, _ = load_test_questions(folder / QUESTIONS)
    after = await _ask(store, version, embedder, settings, asked, with_assistant=with_assistant, progress=progress)
    served = next(iter(store.history()[-1:]), "")
    before, note = None, ""
    if served and served != version:
        try:
            before = await _ask(store, served, embedder, settings, asked, with_assistant=with_assistant, progress=None)
        except IndexUnavailable as error:
            note = f"没有与正在使用的版本比较：{error}"
    return judge(version, served, after, before, limits, note)


async def _ask(
    store: VersionStore,
    version: str,
    embedder: Embedder,
    settings: Settings,
    asked: tuple[TestQuestion, ...],
    *,
    with_assistant: bool,
    progress: Progress | None,
) -> Run:
    index = SearchIndex.open(store.path_of(version), embedder, withdrawn(store.folder))
    return await measure(
        index, settings, asked, questions_file=QUESTIONS, with_assistant=with_assistant, progress=progress
    )


def judge(
    version: str, served: str, after: Run, before: Run | None, limits: dict[str, Limit], note: str = ""
) -> GateReport:
    """The report on runs that were made; pure."""
    difference = compare_runs(before, after) if before else None
    broken = [change.after for change in difference.broken] if difference else []
    must = [one for one in after.outcomes if _is_must(one.question) and one.verdict is not Verdict.right]
    found = figures(after.outcomes)
    values = {
        "least_right": found.right.value if found.right.value is not None else 1.0,
        "most_false_answers": found.false_answers.value or 0.0,
        "most_broken": float(len(broken)),
        "most_must_failed": float(len(must)),
    }
    measured = tuple(_measured(name, limit, values[name]) for name, limit in limits.items())
    return GateReport(
        version=version,
        served=served,
        questions=len(after.outcomes),
        passed=all(one.passed for one in measured),
        measured=measured,
        failing=_failing(measured, after, broken, must),
        difference=difference,
        note=note,
    )


def _measured(name: str, limit: Limit, value: float) -> Measured:
    passed = value >= limit.value if name.startswith("least") else value <= limit.value
    return Measured(
        limit=name, name=limit.name, allowed=limit.value, measured=round(value, 4), passed=passed, reason=limit.reason
    )


def _failing(
    measured: tuple[Measured, ...], after: Run, broken: list[Outcome], must: list[Outcome]
) -> tuple[Outcome, ...]:
    """The questions behind every limit that was not kept, each once."""
    behind = {
        "least_right": [one for one in after.outcomes if one.verdict is not Verdict.right],
        "most_false_answers": [one for one in after.outcomes if one.verdict is Verdict.false_answer],
        "most_broken": broken,
        "most_must_failed": must,
    }
    kept: dict[int, Outcome] = {}
    for one in measured:
        if not one.passed:
            kept |= {id(outcome): outcome for outcome in behind[one.limit]}
    return tuple(kept.values())


def _is_must(question: TestQuestion) -> bool:
    return any(tag in MUST for tag in question.tags)
