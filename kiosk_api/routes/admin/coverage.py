"""Coverage runs: start one, list them, read one, compare two; drafts of questions for what is not tested."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ViewerDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.exporting import MEDIA_TYPES, downloads
from kiosk_api.admin.runs import RunHead
from kiosk_api.coverage.differences import Difference, compare_runs
from kiosk_api.coverage.draft import draft_questions
from kiosk_api.coverage.questions import variant_kinds
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.paging import Page, PagingDep
from kiosk_api.routes.admin.jobs import JobView
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes
from search_index import load_content

router = APIRouter(prefix="/api/v1/admin/coverage")
RunId = Annotated[str, Path(pattern="^[0-9A-Za-z-]{1,64}$", description="测试的编号")]
RunQuery = Annotated[str, Query(pattern="^[0-9A-Za-z-]{1,64}$", description="测试的编号")]
_READS = [Depends(limit_reads)]
_RUN = problems(401, 403, 404, 409, 422, 429, 503)


class Measuring(BaseModel):
    """What to measure: the served version with the questions it was built with, unless said otherwise."""

    model_config = ConfigDict(extra="forbid")

    version: str = Field("", max_length=64, pattern="^[A-Za-z0-9-]*$", description="哪个版本；不写就是正在使用的")
    variants: WellFormed = Field("", max_length=200, description="同时测换一种写法的：错字,同音字……，或 all")
    with_assistant: bool = Field(False, description="经过助手提问")


@router.get("/runs", responses=problems(401, 403, 422, 429, 503), dependencies=_READS)
async def list_runs(_: ViewerDep, paging: PagingDep, services: ServicesDep) -> Page[RunHead]:
    """所有测试，新的在前。"""
    found = await in_thread(services.workshop.runs.heads)
    return paging.of(found, lambda head: head)


@router.post(
    "/runs",
    status_code=202,
    responses=problems(400, 401, 403, 409, 413, 422, 429, 503),
    dependencies=[Depends(limit_writes)],
)
async def start_run(editor: EditorDep, wanted: Measuring, services: ServicesDep) -> JobView:
    """开始一次测试，在后台进行；结果里有测试的编号。"""

    def started() -> JobView:
        version = wanted.version or services.workshop.store.published()
        services.workshop.store.path_of(version)
        if wanted.variants:
            variant_kinds(wanted.variants)
        work = partial(services.workshop.cover, version, None, wanted.variants, with_assistant=wanted.with_assistant)
        return JobView.of(services.runner.start("coverage", version, editor.name, work))

    return await in_thread(started)


@router.get("/runs/{run_id}", responses=_RUN, dependencies=_READS)
async def run(_: ViewerDep, run_id: RunId, services: ServicesDep) -> FileResponse:
    """一次测试的全部结果（和 gongkai coverage run --json 写的文件一样）。"""
    path = await in_thread(lambda: services.workshop.runs.path(run_id))
    return FileResponse(path, media_type="application/json")


@router.get(
    "/runs/{run_id}/report",
    responses={**_RUN, **downloads("html", "xlsx")},
    response_class=Response,
    dependencies=_READS,
)
async def report(
    _: ViewerDep,
    run_id: RunId,
    services: ServicesDep,
    form: Annotated[Literal["html", "xlsx"], Query(alias="format", description="网页给领导看，表格逐条看")] = "html",
) -> Response:
    """一次测试写成网页或 Excel，下载。"""
    body = await in_thread(lambda: _report(services, run_id, form))
    name = f"coverage-{run_id}.{form}"
    return Response(
        body, media_type=MEDIA_TYPES[form], headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@router.get("/difference", responses=_RUN, dependencies=_READS)
async def difference(_: ViewerDep, before: RunQuery, after: RunQuery, services: ServicesDep) -> Difference:
    """比较两次测试：修好的、变坏的、答法变了的。"""
    runs = services.workshop.runs
    return await in_thread(lambda: compare_runs(runs.load(before), runs.load(after)))


@router.get("/drafts", responses=_RUN, dependencies=_READS)
async def drafts(
    _: EditorDep,
    paging: PagingDep,
    services: ServicesDep,
    tested: Annotated[str, Query(pattern="^[0-9A-Za-z-]{0,64}$", description="测过的不再拟：测试的编号")] = "",
) -> Page[TestQuestion]:
    """给还没有问题去测的事项和方面拟的问题草稿，由人审过再用。"""

    def drafted() -> list[TestQuestion]:
        loaded, _ = load_content(services.settings.content_dir, services.settings.field_dir)
        return draft_questions(loaded, services.workshop.runs.load(tested) if tested else None)

    return paging.of(await in_thread(drafted), lambda question: question)


def _report(services: Services, run_id: str, form: str) -> bytes:
    # The writers load slowly, and nothing else needs them.
    from kiosk_api.coverage.report import find, write_excel, write_html

    found = services.workshop.runs.load(run_id)
    content = services.workshop.content_of(found.index_version)
    with tempfile.TemporaryDirectory() as folder:
        path = FilePath(folder) / f"report.{form}"
        write = write_excel if form == "xlsx" else write_html
        write(found, content, path, find(found, content))
        return path.read_bytes()
