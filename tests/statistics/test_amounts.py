"""A year with 100,000 conversations: every query of the dashboard answers within a second."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta

from sqlalchemy import insert

from kiosk_api.models import Aspect, Status
from kiosk_api.statistics.figures import figures
from kiosk_api.storage.kept_turns import UPPER_MS
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.loop_tables import LoopGroupRow, LoopQuestionRow
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics import Span, Statistics
from kiosk_api.storage.statistics_tables import ConversationCountRow, LatencyCountRow, TurnCountRow
from tests.fakes import CONTENT

CONVERSATIONS = 100_000
YEAR = Span(date(2027, 1, 1), date(2027, 12, 31))
LIMIT = 1.0


def fill(repository: Repository) -> int:
    """Two questions a conversation, the worst case for the tables: nearly every row counts one."""
    dice = random.Random(7)  # noqa: S311
    turns: dict[tuple[object, ...], int] = {}
    for _ in range(2 * CONVERSATIONS):
        day = (YEAR.since + timedelta(days=dice.randrange(365))).isoformat()
        place = dice.choice([("kiosk", f"hall-{dice.randrange(50)}"), ("wechat", ""), ("page", "")])
        status = dice.choice([Status.answered] * 8 + [Status.no_content, Status.clarification]).value
        item = f"item-{dice.randrange(5000)}" if status == "answered" else ""
        key = (day, dice.randrange(8, 18), *place, status, item, dice.choice(list(Aspect)).value)
        turns[key] = turns.get(key, 0) + 1
    names = ("day", "hour", "channel", "terminal_id", "status", "item", "aspect")
    rows = [dict(zip(names, key, strict=True)) | {"count": count} for key, count in turns.items()]
    places = {key[:4] for key in turns}
    hours = {key[:2] for key in turns}
    with repository.engine.begin() as connection:
        connection.execute(insert(TurnCountRow), rows)
        opened = [dict(zip(names, key, strict=False)) | {"count": 1} for key in places]
        connection.execute(insert(ConversationCountRow), opened)
        took = [{"day": d, "hour": h, "upper_ms": ms, "count": 3} for d, h in hours for ms in UPPER_MS]
        connection.execute(insert(LatencyCountRow), took)
        _fill_loop(connection, dice)
    return len(rows)


def _fill_loop(connection: object, dice: random.Random) -> None:
    blank = dict.fromkeys(("reason", "draft", "change_id", "done_version"), "")
    groups = [
        {"id": f"g{number}", "agency": f"局{number % 30}", "state": "open", "opened": "2027-01-01", "due": "2027-01-08"}
        for number in range(2_000)
    ]
    questions = [
        {
            "id": f"q{number}",
            "day": f"2027-01-{1 + number % 15:02}",
            "hour": 9,
            "channel": "page",
            "terminal_id": "",
            "reason": "no_content",
            "text": f"问题{dice.randrange(9_000)}",
            "candidates": "[]",
            "aspect": "",
            "index_version": "v",
            "group_id": f"g{dice.randrange(2_000)}",
            "model": "m",
            "vector": b"\0" * 1536,
        }
        for number in range(20_000)
    ]
    connection.execute(insert(LoopGroupRow), [group | blank for group in groups])  # type: ignore[attr-defined]
    connection.execute(insert(LoopQuestionRow), questions)  # type: ignore[attr-defined]


def test_every_query_takes_less_than_a_second(repository: Repository) -> None:
    rows = fill(repository)
    statistics, loop = Statistics(repository), Loop(repository)
    taken: dict[str, float] = {}

    def timed(name: str, work: object) -> None:
        started = time.perf_counter()
        work()  # type: ignore[operator]
        taken[name] = time.perf_counter() - started

    for column in ("day", "hour", "channel", "terminal_id", "status", "item", "aspect"):
        timed(column, lambda column=column: statistics.turns(YEAR, column))
    timed("conversations", lambda: statistics.conversations(YEAR))
    timed("latencies", lambda: statistics.latencies(YEAR))
    timed("feedback", lambda: statistics.feedback(YEAR))
    timed("all figures of a year", lambda: figures(statistics, YEAR, CONTENT))
    timed("a month", lambda: figures(statistics, Span(date(2027, 3, 1), date(2027, 3, 31)), CONTENT))
    timed("groups", lambda: loop.page(0, 20))
    timed("overdue", loop.overdue)
    print(rows, {name: round(seconds, 3) for name, seconds in taken.items()})
    assert max(seconds for name, seconds in taken.items() if name != "all figures of a year") < LIMIT
