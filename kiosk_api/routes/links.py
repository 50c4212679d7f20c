"""Take an answer home: the link, the code and the short code of a record."""

from __future__ import annotations

from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from kiosk_api.documentation import READS, problems
from kiosk_api.errors import RecordUnknown
from kiosk_api.inputs import RecordId
from kiosk_api.models import Aspect
from kiosk_api.services import IndexDep, ServicesDep, limit_reads
from kiosk_api.take_home import CODE_LENGTH, Target, qr_svg, target_of

router = APIRouter(dependencies=[Depends(limit_reads)])

UNKNOWN = "/m/unknown"


class Link(BaseModel):
    """A record's permanent link."""

    url: str = Field(description="固定不变的网址，只含编号")
    code: str = Field(description="打不开摄像头时在手机上输入的短码；原文网址没有短码")
    svg: str = Field(description="二维码，SVG")


@router.get("/api/v1/links/{record_id}", tags=["带走"], responses={**READS, **problems(404)})
async def link(
    record_id: RecordId,
    request: Request,
    services: ServicesDep,
    index: IndexDep,
    aspect: Aspect | None = None,
    target: Annotated[Literal["page", "source"], Query(description="page 手机页面；source 原文网页")] = "page",
) -> Link:
    """一条内容的二维码：手机页面，或者它的原文网页。"""
    parts = index.content.guide(record_id)
    found = parts[0] if parts else index.content.get(record_id)
    if found is None or (target == "source" and not found.source_url):
        raise RecordUnknown(record_id)
    if target == "source":
        return Link(url=found.source_url, code="", svg=qr_svg(found.source_url))
    taken = Target(record_id, aspect)
    base = services.settings.public_url or str(request.base_url)
    url = base.rstrip("/") + taken.path
    return Link(url=url, code=taken.code, svg=qr_svg(url))


@router.get("/m/c/{code}", include_in_schema=False)
async def short(
    code: Annotated[str, Path(min_length=CODE_LENGTH, max_length=CODE_LENGTH)], index: IndexDep
) -> RedirectResponse:
    """The page a short code stands for."""
    found = await to_thread.run_sync(target_of, code, index.content)
    return RedirectResponse(found.path if found else UNKNOWN, status_code=302)
