"""What is wrong with the content as it stands, and what its records are called."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel

from kiosk_api.admin.access import ViewerDep
from kiosk_api.admin.content.shelf import Shelf
from kiosk_api.admin.doing import in_thread
from kiosk_api.documentation import problems
from kiosk_api.paging import Page, PagingDep
from kiosk_api.routes.admin.content import KindName
from kiosk_api.services import ServicesDep, limit_reads
from search_index import check_content
from search_index.errors import Complaint

router = APIRouter(prefix="/api/v1/admin/content", dependencies=[Depends(limit_reads)])
_READ = problems(401, 403, 409, 422, 429, 503)
_ANSWERING: tuple[KindName, ...] = ("item", "faq", "policy", "interpretation", "guide", "place", "redirect")
"""An alias is no answer."""
Stamp = tuple[tuple[str, int, int], ...]


class ComplaintView(BaseModel):
    """One thing wrong with the content."""

    severity: Literal["error", "warning"]
    file: str
    row: int
    column: str
    message: str

    @classmethod
    def of(cls, one: Complaint) -> ComplaintView:
        """As ``gongkai check`` tells it."""
        return cls(severity=one.severity, file=one.file, row=one.row, column=one.column, message=one.message)


class Named(BaseModel):
    """What a record is called."""

    id: str
    kind: KindName
    title: str
    path: list[str]


@router.get("/check", responses=_READ)
async def check(
    _: ViewerDep,
    paging: PagingDep,
    services: ServicesDep,
    severity: Annotated[Literal["error", "warning", ""], Query(description="只看错误或提醒")] = "",
) -> Page[ComplaintView]:
    """检查现在的内容：每一处错误和提醒。"""
    folders = services.settings.content_dir, services.settings.field_dir
    found = await in_thread(lambda: _complaints(*folders, _stamp(folders)))
    return paging.of([one for one in found if severity in ("", one.severity)], ComplaintView.of)


@router.get("/names", responses=_READ)
async def names(_: ViewerDep, services: ServicesDep) -> list[Named]:
    """每条能当答案的内容叫什么，连同全国通用的：给只有编号的页面用。"""
    folders = services.settings.field_dir, services.settings.content_dir

    def named() -> list[Named]:
        return [
            Named(id=one.record.id, kind=kind, title=one.record.title, path=list(one.record.path))
            for folder in folders
            for kind in _ANSWERING
            for one in Shelf(folder).all(kind)
        ]

    return await in_thread(named)


def _stamp(folders: tuple[Path, ...]) -> Stamp:
    """Every file with its time and size: another one whenever something was written, and each new day."""
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    today = ("", date.today().toordinal(), 0)  # noqa: DTZ011
    return today, *((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


@lru_cache(maxsize=1)
def _complaints(content_dir: Path, field_dir: Path, stamp: Stamp) -> tuple[Complaint, ...]:  # noqa: ARG001
    """The check's findings, kept until the content changes: a big district's check takes seconds."""
    _content, found = check_content(content_dir, field_dir)
    return tuple(found)
