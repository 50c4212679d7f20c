"""Browse the disclosure catalogue: domains, agencies, items."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import FilterText, RecordId
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import ItemDetail, ItemView
from search_index.records import CatalogItem

router = APIRouter(prefix="/api/v1", tags=["公开事项"], dependencies=[Depends(limit_reads)])


class Group(BaseModel):
    """A domain or an agency and how many items it has."""

    name: str
    items: int


def _groups(names: Iterable[str]) -> list[Group]:
    counted = Counter(name for name in names if name)
    return [Group(name=name, items=count) for name, count in counted.items()]


@router.get("/domains", responses=READS)
async def domains(index: IndexDep, paging: PagingDep) -> Page[Group]:
    """公开领域，按目录顺序，各有多少事项。"""
    return paging.of(_groups(item.domain for item in index.content.items), lambda group: group)


@router.get("/agencies", responses=READS)
async def agencies(index: IndexDep, paging: PagingDep, domain: FilterText = None) -> Page[Group]:
    """公开主体，各有多少事项。"""
    names = (item.agency for item in index.content.items if domain in (None, item.domain))
    return paging.of(_groups(names), lambda group: group)


@router.get("/topics", responses=READS)
async def topics(index: IndexDep, paging: PagingDep, domain: FilterText = None) -> Page[Group]:
    """一级事项，按目录顺序，各有多少事项。"""
    names = (item.topic for item in index.content.items if domain in (None, item.domain))
    return paging.of(_groups(names), lambda group: group)


@router.get("/items", responses=READS)
async def items(
    index: IndexDep,
    paging: PagingDep,
    domain: FilterText = None,
    topic: FilterText = None,
    agency: FilterText = None,
    level: FilterText = None,
    mode: FilterText = None,
) -> Page[ItemView]:
    """公开事项，按目录顺序；筛选条件须与目录写法完全一致。"""
    wanted = {"domain": domain, "topic": topic, "agency": agency, "level": level, "mode": mode}
    exact = [(name, value) for name, value in wanted.items() if value is not None]
    found = [item for item in index.content.items if all(getattr(item, name) == value for name, value in exact)]
    return paging.of(found, ItemView.of)


@router.get("/items/{item_id}", responses={**READS, **problems(404)})
async def item(item_id: RecordId, index: IndexDep) -> ItemDetail:
    """一个公开事项的全部栏目。"""
    found = index.content.get(item_id)
    if not isinstance(found, CatalogItem):
        raise RecordUnknown(item_id)
    return ItemDetail.of(found)
