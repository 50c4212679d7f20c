"""``district.toml``: hot questions, the notice on every page, hotline and desk."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ViewerDep
from kiosk_api.admin.content.changing import Desk
from kiosk_api.admin.content.deciding import submit
from kiosk_api.admin.content.district_file import district_etag
from kiosk_api.admin.doing import in_thread
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.routes.admin.changes import Submitted
from kiosk_api.routes.admin.content import IfMatch
from kiosk_api.services import ServicesDep, limit_reads, limit_writes
from search_index.district import District, read_district

router = APIRouter(prefix="/api/v1/admin/district")
# A line break would end the line of the history, and control characters are none of TOML's.
Line = Annotated[WellFormed, Field(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
Hot = Annotated[WellFormed, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f|]*$")]


class DistrictForm(BaseModel):
    """The values as they stand; ``etag`` goes back in ``If-Match``."""

    district: District
    etag: str


class DistrictEntered(BaseModel):
    """What is to stand; left out stays."""

    model_config = ConfigDict(extra="forbid")

    name: Line | None = None
    notice: Line | None = None
    demonstration: bool | None = None
    hotline: Line | None = None
    desk: Line | None = None
    application_guide: Line | None = None
    hot_questions: list[Hot] | None = Field(None, max_length=50)


@router.get("", responses=problems(401, 403, 409, 429, 503), dependencies=[Depends(limit_reads)])
async def district(_: ViewerDep, response: Response, services: ServicesDep) -> DistrictForm:
    """地区的名称、声明、热线、窗口和热门问题。"""
    folder = services.settings.content_dir
    found, _complaints = await in_thread(lambda: read_district(folder))
    etag = await in_thread(lambda: district_etag(folder))
    response.headers["ETag"] = f'"{etag}"'
    return DistrictForm(district=found, etag=etag)


@router.patch(
    "",
    responses=problems(400, 401, 403, 409, 412, 413, 422, 429, 503),
    dependencies=[Depends(limit_writes)],
)
async def edit_district(
    editor: EditorDep, entered: DistrictEntered, if_match: IfMatch, services: ServicesDep
) -> Submitted:
    """改这些；两人规则下先成为一项待审的改动。"""
    desk = Desk(services.settings)
    fields = {name: value for name, value in entered.model_dump().items() if value is not None}
    change = await in_thread(lambda: desk.edit_district(if_match.strip('"'), fields))
    return Submitted.of(await submit(services, desk, editor, change))
