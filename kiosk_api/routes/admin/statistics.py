"""Figures for the dashboard, department by department, coverage over time, and the monthly report."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from kiosk_api.admin.access import ViewerDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.documentation import problems
from kiosk_api.services import IndexDep, ServicesDep, limit_reads
from kiosk_api.statistics.departments import CoveragePoint, Department, coverage_over_time, departments
from kiosk_api.statistics.figures import Figures, figures
from kiosk_api.statistics.monthly import Month, monthly_report, page
from kiosk_api.storage.loop import Loop
from kiosk_api.storage.statistics import Span, Statistics

router = APIRouter(
    prefix="/api/v1/admin/statistics",
    dependencies=[Depends(limit_reads)],
    responses=problems(401, 403, 422, 429, 503),
)
MOST_DAYS = 3_660
Day = Annotated[date | None, Query(description="2026-01-31；不写 since 就是三十天，不写 until 就是今天")]
Text = Annotated[str, Query(max_length=64, pattern=r"^[^\x00]*$")]


def chosen_span(
    services: ServicesDep, since: Day = None, until: Day = None, channel: Text = "", terminal: Text = ""
) -> Span:
    """The days asked for, both included."""
    last = until or Loop(services.database.repository).today
    first = since or (last - timedelta(days=29) if last > date(1, 2, 1) else date.min)
    return Span(first, last, channel, terminal)


SpanDep = Annotated[Span, Depends(chosen_span)]


@router.get("/figures")
async def dashboard(_: ViewerDep, span: SpanDep, services: ServicesDep, index: IndexDep) -> Figures:
    """问了多少、没答上多少、多快、有没有用；按状态、事项、方面、部门、终端、来源、钟点、日、季度。试用的不算。"""
    content = index.content
    return await services.database.run(lambda repository: figures(Statistics(repository), span, content))


@router.get("/departments")
async def by_department(_: ViewerDep, span: SpanDep, services: ServicesDep, index: IndexDep) -> list[Department]:
    """每个部门：事项、被问、测试答对、没办完和过期的问题、过了时限的内容。"""
    content, runs = index.content, services.workshop.runs
    return await services.database.run(
        lambda repository: departments(Statistics(repository), Loop(repository), span, content, runs)
    )


@router.get("/coverage")
async def coverage_points(_: ViewerDep, services: ServicesDep) -> list[CoveragePoint]:
    """历次测试，旧的在前。"""
    return await in_thread(lambda: coverage_over_time(services.workshop.runs))


@router.get("/report", response_class=HTMLResponse)
async def report(
    _: ViewerDep,
    services: ServicesDep,
    index: IndexDep,
    month: Annotated[str, Query(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])$", description="哪个月，例如 2026-10")],
) -> HTMLResponse:
    """一个月的报告，一页可以打印的网页。"""
    return HTMLResponse(
        await in_thread(
            lambda: page(
                monthly_report(services.database.repository, Month.parse(month), index.content, services.workshop.runs)
            )
        )
    )
