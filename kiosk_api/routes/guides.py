"""Browse service guides."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import RecordId
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import GuideDetail, GuideView
from search_index.records import GuidePart

router = APIRouter(prefix="/api/v1/guides", tags=["办事指南"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def guides(index: IndexDep, paging: PagingDep) -> Page[GuideView]:
    """办事指南。"""
    by_guide: dict[str, list[GuidePart]] = {}
    for part in index.content.guides:
        by_guide.setdefault(part.guide, []).append(part)
    return paging.of(list(by_guide.values()), GuideView.of)


@router.get("/{guide_id}", responses={**READS, **problems(404)})
async def guide(guide_id: RecordId, index: IndexDep) -> GuideDetail:
    """一份办事指南的全部内容。"""
    parts = index.content.guide(guide_id)
    if not parts:
        raise RecordUnknown(guide_id)
    return GuideDetail.of(list(parts))
