"""Read an answer again; say whether it was useful."""

from __future__ import annotations

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.documentation import problems
from kiosk_api.errors import AnswerUnknown
from kiosk_api.inputs import AnswerId, WellFormed
from kiosk_api.models import Answer
from kiosk_api.privacy import mask
from kiosk_api.services import IndexDep, ServicesDep, limit_reads, limit_writes

router = APIRouter(prefix="/api/v1/answers", tags=["回答"])


class Feedback(BaseModel):
    """What a citizen thinks of an answer."""

    model_config = ConfigDict(strict=True, extra="forbid")

    useful: bool = Field(description="有用还是没用")
    text: WellFormed = Field("", max_length=500, description="可以不写；个人信息会被遮盖后才保存")


@router.get("/{answer_id}", dependencies=[Depends(limit_reads)], responses=problems(404, 422, 429, 503))
async def read_answer(answer_id: AnswerId, services: ServicesDep, index: IndexDep) -> Answer:
    """重看一条回答；会话结束后，或者其中的内容已经撤下，就没有了。"""
    answer = await services.database.run(lambda repository: repository.answer(answer_id))
    named = {item.id for item in answer.items} | {source.id for source in answer.sources}
    if index.content.withdrawn & named.union(option.id for option in answer.options):
        raise AnswerUnknown
    return answer


@router.post(
    "/{answer_id}/feedback",
    status_code=204,
    dependencies=[Depends(limit_writes)],
    responses=problems(400, 404, 413, 422, 429, 503),
)
async def give_feedback(answer_id: AnswerId, feedback: Feedback, services: ServicesDep) -> None:
    """评价一条回答；再评一次以后一次为准。"""
    text = mask(feedback.text)
    await services.database.run(lambda repository: repository.add_feedback(answer_id, feedback.useful, text))
    services.metrics.feedback(feedback.useful)
