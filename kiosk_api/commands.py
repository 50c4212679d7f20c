"""The typed commands of the assistant (``bot/domain.yml``): static values only, carried out by the API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from kiosk_api.models import Aspect


class Command(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AnswerCommand(Command):
    """Find what the question is about and answer this aspect of it."""

    command: Literal["answer"] = "answer"
    aspect: Aspect


class ListingCommand(Command):
    """List and count by exact filter."""

    command: Literal["listing"] = "listing"


class PageCommand(Command):
    """Turn the last list's page."""

    command: Literal["page"] = "page"
    direction: Literal["next", "previous"]


class RepeatCommand(Command):
    command: Literal["repeat"] = "repeat"


class ChooseCommand(Command):
    """One of the options offered; the API reads which."""

    command: Literal["choose"] = "choose"


class RejectCommand(Command):
    """Not this one."""

    command: Literal["reject"] = "reject"


class SayCommand(Command):
    """Say one of the fixed wordings."""

    command: Literal["say"] = "say"
    message: Literal["greet", "thanks", "goodbye", "about", "handover", "complaint"]


class RefuseCommand(Command):
    command: Literal["refuse"] = "refuse"
    reason: Literal["abuse", "crisis"]


class OutOfScopeCommand(Command):
    command: Literal["out_of_scope"] = "out_of_scope"


class UnclearCommand(Command):
    """The assistant is not sure: the API decides alone."""

    command: Literal["unclear"] = "unclear"


AnyCommand = Annotated[
    AnswerCommand
    | ListingCommand
    | PageCommand
    | RepeatCommand
    | ChooseCommand
    | RejectCommand
    | SayCommand
    | RefuseCommand
    | OutOfScopeCommand
    | UnclearCommand,
    Field(discriminator="command"),
]

command_adapter: TypeAdapter[AnyCommand] = TypeAdapter(AnyCommand)
