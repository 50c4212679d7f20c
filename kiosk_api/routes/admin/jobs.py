"""Long work in the background: what runs and how it ended; closing the browser stops nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from kiosk_api.admin.access import ViewerDep
from kiosk_api.documentation import problems
from kiosk_api.services import ServicesDep, limit_reads
from kiosk_api.storage.staff_jobs import Job, Jobs, JobState

router = APIRouter(prefix="/api/v1/admin/jobs", dependencies=[Depends(limit_reads)])
JobId = Annotated[str, Path(pattern="^[a-z0-9]{1,32}$", description="工作的编号")]


class JobView(BaseModel):
    """One piece of long work."""

    id: str
    kind: str = Field(description="build 生成，gate 检验，publish 发布，coverage 测试")
    subject: str = Field(description="对哪个版本")
    started_by: str
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int = Field(description="一共多少；还不知道时为 0")
    state: JobState
    message: str = Field(description="没有做成的原因")
    result: Any = Field(None, description="结果：版本的说明、检验报告或测试的编号")

    @classmethod
    def of(cls, job: Job, *, whole: bool = True) -> JobView:
        """As the console shows it; lists leave the result out."""
        ended = job.finished_at
        return cls(
            id=job.id,
            kind=job.kind,
            subject=job.subject,
            started_by=job.started_by,
            started_at=datetime.fromtimestamp(job.started_at, UTC),
            finished_at=datetime.fromtimestamp(ended, UTC) if ended is not None else None,
            done=job.done,
            total=job.total,
            state=job.state,
            message=job.message,
            result=json.loads(job.result) if whole and job.result else None,
        )


@router.get("", responses=problems(401, 403, 422, 429, 503))
async def list_jobs(
    _: ViewerDep, services: ServicesDep, limit: Annotated[int, Query(ge=1, le=100, description="最近几项")] = 20
) -> list[JobView]:
    """最近的工作，新的在前，不带结果。"""
    found = await services.database.run(lambda repository: Jobs(repository).latest(limit))
    return [JobView.of(job, whole=False) for job in found]


@router.get("/{job_id}", responses=problems(401, 403, 404, 422, 429, 503))
async def job(_: ViewerDep, job_id: JobId, services: ServicesDep) -> JobView:
    """一项工作：做到哪里，结果怎样。"""
    return JobView.of(await services.database.run(lambda repository: Jobs(repository).get(job_id)))
