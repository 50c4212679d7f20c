"""Browse frequent questions."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kiosk_api.documentation import READS
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import FaqView

router = APIRouter(prefix="/api/v1/faq", tags=["常见问题"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def faq(index: IndexDep, paging: PagingDep) -> Page[FaqView]:
    """常见问题和答案。"""
    return paging.of(index.content.faq, FaqView.of)
