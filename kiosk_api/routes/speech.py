"""Reading aloud: an answer, a record or one of the pages' own sentences. Never a text that a citizen typed."""

from __future__ import annotations

from typing import Annotated

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from kiosk_api.documentation import problems
from kiosk_api.errors import AnswerUnknown, NotSpoken, RecordUnknown
from kiosk_api.models import Answer
from kiosk_api.services import Index, IndexDep, Services, ServicesDep, limit_reads
from kiosk_api.speech.speaker import prompts
from kiosk_api.speech.voices import VoiceFailed
from search_index.records import CatalogItem, Faq, Interpretation, Place, Policy, Record

router = APIRouter(prefix="/api/v1/speech", tags=["朗读"], dependencies=[Depends(limit_reads)])

Id = Annotated[str | None, Query(min_length=1, max_length=200)]


@router.get(
    "",
    response_class=Response,
    responses={200: {"content": {"audio/wav": {}}}, **problems(404, 422, 429, 503)},
)
async def speech(
    index: IndexDep, services: ServicesDep, answer: Id = None, record: Id = None, prompt: Id = None
) -> Response:
    """朗读一条回答、一条内容，或者页面上固定的一句话（三者选一）。"""
    text = await _text(index, services, answer, record, prompt)
    try:
        sound = await to_thread.run_sync(services.speech.speak, text)
    except VoiceFailed as error:
        structlog.stdlib.get_logger(__name__).warning("not_spoken", detail=str(error))
        raise NotSpoken from error
    return Response(sound, media_type="audio/wav")


async def _text(index: Index, services: Services, answer: str | None, record: str | None, prompt: str | None) -> str:
    if answer is not None:
        wanted = answer
        return said_of_answer(await services.database.run(lambda repository: repository.answer(wanted)))
    if record is not None:
        parts = index.content.guide(record)
        if parts:
            return "。".join([parts[0].name, *(f"{part.heading}：{part.text}" for part in parts)])
        found = index.content.get(record)
        if found is None:
            raise RecordUnknown(record)
        return said_of_record(found)
    if prompt not in prompts():
        raise AnswerUnknown
    return prompts()[prompt]


def said_of_answer(answer: Answer) -> str:
    """What is read of an answer: its text; the elements asked for, where the text does not say them."""
    asked = [
        f"{field.label}：{field.value}" for field in answer.fields if field.asked and field.value not in answer.text
    ]
    return "。".join([answer.text, *asked, *(option.label for option in answer.options)])


def said_of_record(record: Record) -> str:
    """What is read of a record: its title, then what it says."""
    match record:
        case CatalogItem():
            said = [f"公开内容：{record.elements}", f"公开主体：{record.agency}", f"公开时限：{record.time_limit}"]
            said.append(f"在哪里看：{record.channels}")
            told = [part for part in said if not part.endswith("：")]
        case Faq():
            told = [record.answer]
        case Policy():
            told = [record.status, record.summary]
        case Interpretation():
            told = [record.text]
        case Place():
            told = [record.address, record.hours, record.directions]
        case _:
            told = []
    return "。".join([record.title, *filter(None, told)])
