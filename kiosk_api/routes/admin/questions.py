"""The content's own test questions: read, adopt drafts, change, take out. The gate asks them before publishing."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ViewerDep
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.question_set import QuestionSet, Standing
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.models import Aspect, Status
from kiosk_api.paging import Page, PagingDep
from kiosk_api.routes.admin.content import IfMatch
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes

router = APIRouter(prefix="/api/v1/admin/questions")
RowPath = Annotated[int, Path(ge=1, le=1_000_000, description="第几行")]
Text = Annotated[WellFormed, Field(min_length=1, max_length=300)]
Texts = Annotated[list[Text], Field(max_length=50)]
_WRITES = [Depends(limit_writes)]
_CHANGED = problems(400, 401, 403, 409, 412, 413, 422, 429, 503)


class QuestionEntered(BaseModel):
    """One question and what answers it."""

    model_config = ConfigDict(extra="forbid")

    question: Text
    expected: Texts = []
    aspects: list[Aspect] = []
    status: Status = Status.answered
    context: Texts = []
    says: Texts = []
    never: Texts = []
    tags: Texts = []

    def question_asked(self) -> TestQuestion:
        """As a question set holds it."""
        return TestQuestion.model_validate(self.model_dump())


class Adopted(BaseModel):
    """Questions that a person has looked through."""

    model_config = ConfigDict(extra="forbid")

    questions: list[QuestionEntered] = Field(min_length=1, max_length=200)


class SetView(BaseModel):
    """How the set stands after a change."""

    questions: int
    etag: str


@router.get("", responses=problems(401, 403, 409, 422, 429, 503), dependencies=[Depends(limit_reads)])
async def list_questions(
    _: ViewerDep,
    paging: PagingDep,
    response: Response,
    services: ServicesDep,
    q: Annotated[str, Query(max_length=200, description="只看问题或标签里有这几个字的")] = "",
) -> Page[TestQuestion]:
    """内容自带的测试问题；ETag 是整个文件的。"""
    found = await in_thread(QuestionSet(services.settings).standing)
    response.headers["ETag"] = f'"{found.etag}"'
    kept = [one for one in found.questions if q in one.question or q in one.tags]
    return paging.of(kept, lambda question: question)


@router.post("", status_code=201, responses=_CHANGED, dependencies=_WRITES)
async def adopt(editor: EditorDep, entered: Adopted, services: ServicesDep) -> SetView:
    """加进一批问题（例如看过的草稿）；有一处错误就一句都不加。"""
    asked = [one.question_asked() for one in entered.questions]
    done = await in_thread(lambda: QuestionSet(services.settings).add(asked))
    await write_audit(services, editor.name, "新增测试问题", questions=[one.question for one in asked])
    return _view(done)


@router.put("/{row}", responses=_CHANGED, dependencies=_WRITES)
async def change(
    editor: EditorDep, row: RowPath, entered: QuestionEntered, if_match: IfMatch, services: ServicesDep
) -> SetView:
    """换掉一句。"""
    asked = entered.question_asked()
    done = await in_thread(lambda: QuestionSet(services.settings).replace(row, asked, if_match.strip('"')))
    await write_audit(services, editor.name, "修改测试问题", row=row, question=asked.question)
    return _view(done)


@router.delete("/{row}", responses=_CHANGED, dependencies=_WRITES)
async def remove(editor: EditorDep, row: RowPath, if_match: IfMatch, services: ServicesDep) -> SetView:
    """去掉一句；发布检验时会说少了哪几句。"""
    gone = await in_thread(lambda: _question(services, row))
    done = await in_thread(lambda: QuestionSet(services.settings).remove(row, if_match.strip('"')))
    await write_audit(services, editor.name, "删除测试问题", row=row, question=gone)
    return _view(done)


def _question(services: Services, row: int) -> str:
    standing = QuestionSet(services.settings).standing()
    return next((one.question for one in standing.questions if one.row == row), "")


def _view(standing: Standing) -> SetView:
    return SetView(questions=len(standing.questions), etag=standing.etag)
