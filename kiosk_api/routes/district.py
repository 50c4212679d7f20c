"""Whose content this is."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS
from kiosk_api.services import IndexDep, limit_reads

router = APIRouter(prefix="/api/v1/district", tags=["地区"], dependencies=[Depends(limit_reads)])


class DistrictView(BaseModel):
    """The district whose catalogue is served."""

    name: str
    notice: str = Field(description="显示在每一页的声明")
    demonstration: bool = Field(description="是否演示内容")
    hotline: str
    desk: str = Field(description="依申请公开受理窗口")
    application_guide: str = Field(description="介绍依申请公开的指南编号")


@router.get("", responses=READS)
async def district(index: IndexDep) -> DistrictView:
    """地区名称、声明和热线。"""
    return DistrictView.model_validate(index.content.district, from_attributes=True)
