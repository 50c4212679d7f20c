"""The loop's own work: forgets old questions, groups new ones, opens again what came back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
import structlog
from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.loop.grouping import means_of, nearest_groups, new_groups
from kiosk_api.loop.groups import GroupState, Question
from kiosk_api.loop.responsible import agencies_behind
from kiosk_api.loop.rules import Rules, load_rules
from kiosk_api.loop.working_days import after_working_days
from kiosk_api.services import Database, IndexSource
from kiosk_api.settings import Settings
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.repository import Repository
from search_index import Content, SearchIndexError
from search_index.embedding.embedder import Embedder, Vectors

SYSTEM = "系统"
"""Who did what nobody did."""


def group_new(repository: Repository, embedder: Embedder, content: Content, rules: Rules) -> int:
    """Groups every question that is in no group yet; how many. Blocks: embeds each new wording once."""
    loop, model = Loop(repository), embedder.fingerprint[:64]
    while unseen := loop.without_vector(model, rules.batch):
        texts = list(dict.fromkeys(question.text for question in unseen))
        rows = dict(zip(texts, embedder.encode_query(texts), strict=True))
        loop.keep_vectors(model, {question.id: rows[question.text].tobytes() for question in unseen})
    grouped = 0
    while questions := loop.ungrouped(model, rules.batch):
        _group(loop, questions, model, content, rules)
        grouped += len(questions)
    return grouped


def _group(loop: Loop, questions: Sequence[Question], model: str, content: Content, rules: Rules) -> None:
    vectors = _matrix([question.vector for question in questions])
    members = loop.members(model)
    means = means_of([name for name, _ in members], _matrix([vector for _, vector in members])) if members else {}
    rest: list[int] = []
    joining: dict[str, list[Question]] = {}
    for row, name in enumerate(nearest_groups(vectors, means, rules.distance)):
        if name is None:
            rest.append(row)
        else:
            joining.setdefault(name, []).append(questions[row])
    for name, joined in joining.items():
        loop.join(name, [question.id for question in joined])
        _reopen(loop, name, joined, rules)
    due = after_working_days(loop.today, rules.due_working_days)
    for places in new_groups(vectors[rest], rules.distance):
        founders = [questions[rest[place]] for place in places]
        loop.found([question.id for question in founders], responsible(founders, content), due)


def _reopen(loop: Loop, group_id: str, joined: Sequence[Question], rules: Rules) -> None:
    """A group that was done is open again when its question stays unanswered by a version published since."""
    group = loop.get(group_id)
    # Versions begin with the time they were built.
    if group.state is GroupState.done and any(one.index_version > group.done_version for one in joined):
        due = after_working_days(loop.today, rules.due_working_days).isoformat()
        loop.change(group_id, SYSTEM, "reopened", state=GroupState.open.value, due=due, change_id="")


def reopen_turned_down(repository: Repository, rules: Rules) -> None:
    """What was settled by a proposal that a reviewer did not agree to is not settled."""
    loop = Loop(repository)
    due = after_working_days(loop.today, rules.due_working_days).isoformat()
    for group_id in loop.turned_down():
        loop.change(group_id, SYSTEM, "turned_down", state=GroupState.open.value, due=due, change_id="")


def responsible(questions: Sequence[Question], content: Content) -> str:
    """The agency of the nearest item that any of the questions came close to; blank where none did."""
    for question in questions:
        for name in question.candidates:
            if agencies := agencies_behind(content, name):
                return agencies[0]
    return ""


def _matrix(vectors: Sequence[bytes]) -> Vectors:
    return np.stack([np.frombuffer(vector, dtype=np.float32) for vector in vectors])


async def tend(
    database: Database, index: IndexSource, embedder: Callable[[], Embedder], settings: Settings
) -> tuple[int, int]:
    """Forgets what is older than the settings say, then groups what is new; how many of each."""
    oldest = timedelta(days=settings.loop_keep_days)
    forgotten = await database.run(lambda repository: Loop(repository).forget_before(Loop(repository).today - oldest))

    def grouped(repository: Repository) -> int:
        reopen_turned_down(repository, load_rules())
        # The model is opened only where there is something to group.
        if not Loop(repository).any_new():
            return 0
        return group_new(repository, embedder(), index.current().content, load_rules())

    return forgotten, await to_thread.run_sync(grouped, database.repository)


async def tend_forever(
    database: Database, index: IndexSource, embedder: Callable[[], Embedder], settings: Settings
) -> None:
    """Now and every few minutes, until cancelled; a database, index or model away for a while does not end it."""
    log = structlog.stdlib.get_logger(__name__)
    while True:
        try:
            forgotten, grouped = await tend(database, index, embedder, settings)
            if forgotten or grouped:
                log.info("loop_tended", forgotten=forgotten, grouped=grouped)
        except (SQLAlchemyError, SearchIndexError, OSError) as error:
            log.error("loop_failed", error=type(error).__name__)
        await asyncio.sleep(load_rules().every_seconds)
