"""What people asked and did not get: groups with count, trend and examples, and what is made of them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Self

from anyio import to_thread
from fastapi import APIRouter, Body, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from kiosk_api.admin.access import EditorDep, ViewerDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.loop.actions import Action, DraftFaq, carry_out
from kiosk_api.loop.groups import UNDER_WAY, Group, GroupState
from kiosk_api.loop.rules import load_rules
from kiosk_api.loop.tending import group_new, reopen_turned_down
from kiosk_api.loop.views import EventView, GroupDetail, GroupView, Wording, nearest_records, view_of
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import IndexDep, Services, ServicesDep, limit_reads, limit_writes
from kiosk_api.storage.loop import Loop
from search_index import IndexUnavailable

router = APIRouter(prefix="/api/v1/admin/loop")
GroupId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="一组问题的编号")]
Words = Annotated[WellFormed, Field(max_length=500, pattern=r"^[^\x00]*$")]
_READS, _WRITES = [Depends(limit_reads)], [Depends(limit_writes)]
_READ = problems(401, 403, 404, 422, 429, 503)
_CHANGED = problems(400, 401, 403, 404, 409, 412, 413, 422, 429, 503)


class Reminder(BaseModel):
    """An agency with groups past their due day."""

    agency: str
    overdue: int
    oldest_due: date


class GroupEdit(BaseModel):
    """What becomes of a group; fields left out stay."""

    model_config = ConfigDict(extra="forbid")

    agency: WellFormed | None = Field(None, max_length=200, pattern=r"^[^\x00]*$")
    due: date | None = None
    state: GroupState | None = None
    reason: Words = Field("", description="不处理的理由，不处理时必填")

    @model_validator(mode="after")
    def _dismissed_with_a_reason(self) -> Self:
        if self.state is GroupState.dismissed and not self.reason.strip():
            raise PydanticCustomError("missing", "reason")
        return self


class Acted(BaseModel):
    """The group after an action, and the change of the content that it made or proposed."""

    group: GroupView
    change_id: str
    warnings: dict[str, str]


class Grouped(BaseModel):
    """How many new questions were grouped."""

    questions: int


@router.get("/groups", responses=_READ, dependencies=_READS)
async def list_groups(
    _: ViewerDep,
    paging: PagingDep,
    services: ServicesDep,
    state: Annotated[list[GroupState] | None, Query(description="不选就是还没办完的")] = None,
    agency: Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")] = "",
    overdue: Annotated[bool, Query(description="只看过期的")] = False,
) -> Page[GroupView]:
    """没答上的问题，按意思分组，问得多的在前；办完的不在里面。"""
    size = paging.page_size
    loop = Loop(services.database.repository)
    total, found = await services.database.run(
        lambda _: loop.page((paging.page - 1) * size, size, states=state or UNDER_WAY, agency=agency, overdue=overdue)
    )
    wordings = await services.database.run(lambda _: loop.wordings([group.id for group in found]))
    views = [view_of(group, wordings[group.id], loop.today) for group in found]
    return Page[GroupView](total=total, page=paging.page, page_size=size, items=views)


@router.get("/overdue", responses=problems(401, 403, 429, 503), dependencies=_READS)
async def overdue_groups(_: ViewerDep, services: ServicesDep) -> list[Reminder]:
    """催办：每个部门有几组过期了，最早的是哪天到期。"""
    found = await services.database.run(lambda repository: Loop(repository).overdue())
    return [Reminder(agency=agency, overdue=count, oldest_due=oldest) for agency, count, oldest in found]


@router.get("/groups/{group_id}", responses=_READ, dependencies=_READS)
async def group(_: ViewerDep, group_id: GroupId, services: ServicesDep, index: IndexDep) -> GroupDetail:
    """一组问题：问法、原因、现在找得到的内容、办理经过。"""
    loop = Loop(services.database.repository)
    found = await services.database.run(lambda _: loop.get(group_id))
    wordings = (await services.database.run(lambda _: loop.wordings([group_id])))[group_id]
    reasons = await services.database.run(lambda _: loop.reasons(group_id))
    events = await services.database.run(lambda _: loop.events(group_id))
    text = wordings[0][0] if wordings else ""
    nearest, confidence = await to_thread.run_sync(nearest_records, index, text)
    history = [
        EventView(at=datetime.fromtimestamp(one.at, UTC), by=one.by, action=one.action, note=one.note) for one in events
    ]
    return GroupDetail(
        **view_of(found, wordings, loop.today).model_dump(),
        wordings=[Wording(text=text, count=count) for text, count in wordings],
        reasons=reasons,
        nearest=nearest,
        confidence=confidence,
        history=history,
    )


@router.patch("/groups/{group_id}", responses=_CHANGED, dependencies=_WRITES)
async def change_group(editor: EditorDep, group_id: GroupId, edit: GroupEdit, services: ServicesDep) -> GroupView:
    """交给部门、改期限、办完、不处理（写理由）、重新打开。"""
    loop = Loop(services.database.repository)
    version = await to_thread.run_sync(_served, services)
    found = await services.database.run(lambda _: loop.get(group_id))
    values = _values(edit, found, version)
    action = edit.state.value if edit.state is not None else "edited"
    await services.database.run(lambda _: loop.change(group_id, editor.name, action, edit.reason, **values))
    return await _shown(services, group_id)


@router.post("/groups/{group_id}/actions", responses=_CHANGED, dependencies=_WRITES)
async def act(editor: EditorDep, group_id: GroupId, action: Annotated[Action, Body()], services: ServicesDep) -> Acted:
    """变成相似问、反例问、常见问题、俗称、转办，或一句测试问题；两人规则下先成为一项待审的改动。"""
    loop = Loop(services.database.repository)
    await services.database.run(lambda _: loop.get(group_id))
    carried = await carry_out(services, editor, action)
    if carried.is_settled:
        version = await to_thread.run_sync(_served, services)
        values = {"state": GroupState.done.value, "change_id": carried.change_id, "done_version": version}
    else:
        assert isinstance(action, DraftFaq)
        values = {"state": GroupState.assigned.value, "draft": action.question}
        values |= {"agency": action.agency} if action.agency else {}
    await services.database.run(lambda _: loop.change(group_id, editor.name, action.type, **values))
    await write_audit(services, editor.name, "处理没答上的问题", group=group_id, into=action.type)
    warnings = {one.column: one.message for one in carried.warnings}
    return Acted(group=await _shown(services, group_id), change_id=carried.change_id, warnings=warnings)


@router.post("/regroup", responses=problems(401, 403, 409, 429, 503), dependencies=_WRITES)
async def regroup(_: EditorDep, services: ServicesDep, index: IndexDep) -> Grouped:
    """马上给新问题分组（平时每几分钟自动做一次）。"""
    repository = services.database.repository

    def work() -> int:
        reopen_turned_down(repository, load_rules())
        if not Loop(repository).any_new():
            return 0
        return group_new(repository, services.workshop.embedder(), index.content, load_rules())

    return Grouped(questions=await in_thread(work))


def _values(edit: GroupEdit, group: Group, version: str) -> dict[str, str]:
    values = {"agency": edit.agency, "due": edit.due.isoformat() if edit.due else None}
    if edit.state is not None:
        values |= {"state": edit.state.value, "reason": edit.reason, "done_version": version}
    elif edit.agency and group.state is GroupState.open:
        values |= {"state": GroupState.assigned.value}
    return {name: value for name, value in values.items() if value is not None}


async def _shown(services: Services, group_id: str) -> GroupView:
    loop = Loop(services.database.repository)
    found = await services.database.run(lambda _: loop.get(group_id))
    wordings = await services.database.run(lambda _: loop.wordings([group_id]))
    return view_of(found, wordings[group_id], loop.today)


def _served(services: Services) -> str:
    try:
        return services.index.current().version
    except IndexUnavailable:
        return ""
