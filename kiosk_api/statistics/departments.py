"""Each department measured: what it publishes, what is asked of it, what it still owes."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from kiosk_api.admin.runs import Runs
from kiosk_api.agencies import agencies_of
from kiosk_api.coverage.summary import Summary
from kiosk_api.models import Frozen
from kiosk_api.statistics.figures import NOT_NAMED, by_agency, meanings
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.statistics import Span, Statistics
from search_index import Content
from search_index.records import Policy


class Department(Frozen):
    """One department. ``right`` is the share of its test questions answered right in the last coverage run."""

    agency: str
    items: int
    questions: int
    tested: int
    right: float | None
    open_groups: int
    overdue_groups: int
    past_limit: int
    """Records checked too long ago, and documents that have ended but are still stated to be in force."""


class CoveragePoint(Frozen):
    """One coverage run on the time line; shares lie between 0 and 1."""

    id: str
    at: datetime
    index_version: str
    questions: int
    right: float | None
    false_answers: float | None
    index_points: float | None


def departments(statistics: Statistics, loop: Loop, span: Span, content: Content, runs: Runs) -> list[Department]:
    """Every department that publishes an item or has a group of questions, the most asked first. Blocks."""
    items: Counter[str] = Counter(name for item in content.items for name in agencies_of(item) or (NOT_NAMED,))
    asked = by_agency({name: count for name, count in statistics.turns(span, "item").items() if name}, content)
    tested = _tested(runs)
    under_way = _named(loop.open_by_agency())
    overdue = _named({agency: count for agency, count, _ in loop.overdue()})
    late = past_limit(content, loop.today, meanings().checked_days)
    found = [
        Department(
            agency=name,
            items=items[name],
            questions=asked.get(name, 0),
            tested=tested.get(name, (0, None))[0],
            right=tested.get(name, (0, None))[1],
            open_groups=under_way.get(name, 0),
            overdue_groups=overdue.get(name, 0),
            past_limit=late.get(name, 0),
        )
        for name in items.keys() | asked.keys() | under_way.keys() | late.keys()
    ]
    return sorted(found, key=lambda one: (-one.questions, -one.items, one.agency))


def past_limit(content: Content, today: date, checked_days: int) -> dict[str, int]:
    """By agency: items last checked more than so many days ago, documents ended before today but said to hold."""
    counted: Counter[str] = Counter()
    oldest = today - timedelta(days=checked_days)
    for item in content.items:
        if item.as_of is not None and item.as_of < oldest:
            counted.update(agencies_of(item) or (NOT_NAMED,))
    for record in content.records:
        if isinstance(record, Policy) and record.in_force and record.ended is not None and record.ended < today:
            counted[record.agency or NOT_NAMED] += 1
    return dict(counted)


def coverage_over_time(runs: Runs) -> list[CoveragePoint]:
    """Every coverage run that staff started, oldest first."""
    return [
        CoveragePoint(
            id=head.id,
            at=head.created_at,
            index_version=head.index_version,
            questions=head.questions,
            right=head.right,
            false_answers=head.false_answers,
            index_points=head.index_points,
        )
        for head in reversed(runs.heads())
    ]


def _named(counts: Mapping[str, int]) -> dict[str, int]:
    return {agency or NOT_NAMED: count for agency, count in counts.items()}


def _tested(runs: Runs) -> dict[str, tuple[int, float | None]]:
    """By agency: test questions of the last run, and the share answered right."""
    heads = runs.heads()
    if not heads:
        return {}
    path = runs.path(heads[0].id)
    return _by_agency(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _by_agency(path: Path, _modified: int) -> dict[str, tuple[int, float | None]]:
    try:
        summary = Summary.model_validate(json.loads(path.read_text("utf-8"))["summary"])
    except (OSError, ValueError, KeyError, ValidationError):
        return {}
    groups = summary.groups.get("agency", ())
    return {group.name: (group.figures.questions, group.figures.right.value) for group in groups}
