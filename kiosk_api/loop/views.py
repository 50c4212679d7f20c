"""Groups of questions as the console shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, Field

from kiosk_api.loop.groups import UNDER_WAY, Group, GroupState
from kiosk_api.loop.rules import load_rules
from kiosk_api.models import ItemRef
from kiosk_api.services import Index
from search_index.records import CatalogItem


class Wording(BaseModel):
    """One way it was asked, personal data masked."""

    text: str
    count: int


class GroupView(BaseModel):
    """Questions of one meaning in the list."""

    id: str
    title: str = Field(description="最常见的问法；只有一个人问过的没有标题，只有例句")
    examples: list[Wording]
    count: int
    recent: int = Field(description="最近七天")
    before_weekly: float = Field(description="再往前四周，平均每周")
    trend: Literal["rising", "falling", "steady", "new"]
    agency: str
    state: GroupState
    opened: date
    due: date
    overdue: bool
    reason: str
    draft: str = Field(description="等部门写答案的问题")
    change_id: str
    last_day: date | None


class Nearest(BaseModel):
    """A record that search finds for the group today."""

    item: ItemRef
    score: float
    agency: str


class EventView(BaseModel):
    """One thing done with the group."""

    at: datetime
    by: str
    action: str
    note: str


class GroupDetail(GroupView):
    """One group with everything staff need to decide."""

    wordings: list[Wording]
    reasons: dict[str, int] = Field(description="为什么留下：no_content、out_of_scope、clarification、not_useful")
    nearest: list[Nearest]
    confidence: float
    history: list[EventView]


def view_of(group: Group, wordings: list[tuple[str, int]], today: date) -> GroupView:
    """A group with its wordings, the commonest first."""
    before = group.before / 4
    trend: Literal["rising", "falling", "steady", "new"] = "steady"
    if group.recent == group.count:
        trend = "new"
    elif group.recent != before:
        trend = "rising" if group.recent > before else "falling"
    examples = [Wording(text=text, count=count) for text, count in wordings[: load_rules().examples]]
    return GroupView(
        id=group.id,
        title=wordings[0][0] if wordings and group.count > 1 else "",
        examples=examples,
        count=group.count,
        recent=group.recent,
        before_weekly=before,
        trend=trend,
        agency=group.agency,
        state=group.state,
        opened=group.opened,
        due=group.due,
        overdue=group.state in UNDER_WAY and group.due < today.isoformat(),
        reason=group.reason,
        draft=group.draft,
        change_id=group.change_id,
        last_day=group.last_day or None,
    )


def nearest_records(index: Index, text: str) -> tuple[list[Nearest], float]:
    """The records that search finds for a text today, and how sure it is of the first; blocks."""
    if not text:
        return [], 0.0
    result = index.search(text, top_k=load_rules().candidates)
    found = []
    for hit in result.hits:
        record = index.content.get(hit.id)
        agency = record.agency if isinstance(record, CatalogItem) else ""
        ref = ItemRef(id=hit.id, kind=hit.kind, title=hit.title, path=list(hit.path))
        found.append(Nearest(item=ref, score=round(hit.score, 4), agency=agency))
    return found, result.confidence
