"""Any record by its id: what a page of its own, a code to take home and a related item open."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import RecordId
from kiosk_api.services import Index, IndexDep, limit_reads
from kiosk_api.views import (
    FaqView,
    GuideDetail,
    InterpretationView,
    ItemDetail,
    PlaceView,
    PolicyDetail,
    RecordView,
)
from search_index.records import CatalogItem, Faq, GuidePart, Interpretation, Kind, Place, Policy, Record

router = APIRouter(prefix="/api/v1/records", tags=["公开事项"], dependencies=[Depends(limit_reads)])

MOST_RELATED = 6


class RecordPage(BaseModel):
    """One record of whatever kind: exactly one of the kinds is filled."""

    id: str
    kind: Kind = Field(description="哪一种内容；同名的那一栏有内容，其他的为空")
    title: str
    path: list[str]
    item: ItemDetail | None = None
    policy: PolicyDetail | None = None
    interpretation: InterpretationView | None = None
    guide: GuideDetail | None = None
    faq: FaqView | None = None
    place: PlaceView | None = None
    related: list[RecordView] = Field([], description="同一主题的事项，引用、解读或者取代的内容")


@router.get("/{record_id}", responses={**READS, **problems(404)})
async def record(record_id: RecordId, index: IndexDep) -> RecordPage:
    """任何一条内容：事项、政策、解读、指南（或其中一段）、常见问题、地点。"""
    found = _find(record_id, index)
    page = RecordPage(
        id=record_id, kind=found.kind, title=found.title, path=list(found.path), related=_related(found, index)
    )
    match found:
        case CatalogItem():
            page.item = ItemDetail.of(found)
        case Policy():
            page.policy = PolicyDetail.with_interpretations(found, index.content)
        case Interpretation():
            page.interpretation = InterpretationView.of(found)
        case GuidePart():
            page.guide = GuideDetail.of(list(index.content.guide(found.guide)))
            page.path = []
        case Faq():
            page.faq = FaqView.of(found)
        case Place():
            page.place = PlaceView.of(found)
        case _:
            raise RecordUnknown(record_id)
    return page


def _find(record_id: str, index: Index) -> Record:
    parts = index.content.guide(record_id)
    found = parts[0] if parts else index.content.get(record_id)
    if found is None:
        raise RecordUnknown(record_id)
    return found


def _related(found: Record, index: Index) -> list[RecordView]:
    content = index.content
    if isinstance(found, CatalogItem):
        same = [
            item
            for item in content.items
            if item.id != found.id and (item.domain, item.topic) == (found.domain, found.topic)
        ]
        return [RecordView.plain(item) for item in same[:MOST_RELATED]]
    ids: tuple[str, ...] = ()
    if isinstance(found, Faq):
        ids = found.cites
    elif isinstance(found, Interpretation):
        ids = (found.policy,)
    elif isinstance(found, Policy) and found.successor:
        ids = (found.successor,)
    return [RecordView.plain(one) for one in map(content.get, ids) if one is not None]
