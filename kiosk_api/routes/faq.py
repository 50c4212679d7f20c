"""Browse frequent questions, grouped by what they are about."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from kiosk_api.documentation import READS
from kiosk_api.inputs import FilterText
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, limit_reads
from kiosk_api.views import FaqView
from search_index import Content
from search_index.records import CatalogItem, Faq, GuidePart, Policy

router = APIRouter(prefix="/api/v1/faq", tags=["常见问题"], dependencies=[Depends(limit_reads)])

OTHER = "其他"
FEWEST = 2
"""Questions that make a group of their own; a lone one is found under ``OTHER``."""


class FaqGroup(BaseModel):
    """What questions are about, and how many there are."""

    name: str
    questions: int


@router.get("", responses=READS)
async def faq(index: IndexDep, paging: PagingDep, group: FilterText = None) -> Page[FaqView]:
    """常见问题和答案；可以只看一类，类名见 /api/v1/faq/groups。"""
    found = [one for one, name in _grouped(index.content) if group in (None, name)]
    return paging.of(found, FaqView.of)


@router.get("/groups", responses=READS)
async def groups(index: IndexDep, paging: PagingDep) -> Page[FaqGroup]:
    """常见问题的分类，问题多的在前；按所引用内容的领域或指南分，“其他”在最后。"""
    counted = Counter(name for _, name in _grouped(index.content))
    ordered = sorted(counted.items(), key=lambda entry: (entry[0] == OTHER, -entry[1]))
    return paging.of(ordered, lambda entry: FaqGroup(name=entry[0], questions=entry[1]))


def _grouped(content: Content) -> list[tuple[Faq, str]]:
    subjects = [(one, _subject(one, content)) for one in content.faq]
    counted = Counter(name for _, name in subjects)
    return [(one, name if name and counted[name] >= FEWEST else OTHER) for one, name in subjects]


def _subject(faq: Faq, content: Content) -> str:
    """The domain of the first citation that has one, or the guide it belongs to; blank for none."""
    for record_id in faq.cites:
        match content.get(record_id):
            case CatalogItem(domain=domain) | Policy(domain=domain) if domain:
                return domain
            case GuidePart(name=name):
                return name
    return ""
