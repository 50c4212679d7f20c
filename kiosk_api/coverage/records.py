"""What a coverage run reads and writes: a labelled question, what became of it, and the run as a whole."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

from pydantic import Field

from kiosk_api.models import Aspect, Frozen, Status, UnderstoodBy
from search_index.records import Kind


class TestQuestion(Frozen):
    """One line of a question set (format: ``data/README.md``); ``expected`` is empty for what must not be answered."""

    __test__ = False

    question: str
    expected: tuple[str, ...] = ()
    """Ids, each of which is a right answer."""
    aspects: tuple[Aspect, ...] = ()
    """Every aspect asked; empty where the question asks nothing special."""
    status: Status = Status.answered
    context: tuple[str, ...] = ()
    """Earlier turns of the same conversation, oldest first."""
    says: tuple[str, ...] = ()
    """What a right answer must show, each; ``|`` stands between wordings that are equally right."""
    never: tuple[str, ...] = ()
    """What it may not show."""
    count: int | None = None
    """Exact number of items of a listing."""
    filter: dict[str, str] = Field(default_factory=dict)
    """The exact filter of a listing."""
    expected_all: tuple[tuple[str, ...], ...] = ()
    """For two questions in one: the ids that answer each."""
    redirect: str = ""
    """For what must not be answered: the other door that a right answer may name."""
    tags: tuple[str, ...] = ()
    variant: str = ""
    """The kind of distortion it was made by (``kiosk_api.coverage.variants``); empty as written."""
    row: int = 0
    """Line or row of the file it stands in, 1-based; 0 when it was never in a file."""


class Verdict(StrEnum):
    """What became of one question; ``right`` alone counts whole, ``offered`` and ``wrong_aspect`` half."""

    right = "right"
    """Answered by an expected record with every asked aspect, listed exactly, or rightly not answered."""
    wrong_aspect = "wrong_aspect"
    """The right record, but another element than the one asked, one of two matters, or without what it must say."""
    offered = "offered"
    """Not answered, but the right record is among the options offered."""
    wrong_record = "wrong_record"
    """Answered by a record that is not expected, though one is."""
    missed = "missed"
    """Not answered and not offered, though the content has it."""
    false_answer = "false_answer"
    """Answered, though it must not be."""
    wrong_status = "wrong_status"
    """Rightly not answered, but in another way than expected (out of scope for no content, a wrong list)."""


class Candidate(Frozen):
    """One record that search found for a question, kept or not, and why."""

    id: str
    kind: Kind
    title: str
    path: tuple[str, ...] = ()
    score: float
    kept: bool
    """Whether the answer shows or offers it."""
    reason: str
    """Why, in Chinese, for staff."""


class Outcome(Frozen):
    """What became of one question."""

    question: TestQuestion
    verdict: Verdict
    points: float = Field(ge=0, le=1)
    """The national index's score of one sampled question: 1, 0.5 or 0."""
    status: Status
    understood_by: UnderstoodBy
    records: tuple[str, ...] = ()
    """Ids of the records shown, or offered, in their order."""
    aspects: tuple[Aspect, ...] = ()
    """Aspects that were understood."""
    text: str = ""
    """The answer's own words, as shown."""
    shown: str = ""
    """Digest of status, records, fields and values: the same where a citizen sees the same."""
    confidence: float = 0.0
    rank: int | None = None
    """Place (0-based) of the first expected record among the candidates; None when it is not among them."""
    candidates: tuple[Candidate, ...] = ()
    """Every record found, best first; of a right answer only those kept, so that long runs stay small."""
    reason: str = ""
    """Why it is not right, in Chinese, for staff; empty when it is."""
    milliseconds: float = 0.0


class Run(Frozen):
    """One coverage run: what was measured, on what, with which settings."""

    id: str
    created_at: datetime
    mode: Literal["assistant", "direct"]
    questions_file: str
    questions_sha256: str
    """Of the questions as asked, variants included."""
    district: str
    index_version: str
    content_hash: str
    model: str
    settings: dict[str, str] = Field(default_factory=dict)
    """Bands, calibration source, deadline: whatever changes an answer."""
    seconds: float
    outcomes: tuple[Outcome, ...] = ()

    @property
    def direct_answers(self) -> int:
        """How many questions were understood without the assistant."""
        return sum(outcome.understood_by == "direct" for outcome in self.outcomes)
