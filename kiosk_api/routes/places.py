"""Browse places: service halls and reading points."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kiosk_api.documentation import READS
from kiosk_api.inputs import FilterText
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import PlaceView

router = APIRouter(prefix="/api/v1/places", tags=["地点"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def places(
    index: IndexDep, paging: PagingDep, type: FilterText = None, level: FilterText = None
) -> Page[PlaceView]:
    """服务大厅、查阅点等地点。"""
    found = [place for place in index.content.places if type in (None, place.type) and level in (None, place.level)]
    return paging.of(found, PlaceView.of)
