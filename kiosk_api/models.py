"""The ``Answer`` record that every surface renders, and the conversation's state; OpenAPI follows from here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from search_index.records import Kind


class Aspect(StrEnum):
    """What a question asks about its subject."""

    what = "what"
    where = "where"
    when = "when"
    who = "who"
    basis = "basis"
    audience = "audience"
    mode = "mode"
    apply = "apply"
    materials = "materials"
    fee = "fee"
    interpretation = "interpretation"
    validity = "validity"
    remedy = "remedy"


class Status(StrEnum):
    """How a question ended. Meanings and wordings: ``wordings.toml``."""

    answered = "answered"
    clarification = "clarification"
    listing = "listing"
    no_content = "no_content"
    out_of_scope = "out_of_scope"
    refused = "refused"
    unavailable = "unavailable"


UnderstoodBy = Literal["assistant", "direct"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ItemRef(Frozen):
    """A record that the answer is about; ``path`` stands above the title (领域 / 一级 / 二级)."""

    id: str
    kind: Kind
    title: str
    path: list[str] = []


class Highlight(Frozen):
    """The part of a field's value that answers the question: characters ``start`` to ``end``."""

    start: int
    end: int
    paragraph: int = Field(0, description="第几段，从 1 数起；只有一段时为 0")


class AnswerField(Frozen):
    """One element, verbatim. A blank element carries ``stated=False`` and 「目录未载明」 as its value."""

    element: str = Field(description="字段名，例如 time_limit")
    label: str = Field(description="栏目名，例如 公开时限")
    value: str
    item: str = Field(description="所属事项编号")
    source: str = Field(description="来源编号，见 sources")
    stated: bool = True
    asked: bool = Field(False, description="问到的栏目排在最前面")
    highlight: Highlight | None = Field(None, description="长文中直接回答问题的那一句")


class AnswerSource(Frozen):
    """Where the shown text stands: content file and row, web page, date it was checked."""

    id: str
    kind: Kind
    title: str
    file: str
    row: int
    url: str = ""
    as_of: date | None = None
    verified: bool = False


class Option(Frozen):
    """A choice to tap; send its ``id`` back as ``option``."""

    id: str
    label: str


class ListingPage(Frozen):
    """What was filtered, how many there are in all, which page this is (1-based)."""

    filter: dict[str, str]
    total: int
    page: int
    pages: int


class Answer(Frozen):
    """The end of every question, the same for touchscreen, WeChat, mini program and evaluation."""

    id: str
    conversation_id: str
    status: Status
    understood_by: UnderstoodBy
    text: str
    items: list[ItemRef] = []
    aspects: list[Aspect] = []
    fields: list[AnswerField] = []
    options: list[Option] = []
    sources: list[AnswerSource] = []
    follow_ups: list[str] = []
    listing: ListingPage | None = None
    confidence: float = Field(0.0, ge=0, le=1)
    index_version: str = ""


class ListState(BaseModel):
    """The last list shown: exact filter by field, and page (1-based)."""

    filter: dict[str, str] = {}
    page: int = 1


class ConversationState(BaseModel):
    """What the API remembers between two turns. Ids only, never the citizen's words."""

    shown: str | None = None
    """Id of the record answered last: what 「再说一遍」 repeats and 「不是这个」 rejects."""
    current: str | None = None
    """Id of the record that follow-ups are about; a frequent question's item rather than the question."""
    companion: str | None = None
    """A guide (or item) on the same matter: it answers what the current record does not."""
    options: list[Option] = []
    """Offered last, in order; option ids are record ids or ``aspect:<name>``."""
    aspects: list[Aspect] = []
    """Asked last; a clarified choice is answered for these."""
    rejected: list[str] = []
    """Ids the citizen said no to, for the question still open."""
    candidates: list[str] = []
    """Ids found for the last question, best first: what 「不是这个」 offers next."""
    listing: ListState | None = None
