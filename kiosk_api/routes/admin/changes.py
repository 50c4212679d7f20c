"""The history of the content: what was changed, what waits for somebody else to agree, and taking it back."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ReviewerDep, ViewerDep
from kiosk_api.admin.content.changing import Desk
from kiosk_api.admin.content.deciding import Outcome, accept, reject, undo
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import ServicesDep, limit_reads, limit_writes
from kiosk_api.storage.staff_changes import ChangeState, KeptChange, StaffChanges

router = APIRouter(prefix="/api/v1/admin/changes")
ChangeId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="改动的编号")]
Text = Annotated[str, Query(max_length=200, pattern=r"^[^\x00]*$")]
_READS, _WRITES = [Depends(limit_reads)], [Depends(limit_writes)]
_CHANGED = problems(400, 401, 403, 404, 409, 412, 413, 422, 429, 503)


class ChangeView(BaseModel):
    """One change of one record."""

    id: str
    action: Literal["add", "edit", "delete"]
    kind: str
    file: str
    record_id: str
    title: str
    before: dict[str, str] = Field(description="栏目 → 原来")
    after: dict[str, str] = Field(description="栏目 → 以后")
    by: str
    at: datetime
    state: ChangeState
    decided_by: str
    decided_at: datetime | None
    note: str
    undoes: str = Field(description="撤销的是哪一项改动")

    @classmethod
    def of(cls, kept: KeptChange) -> ChangeView:
        """As the console shows it."""
        change, decided = kept.change, kept.decided_at
        return cls(
            id=kept.id,
            action=change.action,
            kind=change.kind,
            file=change.file,
            record_id=change.record_id,
            title=change.title,
            before=change.before,
            after=change.after,
            by=kept.by_name,
            at=datetime.fromtimestamp(kept.at, UTC),
            state=kept.state,
            decided_by=kept.decided_by,
            decided_at=datetime.fromtimestamp(decided, UTC) if decided is not None else None,
            note=kept.note,
            undoes=kept.undoes,
        )


class Submitted(BaseModel):
    """A change that was made or proposed, with the sentences of the content's checks by column."""

    change: ChangeView
    warnings: dict[str, str]

    @classmethod
    def of(cls, outcome: Outcome) -> Submitted:
        """As a form shows it."""
        return cls(change=ChangeView.of(outcome.kept), warnings={one.column: one.message for one in outcome.warnings})


class Decision(BaseModel):
    """What somebody says to a proposal."""

    model_config = ConfigDict(extra="forbid")

    note: WellFormed = Field("", max_length=500, pattern=r"^[^\x00]*$")


@router.get("", responses=problems(401, 403, 422, 429, 503), dependencies=_READS)
async def list_changes(
    _: ViewerDep,
    paging: PagingDep,
    services: ServicesDep,
    state: ChangeState | None = None,
    kind: Text = "",
    record_id: Text = "",
    by: Text = "",
) -> Page[ChangeView]:
    """改动的历史，新的在前；state=proposed 是等人审核的。"""
    size = paging.page_size
    total, found = await services.database.run(
        lambda repository: StaffChanges(repository).page(
            (paging.page - 1) * size, size, state=state or "", kind=kind, record_id=record_id, by_name=by
        )
    )
    views = [ChangeView.of(kept) for kept in found]
    return Page[ChangeView](total=total, page=paging.page, page_size=size, items=views)


@router.get("/{change_id}", responses=problems(401, 403, 404, 422, 429, 503), dependencies=_READS)
async def change(_: ViewerDep, change_id: ChangeId, services: ServicesDep) -> ChangeView:
    """一项改动。"""
    return ChangeView.of(await services.database.run(lambda repository: StaffChanges(repository).get(change_id)))


@router.post("/{change_id}/accept", responses=_CHANGED, dependencies=_WRITES)
async def accept_change(reviewer: ReviewerDep, change_id: ChangeId, said: Decision, services: ServicesDep) -> Submitted:
    """同意一项改动，写进内容；不能同意自己的。"""
    return Submitted.of(await accept(services, Desk(services.settings), reviewer, change_id, said.note))


@router.post("/{change_id}/reject", responses=_CHANGED, dependencies=_WRITES)
async def reject_change(editor: EditorDep, change_id: ChangeId, said: Decision, services: ServicesDep) -> ChangeView:
    """不同意一项改动，或收回自己的。"""
    return ChangeView.of(await reject(services, editor, change_id, said.note))


@router.post("/{change_id}/undo", responses=_CHANGED, dependencies=_WRITES)
async def undo_change(editor: EditorDep, change_id: ChangeId, services: ServicesDep) -> Submitted:
    """撤销一项已经生效的改动；撤销也是一项改动。"""
    return Submitted.of(await undo(services, Desk(services.settings), editor, change_id))
