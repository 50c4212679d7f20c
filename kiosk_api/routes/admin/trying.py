"""The live try-out beside a form: what the terminal would answer, with candidates, scores and the reason."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from kiosk_api.admin.access import EditorDep
from kiosk_api.admin.content.cells import Value
from kiosk_api.admin.content.changing import Change, Desk
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.errors import NotDone
from kiosk_api.admin.trying import Tried, drafted, served, try_question
from kiosk_api.documentation import problems
from kiosk_api.inputs import RecordId, WellFormed
from kiosk_api.routes.admin.content import Entered, KindName
from kiosk_api.services import Services, ServicesDep, limit_writes
from search_index import SearchIndexError

router = APIRouter(prefix="/api/v1/admin/try", dependencies=[Depends(limit_writes)])


class Draft(Entered):
    """A record as it stands in the form; without ``id`` it is a new one."""

    kind: KindName
    id: RecordId | None = None


class Question(BaseModel):
    """What a citizen would say."""

    text: WellFormed = Field(min_length=1, max_length=300)
    draft: Draft | None = None
    with_assistant: bool = Field(False, description="经过助手")


@router.post("", responses=problems(400, 401, 403, 404, 409, 412, 413, 422, 429, 503))
async def try_out(_: EditorDep, asked: Question, services: ServicesDep) -> Tried:
    """这样问，终端会怎么答：可以带上还没保存的一条内容。什么都不留下。"""
    workshop, draft = services.workshop, asked.draft
    host = served(services.index)
    if draft is not None:
        host = await in_thread(lambda: drafted(workshop, _change(services, draft)))
    try:
        return await try_question(
            host, workshop, asked.text, draft=draft is not None, with_assistant=asked.with_assistant
        )
    except SearchIndexError as error:
        raise NotDone(str(error)) from error


def _change(services: Services, draft: Draft) -> Change:
    desk = Desk(services.settings)
    values: dict[str, Value] = dict(draft.fields)
    if draft.id is None:
        return desk.add(draft.kind, "", values, draft.extra)
    standing = desk.shelf.get(draft.kind, draft.id)
    return desk.edit(draft.kind, draft.id, standing.etag, values, draft.extra)
