"""The figures of the dashboard. Shares lie between 0 and 1 and are None where nothing was counted."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

from kiosk_api.coverage.names import aspect_name, status_name
from kiosk_api.loop.responsible import agencies_behind
from kiosk_api.models import Aspect, Frozen, Status
from kiosk_api.storage.statistics import Span, Statistics
from search_index import Content

UNANSWERED = (Status.no_content, Status.out_of_scope)
NOT_NAMED = "（未写明）"


class Meanings(Frozen):
    """``statistics.toml``."""

    checked_days: int
    rows: int
    least: int
    channels: dict[str, str]


class Count(Frozen):
    """One line of a table; ``label`` is what people read."""

    key: str
    label: str
    count: int
    share: float


class Latency(Frozen):
    """Milliseconds that so many percent of the answers did not exceed, to the bound above; None without answers."""

    p50: int | None
    p95: int | None
    p99: int | None


class Feedback(Frozen):
    """What citizens said of answers."""

    useful: int
    not_useful: int
    share: float | None


class Figures(Frozen):
    """Everything counted between two days, both included.

    Latency and feedback are of all channels and terminals. A record of several agencies counts for each of them.
    """

    since: date
    until: date
    conversations: int
    questions: int
    unanswered: int
    unanswered_share: float | None
    latency: Latency
    feedback: Feedback
    status: list[Count]
    item: list[Count]
    aspect: list[Count]
    agency: list[Count]
    terminal: list[Count]
    channel: list[Count]
    hour: list[Count]
    day: list[Count]
    quarter: list[Count]


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    """The definitions as they are delivered."""
    return Meanings.model_validate(tomllib.loads(Path(__file__).with_name("statistics.toml").read_text("utf-8")))


def figures(statistics: Statistics, span: Span, content: Content, items: int = 100) -> Figures:
    """The figures of a span; ``items`` is how many records are listed at most. Blocks."""
    status = statistics.turns(span, "status")
    questions = sum(status.values())
    unanswered = sum(status.get(one.value, 0) for one in UNANSWERED)
    by_item = {name: count for name, count in statistics.turns(span, "item").items() if name}
    days = statistics.turns(span, "day")
    hours = statistics.turns(span, "hour")
    channels = statistics.turns(span, "channel")
    terminals = {name: count for name, count in statistics.turns(span, "terminal_id").items() if name}
    aspects = {name: count for name, count in statistics.turns(span, "aspect").items() if name}
    return Figures(
        since=span.since,
        until=span.until,
        conversations=statistics.conversations(span),
        questions=questions,
        unanswered=unanswered,
        unanswered_share=_share(unanswered, questions),
        latency=latency_of(statistics.latencies(span)),
        feedback=_feedback(*statistics.feedback(span)),
        status=_counts(status, questions, {one.value: status_name(one) for one in Status}),
        item=_counts(by_item, questions, {name: _title(content, name) for name in by_item})[:items],
        aspect=_counts(aspects, questions, {one.value: aspect_name(one) for one in Aspect}),
        agency=_counts(by_agency(by_item, content), questions, {}),
        terminal=_counts(terminals, questions, {}),
        channel=_counts(channels, questions, meanings().channels),
        hour=_counts({str(hour): hours.get(str(hour), 0) for hour in range(24)}, questions, {}, sort=False),
        day=_counts(dict(sorted(days.items())), questions, {}, sort=False),
        quarter=_counts(_quarters(days), questions, {}, sort=False),
    )


def latency_of(counts: Mapping[int, int]) -> Latency:
    """Percentiles from counts by upper bound, each the bound within which it lies."""
    p50, p95, p99 = (_percentile(counts, percent) for percent in (50, 95, 99))
    return Latency(p50=p50, p95=p95, p99=p99)


def by_agency(by_item: Mapping[str, int], content: Content) -> dict[str, int]:
    """Questions answered with a record of each agency."""
    counted: Counter[str] = Counter()
    for name, count in by_item.items():
        for agency in agencies_behind(content, name) or (NOT_NAMED,):
            counted[agency] += count
    return dict(counted)


def _percentile(counts: Mapping[int, int], percent: int) -> int | None:
    whole, below = sum(counts.values()), 0
    for upper, count in sorted(counts.items()):
        below += count
        # Integers: 95 of 100 is 95, not 94.99999.
        if below * 100 >= whole * percent:
            return upper
    return None


def _quarters(days: Mapping[str, int]) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for day, count in sorted(days.items()):
        counted[f"{day[:4]}年第{(int(day[5:7]) + 2) // 3}季度"] += count
    return dict(counted)


def _feedback(useful: int, not_useful: int) -> Feedback:
    return Feedback(useful=useful, not_useful=not_useful, share=_share(useful, useful + not_useful))


def _counts(counted: Mapping[str, int], whole: int, labels: Mapping[str, str], *, sort: bool = True) -> list[Count]:
    pairs: Iterable[tuple[str, int]] = counted.items()
    if sort:
        pairs = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    return [
        Count(key=key, label=labels.get(key, key), count=count, share=_share(count, whole) or 0.0)
        for key, count in pairs
    ]


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _title(content: Content, record_id: str) -> str:
    record = content.get(record_id)
    if record is None:
        return f"{record_id}（目录里已经没有）"
    return " ／ ".join((*record.path, record.title))
