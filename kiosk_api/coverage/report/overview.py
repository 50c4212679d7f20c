"""The report in sentences: how good the answers are, what to put right first, and how the run was made."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from datetime import timedelta, timezone
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from kiosk_api.aspect_detector import load_aspects
from kiosk_api.coverage.gaps import Gap, is_unanswered, spoken
from kiosk_api.coverage.matrix import CellState, CoverageMatrix
from kiosk_api.coverage.records import Outcome, Run, Verdict
from kiosk_api.coverage.report.findings import Findings
from kiosk_api.coverage.summary import Figure, Group
from kiosk_api.models import Aspect

MOST_TODOS = 6
"""More than this nobody does first."""
FEWEST_ASKED = 5
"""Questions of a domain from which its score is worth naming."""
GOOD = 0.9
"""Mean points from which a domain needs no mention."""
SINGLE = {"unanswered": "missed", "unlabelled": "unlabelled_single"}
"""The sentence where no two questions are alike."""
HOME = timezone(timedelta(hours=8))
"""China has one time."""
Words = dict[str, dict[str, str]]


class Todo(NamedTuple):
    """One thing to put right; ``anchor`` names the section of the page that shows it."""

    text: str
    anchor: str


@lru_cache(maxsize=1)
def words() -> Words:
    """``report.toml``."""
    found: Words = tomllib.loads(Path(__file__).with_name("report.toml").read_text("utf-8"))
    return found


def lead(found: Findings) -> tuple[str, ...]:
    """The run in one sentence, clause by clause."""
    overall, said = found.summary.overall, words()["lead"]
    if not overall.questions:
        return (said["none"],)
    right = overall.verdicts.get(Verdict.right, 0)
    asked = said["asked"].format(asked=overall.questions, right=right)
    return asked, said["score"].format(score=score(overall.index))


def score(index: Figure) -> str:
    """Mean points out of a hundred, one decimal (「75.4」); a dash where nothing was asked."""
    return "—" if index.value is None else f"{100 * index.value:.1f}"


def share(value: float | None) -> str:
    """A share in per cent (「81%」); a dash where it could not be measured."""
    return "—" if value is None else f"{value:.0%}"


def seconds(milliseconds: float | None) -> str:
    """A time as people say it (「23 毫秒」, 「1.2 秒」); a dash where nothing was measured."""
    if milliseconds is None:
        return "—"
    return f" {milliseconds:.0f} 毫秒" if milliseconds < 1_000 else f" {milliseconds / 1_000:.1f} 秒"


def todos(run: Run, found: Findings) -> list[Todo]:
    """What to put right first: false answers and contradictions before gaps, gaps before what is not tested."""
    asked = [outcome for outcome in run.outcomes if not outcome.question.variant]
    every = [*_harmful(asked, found), *_unanswered(asked, found), *_weakest(found), *_half(asked), *_untested(found)]
    return every[:MOST_TODOS]


def _todo(which: str, anchor: str, **values: object) -> Todo:
    return Todo(words()["todo"][which].format(**values), anchor)


def _harmful(asked: list[Outcome], found: Findings) -> Iterator[Todo]:
    false = [each for each in asked if each.verdict is Verdict.false_answer]
    if false:
        yield _todo("false_answers", "misses", count=len(false), example=spoken(false[0].question))
    conflicts = [twin for twin in found.twins or () if twin.kind == "conflict"]
    if conflicts:
        yield _todo("conflicts", "twins", count=len(conflicts), example=conflicts[0].first_text)


def _unanswered(asked: list[Outcome], found: Findings) -> Iterator[Todo]:
    missed = [each for each in asked if is_unanswered(each)]
    if missed and found.gaps is None:
        yield _todo("missed", "misses", count=len(missed), example=spoken(missed[0].question))
    for which in ("unanswered", "unlabelled"):
        groups: tuple[Gap, ...] = getattr(found.gaps, which, ())
        if groups:
            count, first = sum(gap.size for gap in groups), groups[0]
            named = which if first.size > 1 else SINGLE[which]
            yield _todo(named, "gaps", count=count, groups=len(groups), example=first.title, size=first.size)


def _weakest(found: Findings) -> Iterator[Todo]:
    asked = [group for group in found.summary.groups["domain"] if group.figures.questions >= FEWEST_ASKED]
    worst = next(iter(weakest_first(asked)), None)
    if worst is not None and (worst.figures.index.value or 0.0) < GOOD:
        figures = worst.figures
        yield _todo("weakest", "domains", name=worst.name, count=figures.questions, score=score(figures.index))


def weakest_first(groups: Iterable[Group]) -> list[Group]:
    """Groups by rising score, those with more questions first among equals."""
    return sorted(groups, key=lambda group: (group.figures.index.value or 0.0, -group.figures.questions))


def _half(asked: list[Outcome]) -> Iterator[Todo]:
    for verdict in (Verdict.wrong_aspect, Verdict.wrong_status):
        wrong = [each for each in asked if each.verdict is verdict]
        if wrong:
            example, reason = spoken(wrong[0].question), wrong[0].reason
            yield _todo(verdict, "misses", count=len(wrong), example=example, reason=reason)


def _untested(found: Findings) -> Iterator[Todo]:
    matrix = found.matrix
    if matrix.never_expected:
        yield _todo("never_asked", "never_expected", count=len(matrix.never_expected), all=len(matrix.rows))
    label, count = _most_blank(matrix)
    if count:
        yield _todo("blank", "matrix", label=label, count=count)


def _most_blank(matrix: CoverageMatrix) -> tuple[str, int]:
    """The aspect that most items leave blank, among those with elements of their own in a catalogue."""
    own = {aspect for aspect, cues in load_aspects().items() if cues.item[0] != "elements"} - {Aspect.validity}
    blank = [
        (sum(row.cells[at].state is CellState.blank for row in matrix.rows), column.label)
        for at, column in enumerate(matrix.columns)
        if column.aspect in own
    ]
    count, label = max(blank, default=(0, ""))
    return label, count


def facts(run: Run) -> list[tuple[str, str]]:
    """How the run was made, as label and value."""
    variants = sum(bool(outcome.question.variant) for outcome in run.outcomes)
    by_assistant = len(run.outcomes) - run.direct_answers
    named = words()["settings"]
    return [
        ("测试时间", when(run)),
        ("地区", run.district),
        ("怎么测的", how(run)),
        ("问题文件", run.questions_file),
        ("问题数", f"{len(run.outcomes) - variants} 个" + (f"，另有换写法的 {variants} 个" if variants else "")),
        ("谁听懂的", f"助手 {by_assistant} 个，直接检索 {run.direct_answers} 个"),
        ("共用时间", f"{run.seconds:.1f} 秒"),
        ("内容版本", run.index_version),
        ("内容指纹", run.content_hash),
        ("问题指纹", run.questions_sha256),
        ("向量模型", run.model),
        *((named.get(name, name), value) for name, value in run.settings.items() if value),
        ("测试编号", run.id),
    ]


def when(run: Run) -> str:
    """The day and time of a run in China."""
    return f"{run.created_at.astimezone(HOME):%Y年%m月%d日 %H:%M}"


def how(run: Run) -> str:
    """Which path was measured."""
    return "走完整的回答流程（用助手）" if run.mode == "assistant" else "不用助手，直接检索"
