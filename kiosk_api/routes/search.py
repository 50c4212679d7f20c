"""Ranked documents and typeahead; never touches the assistant, keeps nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from anyio import to_thread
from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS
from kiosk_api.errors import NotAQuestion, QuestionTooLong
from kiosk_api.inputs import FilterText
from kiosk_api.services import IndexDep, ServicesDep, limit_reads
from search_index import Filters, Hit
from search_index.records import Kind
from search_index.text import is_question

router = APIRouter(prefix="/api/v1", tags=["搜索"], dependencies=[Depends(limit_reads)])


class HitSourceView(BaseModel):
    """Where the record stands."""

    file: str
    row: int
    url: str
    as_of: date | None


class HitView(BaseModel):
    """One record found; ``score`` compares hits of one search only."""

    id: str
    kind: Kind
    title: str
    path: list[str]
    score: float
    source: HitSourceView

    @classmethod
    def of(cls, hit: Hit) -> Self:
        source = hit.source
        return cls(
            id=hit.id,
            kind=hit.kind,
            title=hit.title,
            path=list(hit.path),
            score=hit.score,
            source=HitSourceView(file=source.file, row=source.row, url=source.url, as_of=source.as_of),
        )


class SearchAnswer(BaseModel):
    """Hits best first; ``confidence`` is the calibrated probability that the first is what was asked for."""

    hits: list[HitView]
    confidence: float = Field(ge=0, le=1)
    index_version: str


class Suggestions(BaseModel):
    """Whole questions to offer."""

    suggestions: list[str]


@router.get("/search", responses=READS)
async def search(
    q: Annotated[str, Query(min_length=1, description="要找什么")],
    index: IndexDep,
    services: ServicesDep,
    top_k: Annotated[int, Query(ge=1, le=100, description="最多几条")] = 10,
    domain: FilterText = None,
    level: FilterText = None,
    agency: FilterText = None,
    kind: Kind | None = None,
) -> SearchAnswer:
    """按意思搜索公开内容，可按领域、层级、公开主体、类型筛选。"""
    limit = services.settings.question_max_chars
    if len(q.strip()) > limit:
        raise QuestionTooLong(limit)
    if not is_question(q):
        raise NotAQuestion
    filters = Filters(domain=domain, level=level, agency=agency, kind=kind)
    found = await to_thread.run_sync(lambda: index.search(q, top_k=top_k, filters=filters))
    hits = [HitView.of(hit) for hit in found.hits]
    return SearchAnswer(hits=hits, confidence=found.confidence, index_version=index.version)


@router.get("/suggest", responses=READS)
async def suggest(
    index: IndexDep,
    q: Annotated[str, Query(max_length=100, description="已经输入的字；留空给出热门问题")] = "",
    limit: Annotated[int, Query(ge=1, le=20, description="最多几条")] = 8,
) -> Suggestions:
    """边输入边提示；没有输入时给出热门问题。"""
    return Suggestions(suggestions=await to_thread.run_sync(index.suggest, q, limit))
