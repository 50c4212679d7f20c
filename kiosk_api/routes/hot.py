"""Hot questions with their answers."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from kiosk_api.documentation import READS
from kiosk_api.hot_answers import HotAnswer
from kiosk_api.services import IndexDep, ServicesDep, limit_reads

router = APIRouter(prefix="/api/v1/hot", tags=["搜索"], dependencies=[Depends(limit_reads)])


@router.get("", responses=READS)
async def hot(index: IndexDep, services: ServicesDep) -> list[HotAnswer]:
    """热门问题和现成的回答，供断网时显示。"""
    return await services.hot.of(index)
