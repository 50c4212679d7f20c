"""May this version go live? Its own questions are asked, and held against limits and against what is served now."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
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

NAMED = 5
"""Dropped questions named in a note."""
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
    """Asks a version the questions it was built with; raises SearchIndexError when it cannot be opened or asked.

    Questions whose answers are withdrawn are left out: what nobody shall see cannot be missed. ``progress`` counts the
    questions asked of this version, then those asked of the served one.
    """
    folder = store.path_of(version)
    limits = read_limits(folder)
    index = SearchIndex.open(folder, embedder, withdrawn(store.folder))
    served = next(iter(store.history()[-1:]), "")
    every = _questions(folder)
    asked = tuple(one for one in every if _can_be_answered(one, index.content.withdrawn))
    notes = list(_notes(store, served, every, asked))
    if not asked:
        note = "\n".join(["没有测试问题（questions.jsonl），未作检验", *notes])
        return GateReport(version=version, served=served, passed=True, note=note)
    after = await measure(
        index, settings, asked, questions_file=QUESTIONS, with_assistant=with_assistant, progress=progress
    )
    before = None
    if served and served != version:
        try:
            standing = SearchIndex.open(store.path_of(served), embedder, withdrawn(store.folder))
        except IndexUnavailable as error:
            notes.append(f"没有与正在使用的版本比较：{error}")
        else:
            before = await measure(
                standing, settings, asked, questions_file=QUESTIONS, with_assistant=with_assistant, progress=progress
            )
    return judge(version, served, after, before, limits, "\n".join(notes))


def _questions(folder: Path) -> tuple[TestQuestion, ...]:
    """The questions a version was built with; none where it has no file, or an empty one."""
    path = folder / QUESTIONS
    if not path.is_file() or not path.read_text("utf-8").strip():
        return ()
    return load_test_questions(path)[0]


def _can_be_answered(question: TestQuestion, gone: frozenset[str]) -> bool:
    return all(set(ids) - gone for ids in (question.expected, *question.expected_all) if ids)


def _notes(
    store: VersionStore, served: str, every: tuple[TestQuestion, ...], asked: tuple[TestQuestion, ...]
) -> Iterator[str]:
    """What was not asked, so that no question goes missing unseen."""
    if len(every) > len(asked):
        yield f"有 {len(every) - len(asked)} 句问题的应答内容已经撤下，没有测"
    try:
        earlier = _questions(store.path_of(served)) if served else ()
    except SearchIndexError:
        return
    kept = {(one.question, one.context) for one in every}
    if dropped := [one.question for one in earlier if (one.question, one.context) not in kept]:
        named = "、".join(dropped[:NAMED]) + "……" * (len(dropped) > NAMED)
        yield f"比正在使用的版本少了 {len(dropped)} 句测试问题：{named}"


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
