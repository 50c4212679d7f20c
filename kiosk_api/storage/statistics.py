"""The counts of questions, summed. Blocking, like the repository. Days and hours are those of China."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, case, func, select

from kiosk_api.storage.repository import Repository
from kiosk_api.storage.statistics_tables import ConversationCountRow, LatencyCountRow, TurnCountRow
from kiosk_api.storage.tables import FeedbackRow

Column = Literal["day", "hour", "channel", "terminal_id", "status", "item", "aspect"]


@dataclass(frozen=True, slots=True)
class Span:
    """What is counted: both days included; a channel or terminal where not blank."""

    since: date
    until: date
    channel: str = ""
    terminal: str = ""


class Statistics:
    """All sums, through the repository's database."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine

    def turns(self, span: Span, column: Column) -> dict[str, int]:
        """How many questions by one of the columns, the most first; what is blank too."""
        table, many = TurnCountRow, func.sum(TurnCountRow.count)
        key = getattr(table, column)
        query = select(key, many).where(*_within(table, span)).group_by(key).order_by(many.desc(), key)
        with self._reading() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}

    def conversations(self, span: Span) -> int:
        """How many conversations had a first question."""
        query = select(func.sum(ConversationCountRow.count)).where(*_within(ConversationCountRow, span))
        with self._reading() as connection:
            return int(connection.execute(query).scalar() or 0)

    def latencies(self, span: Span) -> dict[int, int]:
        """Upper bound in milliseconds → how many answers, rising; of all channels and terminals."""
        table = LatencyCountRow
        days = (table.day >= span.since.isoformat(), table.day <= span.until.isoformat())
        query = select(table.upper_ms, func.sum(table.count)).where(*days).group_by(table.upper_ms)
        with self._reading() as connection:
            return {row[0]: int(row[1]) for row in connection.execute(query.order_by(table.upper_ms))}

    def feedback(self, span: Span) -> tuple[int, int]:
        """How many answers were found useful, and how many not; of all channels and terminals."""
        table = FeedbackRow
        days = (table.day >= span.since.isoformat(), table.day <= span.until.isoformat())
        useful = func.sum(case((table.useful.is_(True), 1), else_=0))
        with self._reading() as connection:
            row = connection.execute(select(func.count(), useful).where(*days)).one()
        return int(row[1] or 0), int(row[0]) - int(row[1] or 0)

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(reading=True)


def _within(table: Any, span: Span) -> list[ColumnElement[bool]]:
    wanted = [table.day >= span.since.isoformat(), table.day <= span.until.isoformat()]
    if span.channel:
        wanted.append(table.channel == span.channel)
    if span.terminal:
        wanted.append(table.terminal_id == span.terminal)
    return wanted
