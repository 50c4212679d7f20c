"""The content's own words for the pinyin pad."""

from __future__ import annotations

from anyio import to_thread
from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS
from kiosk_api.services import IndexDep, limit_reads
from search_index.pinyin_words import OWN_COUNT, own_words, weight_of

router = APIRouter(prefix="/api/v1/pinyin", tags=["搜索"], dependencies=[Depends(limit_reads)])


class PinyinWords(BaseModel):
    """Words by spelling, syllables joined by ``'``."""

    weight: int = Field(description="这些词与常用词表一起排序时的分量")
    words: dict[str, list[str]]


@router.get("", responses=READS)
async def words(index: IndexDep) -> PinyinWords:
    """拼音键盘优先给出的词：目录、常见问题、俗称、机关和地点的名称。"""
    # Some tens of milliseconds for the first screen that asks; spellings are kept for the next.
    found = await to_thread.run_sync(own_words, index.content)
    return PinyinWords(weight=weight_of(OWN_COUNT), words=found)
