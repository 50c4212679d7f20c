"""Two runs side by side: which questions were fixed, which broke, and which are answered otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kiosk_api.coverage.records import Outcome, Run, Verdict
from kiosk_api.coverage.summary import Figures, figures
from kiosk_api.models import Frozen

Key = tuple[str, str, tuple[str, ...], int]
"""Question, variant and context, and how often the three stood before in the same run."""


class Change(Frozen):
    """One question in both runs."""

    before: Outcome
    after: Outcome


class Difference(Frozen):
    """What changed from one run to another, in the order of the later one; every question counts in one list."""

    fixed: tuple[Change, ...] = ()
    """Right now, and not before."""
    broken: tuple[Change, ...] = ()
    """Right before, and not now."""
    better: tuple[Change, ...] = ()
    """Right in neither, with more points than before (offered instead of missed)."""
    worse: tuple[Change, ...] = ()
    changed: tuple[Change, ...] = ()
    """As right or wrong as before, but a citizen sees something else."""
    unchanged: int = 0
    only_before: tuple[Outcome, ...] = ()
    only_after: tuple[Outcome, ...] = ()
    before: Figures
    """Of the questions that both runs asked."""
    after: Figures
    warnings: tuple[str, ...] = ()
    """Why the two may not be comparable, in Chinese."""


def compare_runs(before: Run, after: Run) -> Difference:
    """What changed between two runs, questions paired by text, variant and context."""
    old, new = _keyed(before.outcomes), _keyed(after.outcomes)
    pairs = [Change(before=old[key], after=outcome) for key, outcome in new.items() if key in old]
    by_kind: dict[str, list[Change]] = {}
    for pair in pairs:
        by_kind.setdefault(kind_of_change(pair), []).append(pair)
    return Difference(
        **{kind: tuple(changes) for kind, changes in by_kind.items() if kind != "unchanged"},
        unchanged=len(by_kind.get("unchanged", ())),
        only_before=tuple(outcome for key, outcome in old.items() if key not in new),
        only_after=tuple(outcome for key, outcome in new.items() if key not in old),
        before=figures([pair.before for pair in pairs]),
        after=figures([pair.after for pair in pairs]),
        warnings=tuple(_warnings(before, after, len(pairs))),
    )


def kind_of_change(pair: Change) -> str:
    """The list of ``Difference`` that a pair counts in."""
    was, now = (outcome.verdict is Verdict.right for outcome in (pair.before, pair.after))
    if was != now:
        return "fixed" if now else "broken"
    if pair.before.points != pair.after.points:
        return "better" if pair.after.points > pair.before.points else "worse"
    same = (pair.before.verdict, pair.before.shown) == (pair.after.verdict, pair.after.shown)
    return "unchanged" if same else "changed"


def _keyed(outcomes: Iterable[Outcome]) -> dict[Key, Outcome]:
    seen: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    found: dict[Key, Outcome] = {}
    for outcome in outcomes:
        asked = (outcome.question.question, outcome.question.variant, outcome.question.context)
        found[*asked, seen[asked]] = outcome
        seen[asked] += 1
    return found


def _warnings(before: Run, after: Run, both: int) -> Iterable[str]:
    if before.questions_sha256 != after.questions_sha256:
        yield f"两次测的问题不一样（问题或标注改过），只比较两边都有的 {both} 句"
    if before.mode != after.mode:
        yield "一次用了助手，一次没有用，差别可能来自助手"
    if before.district != after.district:
        yield f"两次测的不是同一个地区：{before.district}、{after.district}"
    if before.model != after.model:
        yield f"两次用的向量模型不同：{before.model}、{after.model}"
    names = sorted(before.settings.keys() | after.settings.keys())
    changed = [name for name in names if before.settings.get(name) != after.settings.get(name)]
    if changed and before.mode == after.mode:
        yield f"两次的设置不同：{'、'.join(changed)}"
