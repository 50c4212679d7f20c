"""Open a conversation, ask in it, wipe it."""

from __future__ import annotations

from typing import Annotated, Self

from fastapi import APIRouter, Body, Depends
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from kiosk_api.documentation import problems
from kiosk_api.inputs import ConversationId, WellFormed
from kiosk_api.models import Answer
from kiosk_api.services import ServicesDep, limit_writes
from kiosk_api.turns import take_turn
from kiosk_api.wechat.login import limit_person

router = APIRouter(prefix="/api/v1/conversations", tags=["会话"], dependencies=[Depends(limit_writes)])


class Opening(BaseModel):
    """Who opens a conversation."""

    model_config = ConfigDict(strict=True, extra="forbid")

    channel: str = Field(
        "page",
        min_length=1,
        max_length=32,
        pattern="^[a-z0-9_-]+$",
        description="从哪里来：page、kiosk、wechat、portal…",
    )
    terminal_id: str | None = Field(
        None, min_length=1, max_length=64, pattern="^[A-Za-z0-9_.-]+$", description="终端编号"
    )


class Opened(BaseModel):
    """The new conversation."""

    conversation_id: str = Field(description="不可猜测的编号；闲置过久即失效")
    idle_seconds: int = Field(description="闲置多少秒后清除")


class Message(BaseModel):
    """A question, or the id of an option offered in the last answer: exactly one of the two."""

    model_config = ConfigDict(
        strict=True, extra="forbid", json_schema_extra={"oneOf": [{"required": ["text"]}, {"required": ["option"]}]}
    )

    text: WellFormed = Field("", description="市民的问题，一两句话")
    option: WellFormed = Field("", max_length=200, description="Answer.options 里的 id")

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if len(self.model_fields_set) != 1:
            raise PydanticCustomError("text_or_option", "text or option")
        return self


@router.post("", status_code=201, responses=problems(400, 413, 422, 429, 503))
async def open_conversation(opening: Annotated[Opening, Body()], services: ServicesDep) -> Opened:
    """开始一次会话。"""
    if opening.terminal_id is not None:
        await services.limits.hit(services.limits.writes_by_terminal, opening.terminal_id)
    conversation_id = await services.database.run(
        lambda repository: repository.open_conversation(opening.channel, opening.terminal_id)
    )
    return Opened(conversation_id=conversation_id, idle_seconds=services.settings.conversation_idle_seconds)


@router.post(
    "/{conversation_id}/messages",
    dependencies=[Depends(limit_person)],
    responses=problems(400, 404, 409, 413, 422, 429, 503),
)
async def send_message(conversation_id: ConversationId, message: Message, services: ServicesDep) -> Answer:
    """问一句，或点一个选项；同一会话一次只回答一个问题。"""
    return await take_turn(services, conversation_id, text=message.text, option=message.option)


@router.delete("/{conversation_id}", status_code=204, responses=problems(404, 422, 429, 503))
async def wipe_conversation(conversation_id: ConversationId, services: ServicesDep) -> None:
    """结束会话：问过的、答过的，立刻全部清除。"""
    await services.database.run(lambda repository: repository.wipe(conversation_id))
    await services.answerer.forget(conversation_id)
