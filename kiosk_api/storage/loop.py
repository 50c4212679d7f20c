"""Groups of questions that got no help, in the database. Blocking, like the repository. Days are those of China."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, case, delete, func, insert, select, update

from kiosk_api.errors import RecordUnknown
from kiosk_api.loop.groups import UNDER_WAY, Event, Group, GroupState, Question
from kiosk_api.storage.database import erase_leftovers
from kiosk_api.storage.kept_turns import HOME
from kiosk_api.storage.loop_tables import LoopEventRow, LoopGroupRow, LoopQuestionRow
from kiosk_api.storage.repository import Repository
from kiosk_api.storage.staff_changes import ChangeState
from kiosk_api.storage.staff_tables import StaffChangeRow

_WEEK, _BEFORE = timedelta(days=7), timedelta(days=28)
_MANY = 500
"""Ids in one statement."""


class Loop:
    """All access to the loop's tables, through the repository's database and clock."""

    def __init__(self, repository: Repository) -> None:
        self._engine = repository.engine
        self._now = repository.now

    @property
    def today(self) -> date:
        """The day in China."""
        return datetime.fromtimestamp(self._now(), HOME).date()

    def page(
        self,
        offset: int,
        limit: int,
        *,
        states: Sequence[GroupState] = UNDER_WAY,
        agency: str = "",
        overdue: bool = False,
    ) -> tuple[int, list[Group]]:
        """How many groups there are, and one page of them, the most asked first."""
        row_of = LoopGroupRow
        wanted: list[ColumnElement[bool]] = [row_of.state.in_([state.value for state in states])]
        if agency:
            wanted.append(row_of.agency == agency)
        if overdue:
            wanted += [row_of.state.in_(UNDER_WAY), row_of.due < self.today.isoformat()]
        query = self._counted().where(*wanted)
        with self._reading() as connection:
            total = connection.execute(select(func.count()).select_from(row_of).where(*wanted)).scalar_one()
            ordered = query.order_by(func.count(LoopQuestionRow.id).desc(), row_of.opened, row_of.id)
            return total, [_group(row) for row in connection.execute(ordered.offset(offset).limit(limit))]

    def get(self, group_id: str) -> Group:
        """One group; raises RecordUnknown."""
        with self._reading() as connection:
            row = connection.execute(self._counted().where(LoopGroupRow.id == group_id)).one_or_none()
        if row is None:
            raise RecordUnknown(group_id)
        return _group(row)

    def wordings(self, group_ids: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """The masked wordings of groups, each with how often it was asked, the commonest first."""
        table, often = LoopQuestionRow, func.count()
        query = select(table.group_id, table.text, often).where(table.group_id.in_(group_ids))
        ordered = query.group_by(table.group_id, table.text).order_by(often.desc(), func.min(table.day), table.text)
        found: dict[str, list[tuple[str, int]]] = {name: [] for name in group_ids}
        with self._reading() as connection:
            for group_id, text, count in connection.execute(ordered):
                found[str(group_id)].append((text, count))
        return found

    def reasons(self, group_id: str) -> dict[str, int]:
        """Why the questions of a group were kept, counted."""
        table = LoopQuestionRow
        query = select(table.reason, func.count()).where(table.group_id == group_id).group_by(table.reason)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def overdue(self) -> list[tuple[str, int, str]]:
        """What to remind of: agency, how many groups are overdue, the oldest due day; the most first."""
        table, many = LoopGroupRow, func.count()
        late = (table.state.in_(UNDER_WAY), table.due < self.today.isoformat())
        query = select(table.agency, many, func.min(table.due)).where(*late).group_by(table.agency)
        with self._reading() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query.order_by(many.desc(), table.agency))]

    def open_by_agency(self) -> dict[str, int]:
        """How many groups are under way."""
        table = LoopGroupRow
        query = select(table.agency, func.count()).where(table.state.in_(UNDER_WAY)).group_by(table.agency)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def events(self, group_id: str) -> list[Event]:
        """What was done with a group, newest first."""
        table = LoopEventRow
        query = select(table).where(table.group_id == group_id).order_by(table.at.desc(), table.number.desc())
        with self._reading() as connection:
            return [Event(row.at, row.by, row.action, row.note) for row in connection.execute(query)]

    def change(self, group_id: str, by: str, action: str, note: str = "", **values: str) -> Group:
        """Writes some columns of a group and an event of it; raises RecordUnknown."""
        with self._engine.begin() as connection:
            if values:
                statement = update(LoopGroupRow).where(LoopGroupRow.id == group_id).values(**values)
                if connection.execute(statement).rowcount != 1:
                    raise RecordUnknown(group_id)
            elif connection.execute(select(LoopGroupRow.id).where(LoopGroupRow.id == group_id)).first() is None:
                raise RecordUnknown(group_id)
            self._tell(connection, group_id, by, action, note)
        return self.get(group_id)

    def any_new(self) -> bool:
        """Whether a question waits to be grouped."""
        query = select(LoopQuestionRow.id).where(LoopQuestionRow.group_id.is_(None)).limit(1)
        with self._reading() as connection:
            return connection.execute(query).first() is not None

    def turned_down(self) -> list[str]:
        """Groups counted as done by a change that a reviewer turned down."""
        group, change = LoopGroupRow, StaffChangeRow
        refused = select(change.id).where(change.state == ChangeState.rejected.value)
        with self._reading() as connection:
            query = select(group.id).where(group.state == GroupState.done.value, group.change_id.in_(refused))
            return list(connection.execute(query).scalars())

    def without_vector(self, model: str, limit: int) -> list[Question]:
        """Kept questions that this model has not seen, the oldest first."""
        table = LoopQuestionRow
        return self._questions(select(table).where(table.model != model).order_by(table.day, table.id).limit(limit))

    def keep_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """The vectors of questions by their ids."""
        with self._engine.begin() as connection:
            for name, vector in vectors.items():
                statement = update(LoopQuestionRow).where(LoopQuestionRow.id == name)
                connection.execute(statement.values(model=model, vector=vector))

    def ungrouped(self, model: str, limit: int) -> list[Question]:
        """Questions in no group yet, the oldest first."""
        table = LoopQuestionRow
        query = select(table).where(table.group_id.is_(None), table.model == model)
        return self._questions(query.order_by(table.day, table.id).limit(limit))

    def members(self, model: str) -> list[tuple[str, bytes]]:
        """Group and vector of every question in a group."""
        table = LoopQuestionRow
        query = select(table.group_id, table.vector).where(table.group_id.is_not(None), table.model == model)
        with self._reading() as connection:
            return [(str(row[0]), row[1] or b"") for row in connection.execute(query)]

    def join(self, group_id: str, question_ids: Sequence[str]) -> None:
        """Puts questions into a group, those that are in none yet."""
        with self._engine.begin() as connection:
            self._join(connection, group_id, question_ids)

    def found(self, question_ids: Sequence[str], agency: str, due: date) -> str | None:
        """A new group of these questions; None when another process grouped them all meanwhile."""
        group_id = secrets.token_hex(8)
        row = {"id": group_id, "agency": agency, "state": GroupState.open.value, "opened": self.today.isoformat()}
        blank = dict.fromkeys(("reason", "draft", "change_id", "done_version"), "")
        with self._engine.begin() as connection:
            connection.execute(insert(LoopGroupRow).values(**row, due=due.isoformat(), **blank))
            if not self._join(connection, group_id, question_ids):
                connection.execute(delete(LoopGroupRow).where(LoopGroupRow.id == group_id))
                return None
        return group_id

    def forget_before(self, day: date) -> int:
        """Deletes the questions asked before a day, and groups that have none left; how many questions."""
        table = LoopQuestionRow
        left = select(table.group_id).where(table.group_id.is_not(None))
        with self._engine.begin() as connection:
            gone = connection.execute(delete(table).where(table.day < day.isoformat())).rowcount
            if gone:
                connection.execute(delete(LoopGroupRow).where(LoopGroupRow.id.not_in(left)))
        if gone:
            erase_leftovers(self._engine)
        return gone

    def _counted(self) -> Select[Any]:
        group, question = LoopGroupRow, LoopQuestionRow
        week = (self.today - _WEEK).isoformat()
        month = (self.today - _WEEK - _BEFORE).isoformat()
        recent = func.sum(case((question.day > week, 1), else_=0))
        before = func.sum(case(((question.day <= week) & (question.day > month), 1), else_=0))
        columns = list(group.__table__.columns)
        counts = (func.count(question.id).label("count"), recent.label("recent"), before.label("before"))
        last = func.max(question.day).label("last_day")
        joined = select(*columns, *counts, last).outerjoin(question, question.group_id == group.id)
        return joined.group_by(*columns)

    def _join(self, connection: Connection, group_id: str, question_ids: Sequence[str]) -> int:
        table, joined = LoopQuestionRow, 0
        for start in range(0, len(question_ids), _MANY):
            some = table.id.in_(question_ids[start : start + _MANY])
            joined += connection.execute(
                update(table).where(some, table.group_id.is_(None)).values(group_id=group_id)
            ).rowcount
        return joined

    def _tell(self, connection: Connection, group_id: str, by: str, action: str, note: str) -> None:
        table = LoopEventRow
        # Two events of one moment keep their order by their number.
        number = select(func.count() + 1).select_from(table).where(table.group_id == group_id).scalar_subquery()
        row = {"id": secrets.token_hex(8), "group_id": group_id, "number": number, "at": self._now()}
        connection.execute(insert(table).values(**row, by=by, action=action, note=note))

    def _questions(self, query: Select[Any]) -> list[Question]:
        with self._reading() as connection:
            return [_question(row) for row in connection.execute(query)]

    def _reading(self) -> Connection:
        return self._engine.connect().execution_options(reading=True)


def _question(row: Row[Any]) -> Question:
    candidates = tuple(name for name, _ in json.loads(row.candidates))
    return Question(row.id, row.day, row.reason, row.text, candidates, row.index_version, row.vector or b"")


def _group(row: Row[Any]) -> Group:
    return Group(
        row.id,
        row.agency,
        GroupState(row.state),
        row.opened,
        row.due,
        row.reason,
        row.draft,
        row.change_id,
        row.done_version,
        row._mapping["count"],
        row.recent or 0,
        row.before or 0,
        row.last_day or "",
    )
