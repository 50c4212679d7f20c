"""The import wizard: upload files, read what they were understood as, accept all of it or nothing."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.errors import NotDone
from kiosk_api.admin.exporting import MEDIA_TYPES, downloads
from kiosk_api.admin.import_report import Grid, Report, grid_of
from kiosk_api.admin.imports import ImportHead, Imports, Kind
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import Services, ServicesDep, limit_writes
from search_index.catalogue.dry_run import write_dry_run
from search_index.catalogue.importing import ImportPlan

router = APIRouter(prefix="/api/v1/admin/imports", dependencies=[Depends(limit_writes)])
ImportId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="导入的编号")]
FileName = Annotated[str, Path(min_length=1, max_length=200, description="文件名")]
_CHANGES = problems(400, 401, 403, 404, 409, 413, 422, 429, 503)
_RAW = {"requestBody": {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


class NewImport(BaseModel):
    """What is to come."""

    model_config = ConfigDict(extra="forbid")

    kind: Kind = Field(description="catalogue 公开目录，faq 常见问题，documents 政策和解读")
    replacing: WellFormed = Field("", max_length=80, description="替换哪个内容文件，例如 catalog-街道.csv")
    url: WellFormed = Field("", max_length=500, description="文件取自哪个网页（政策和解读，一次一个文件）")
    policy: WellFormed = Field("", max_length=200, description="解读的是哪一份政策（编号）")


class Acceptance(BaseModel):
    """The report that was read."""

    model_config = ConfigDict(extra="forbid")

    digest: str = Field(pattern="^[0-9a-f]{64}$", description="看过的试导入结果，见 Report.digest")


class ImportView(BaseModel):
    """One import."""

    id: str
    kind: Kind
    by: str
    created_at: datetime
    replacing: str
    files: list[str]
    accepted_at: datetime | None
    accepted_by: str

    @classmethod
    def of(cls, head: ImportHead) -> ImportView:
        """As the console shows it."""
        done = head.accepted_at
        return cls(
            id=head.id,
            kind=head.kind,
            by=head.by,
            created_at=datetime.fromtimestamp(head.created_at, UTC),
            replacing=head.replacing,
            files=list(head.files),
            accepted_at=datetime.fromtimestamp(done, UTC) if done is not None else None,
            accepted_by=head.accepted_by,
        )


@router.get("", responses=problems(401, 403, 422, 429, 503))
async def list_imports(_: EditorDep, paging: PagingDep, services: ServicesDep) -> Page[ImportView]:
    """所有导入，新的在前。"""
    return paging.of(await in_thread(_imports(services).all), ImportView.of)


@router.post("", status_code=201, responses=_CHANGES)
async def begin_import(editor: EditorDep, wanted: NewImport, services: ServicesDep) -> ImportView:
    """开始一次导入，接着上传文件。"""
    begun = _imports(services).begin
    return ImportView.of(
        await in_thread(lambda: begun(wanted.kind, editor, wanted.replacing, wanted.url, wanted.policy))
    )


@router.put("/{import_id}/files/{name}", responses=_CHANGES, openapi_extra=_RAW)
async def upload(
    _: EditorDep, import_id: ImportId, name: FileName, request: Request, services: ServicesDep
) -> ImportView:
    """上传一个文件（原样放在请求里）；同名的会换掉。"""
    return ImportView.of(await _imports(services).receive(import_id, name, request.stream()))


@router.get("/{import_id}", responses=_CHANGES)
async def import_(_: EditorDep, import_id: ImportId, services: ServicesDep) -> ImportView:
    """一次导入。"""
    return ImportView.of(await in_thread(lambda: _imports(services).get(import_id)))


@router.get("/{import_id}/report", responses=_CHANGES)
async def report(_: EditorDep, import_id: ImportId, services: ServicesDep) -> Report:
    """试导入：每一栏当作什么，哪些改动，哪些格子有问题；什么都不写。"""
    return await in_thread(lambda: _imports(services).report(import_id))


@router.get("/{import_id}/grid", responses=_CHANGES)
async def grid(
    _: EditorDep,
    import_id: ImportId,
    paging: PagingDep,
    services: ServicesDep,
    table: Annotated[int, Query(ge=0, le=10_000, description="第几张表，从 0 起")] = 0,
) -> Grid:
    """上传的表原来的样子，标出有问题的格子（只有公开目录）。"""
    plan = await in_thread(lambda: _catalogue(_imports(services), import_id))
    return grid_of(plan, table, paging.page, paging.page_size)


@router.get("/{import_id}/workbook", responses={**_CHANGES, **downloads("xlsx")}, response_class=Response)
async def workbook(_: EditorDep, import_id: ImportId, services: ServicesDep) -> Response:
    """试导入的结果写成 Excel，标出有问题的格子（只有公开目录）。"""
    body = await in_thread(lambda: _workbook(_imports(services), import_id))
    return Response(
        body, media_type=MEDIA_TYPES["xlsx"], headers={"Content-Disposition": 'attachment; filename="import.xlsx"'}
    )


@router.post("/{import_id}/accept", responses=_CHANGES)
async def accept(editor: EditorDep, import_id: ImportId, seen: Acceptance, services: ServicesDep) -> Report:
    """写入内容：全部写入，或者一点都不写。两人规则下要另一位审核人来接受。"""
    imports = _imports(services)
    head = await in_thread(lambda: imports.get(import_id))
    done = await in_thread(lambda: imports.accept(import_id, editor, seen.digest))
    files = await in_thread(lambda: imports.digests(head))
    counts = {plan.target: f"+{plan.added} ~{plan.changed} -{plan.removed}" for plan in done.files}
    await write_audit(
        services, editor.name, "接受导入", kind=head.kind, uploaded_by=head.by, files=files, changes=counts
    )
    return done


@router.delete("/{import_id}", status_code=204, responses=_CHANGES)
async def discard(_: EditorDep, import_id: ImportId, services: ServicesDep) -> None:
    """丢掉一次导入和它的文件；已经写入的内容不变。"""
    await in_thread(lambda: _imports(services).discard(import_id))


def _imports(services: Services) -> Imports:
    return Imports(services.settings)


def _workbook(imports: Imports, import_id: str) -> bytes:
    plan = _catalogue(imports, import_id)
    with tempfile.TemporaryDirectory() as folder:
        path = FilePath(folder) / "import.xlsx"
        write_dry_run(plan, path)
        return path.read_bytes()


def _catalogue(imports: Imports, import_id: str) -> ImportPlan:
    plan = imports.plan(imports.get(import_id))
    if not isinstance(plan, ImportPlan):
        raise NotDone("只有公开目录可以看标出问题的表格")
    return plan
