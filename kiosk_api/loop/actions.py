"""What a group of questions is turned into; every change of the content goes the way of any other change of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.content.cells import Value
from kiosk_api.admin.content.changing import Change, Desk
from kiosk_api.admin.content.deciding import submit
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.question_set import QuestionSet
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.admin.staff import Staff
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.inputs import WellFormed
from kiosk_api.models import Aspect, Status
from kiosk_api.services import Services
from search_index import SearchIndexError
from search_index.errors import Complaint
from search_index.records import Faq

Short = Annotated[WellFormed, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*\S[^\x00]*$")]
Long = Annotated[WellFormed, Field(max_length=20_000, pattern=r"^[^\x00]*$")]


class _Action(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AddVariant(_Action):
    """One more wording of a frequent question."""

    type: Literal["variant"]
    faq: Short = Field(description="常见问题的编号")
    text: Short


class AddNegative(_Action):
    """A question that must not reach a frequent question."""

    type: Literal["negative"]
    faq: Short = Field(description="常见问题的编号")
    text: Short


class DraftFaq(_Action):
    """A new frequent question; without an answer it is a task for the agency."""

    type: Literal["faq"]
    question: Short
    agency: WellFormed = Field("", max_length=200, pattern=r"^[^\x00]*$", description="由哪个部门写答案")
    answer: Long = ""
    variants: list[Short] = Field([], max_length=20)


class AddAlias(_Action):
    """An everyday word and its formal words."""

    type: Literal["alias"]
    word: Short
    formal: list[Short] = Field(min_length=1, max_length=10)


class AddRedirect(_Action):
    """A matter that is handled elsewhere."""

    type: Literal["redirect"]
    name: Short = Field(description="什么事")
    variants: list[Short] = Field([], max_length=20)
    door: Short = Field(description="该找谁")
    how: Long = Field("", description="怎么联系")


class AddTestQuestion(_Action):
    """A question for the gate, with what answers it."""

    type: Literal["test"]
    question: Short
    expected: list[Short] = Field([], max_length=50)
    aspects: list[Aspect] = []
    status: Status = Status.answered


Action = Annotated[
    AddVariant | AddNegative | DraftFaq | AddAlias | AddRedirect | AddTestQuestion, Field(discriminator="type")
]


@dataclass(frozen=True, slots=True)
class Carried:
    """What became of an action: the change of the content (blank where there is none), and what its checks remark.

    ``is_settled`` is false for a draft that somebody still has to write the answer of.
    """

    change_id: str
    warnings: list[Complaint]
    is_settled: bool


async def carry_out(services: Services, by: Staff, action: Action) -> Carried:
    """Makes or proposes the change, all of it or nothing; raises as ``Desk.apply``, RecordGone for no such FAQ."""
    if isinstance(action, DraftFaq) and not action.answer.strip():
        return Carried("", [], is_settled=False)
    if isinstance(action, AddTestQuestion):
        asked = TestQuestion.model_validate(action.model_dump(exclude={"type"}))
        await in_thread(lambda: QuestionSet(services.settings).add([asked]))
        await write_audit(services, by.name, "新增测试问题", questions=[asked.question])
        return Carried("", [], is_settled=True)
    desk = Desk(services.settings)
    change = await in_thread(lambda: change_for(desk, action))
    outcome = await submit(services, desk, by, change)
    return Carried(outcome.kept.id, outcome.warnings, is_settled=True)


def change_for(desk: Desk, action: AddVariant | AddNegative | DraftFaq | AddAlias | AddRedirect) -> Change:
    """The change of the content that an action stands for; raises RecordGone and SearchIndexError."""
    if isinstance(action, AddVariant | AddNegative):
        standing = desk.shelf.get("faq", action.faq)
        assert isinstance(standing.record, Faq)
        field = "variants" if isinstance(action, AddVariant) else "negatives"
        stated = getattr(standing.record, field)
        if action.text in stated:
            raise SearchIndexError("这一句已经在里面了")
        return desk.edit("faq", action.faq, standing.etag, {field: [*stated, action.text]}, {})
    kind = "faq" if isinstance(action, DraftFaq) else action.type
    fields: dict[str, Value] = action.model_dump(exclude={"type", "agency"})
    return desk.add(kind, "", fields, {})
