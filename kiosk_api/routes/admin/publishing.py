"""Versions of the index: build, check, publish now or at a time, take back, withdraw single records."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ReviewerDep, ViewerDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.errors import NotDone, RoleTooLow
from kiosk_api.admin.running import Progress, Work
from kiosk_api.admin.staff import ROLE_NAMES, Role, Staff
from kiosk_api.documentation import problems
from kiosk_api.inputs import RecordId, WellFormed
from kiosk_api.routes.admin.jobs import JobView
from kiosk_api.services import Services, ServicesDep, limit_writes
from search_index.withdrawals import withdrawn

router = APIRouter(prefix="/api/v1/admin", dependencies=[Depends(limit_writes)])
Version = Annotated[str, Path(pattern=r"^[A-Za-z0-9-]{1,64}$", description="版本的编号")]
Reason = Annotated[WellFormed, Field(max_length=500, pattern=r"^[^\x00]*$", description="理由，记入操作记录")]
_LATEST = 366 * 86_400
"""Seconds ahead that a version may be scheduled: further is a mistyped year."""
_CHANGES = problems(400, 401, 403, 409, 413, 422, 429, 503)


class VersionView(BaseModel):
    """One version of the index."""

    version: str
    created_at: datetime
    district: str
    counts: dict[str, int]
    documents: int
    served: bool
    scheduled_at: datetime | None


class Withdrawn(BaseModel):
    """A record taken out of every answer."""

    id: str
    reason: str


class Checking(BaseModel):
    """How a version is checked."""

    model_config = ConfigDict(extra="forbid")

    with_assistant: bool = Field(False, description="经过助手提问")


class Publishing(Checking):
    """Publish now, or at a time; ``reason`` overrides a gate that says no (administrators only)."""

    at: AwareDatetime | None = Field(None, description="到这个时间再换上")
    reason: Reason = ""


class Because(BaseModel):
    """Why."""

    model_config = ConfigDict(extra="forbid")

    reason: Reason = ""


class Withdrawal(BaseModel):
    """What to take out, and why."""

    model_config = ConfigDict(extra="forbid")

    id: WellFormed = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    reason: Reason = Field(min_length=1)


def begin(services: Services, kind: str, subject: str, by: Staff, work: Work) -> JobView:
    """Starts long work."""
    return JobView.of(services.runner.start(kind, subject, by.name, work))


@router.get("/versions", responses=problems(401, 403, 409, 429, 503))
async def list_versions(_: ViewerDep, services: ServicesDep) -> list[VersionView]:
    """所有版本，新的在前。"""
    return await in_thread(lambda: _versions(services))


@router.post("/versions", status_code=202, responses=_CHANGES)
async def build(editor: EditorDep, services: ServicesDep) -> JobView:
    """检查内容并生成一个新版本；不发布。"""
    return await in_thread(lambda: begin(services, "build", "", editor, services.workshop.build))


@router.post("/versions/{version}/gate", status_code=202, responses=_CHANGES)
async def gate(editor: EditorDep, version: Version, how: Checking, services: ServicesDep) -> JobView:
    """用内容自带的问题检验一个版本；不发布。"""
    await in_thread(lambda: services.workshop.store.path_of(version))
    work = partial(services.workshop.gate, version, with_assistant=how.with_assistant)
    return await in_thread(lambda: begin(services, "gate", version, editor, work))


@router.post("/versions/{version}/publish", status_code=202, responses=_CHANGES)
async def publish(reviewer: ReviewerDep, version: Version, wanted: Publishing, services: ServicesDep) -> JobView:
    """检验并发布；没有通过就不发布（工作的状态是 refused，结果是检验报告）。写明理由越过检验要管理员。"""
    if wanted.reason and not reviewer.role.may(Role.administrator):
        raise RoleTooLow(ROLE_NAMES[Role.administrator])
    at = wanted.at.timestamp() if wanted.at else None
    if at is not None and not 0 < at - time.time() < _LATEST:
        raise NotDone("定时发布的时间要在现在以后、一年以内，请改一改")
    await in_thread(lambda: services.workshop.store.path_of(version))

    def work(progress: Progress) -> str:
        return services.workshop.publish(
            version, reviewer.name, at, wanted.reason, progress, with_assistant=wanted.with_assistant
        )

    return await in_thread(lambda: begin(services, "publish", version, reviewer, work))


@router.delete("/versions/{version}/schedule", status_code=204, responses=_CHANGES)
async def cancel(reviewer: ReviewerDep, version: Version, services: ServicesDep) -> None:
    """取消定时发布。"""
    await in_thread(lambda: services.workshop.publisher().cancel(version, reviewer.name))


@router.post("/rollback", responses=_CHANGES)
async def rollback(reviewer: ReviewerDep, why: Because, services: ServicesDep) -> VersionView:
    """退回上一次发布的版本，马上生效。"""
    back = await in_thread(lambda: services.workshop.publisher().rollback(reviewer.name, why.reason))
    return next(one for one in await in_thread(lambda: _versions(services)) if one.version == back)


@router.get("/withdrawn", responses=problems(401, 403, 409, 429, 503))
async def list_withdrawn(_: ViewerDep, services: ServicesDep) -> list[Withdrawn]:
    """撤下的内容和理由。"""
    standing = await in_thread(lambda: withdrawn(services.settings.index_dir))
    return [Withdrawn(id=record_id, reason=reason) for record_id, reason in standing.items()]


@router.post("/withdrawn", status_code=201, responses=_CHANGES)
async def withdraw(reviewer: ReviewerDep, wanted: Withdrawal, services: ServicesDep) -> Withdrawn:
    """立即撤下一条内容，几秒之内哪里都看不到。"""
    await in_thread(lambda: services.workshop.publisher().withdraw(wanted.id, reviewer.name, wanted.reason))
    return Withdrawn(id=wanted.id, reason=wanted.reason)


@router.delete("/withdrawn/{record_id}", status_code=204, responses=_CHANGES)
async def restore(reviewer: ReviewerDep, record_id: RecordId, services: ServicesDep) -> None:
    """恢复撤下的内容。"""
    await in_thread(lambda: services.workshop.publisher().restore(record_id, reviewer.name))


def _versions(services: Services) -> list[VersionView]:
    store = services.workshop.store
    served = store.history()[-1:]
    later = {one.version: datetime.fromtimestamp(one.at, UTC) for one in store.scheduled()}
    return [
        VersionView(
            version=one.version,
            created_at=one.created_at,
            district=one.district,
            counts=one.counts,
            documents=one.documents,
            served=one.version in served,
            scheduled_at=later.get(one.version),
        )
        for one in reversed(store.versions())
    ]
