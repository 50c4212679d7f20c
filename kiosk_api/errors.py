"""Errors of the service, and how each becomes a problem document (RFC 9457).

* KioskError
  x NotAQuestion            422  nothing to search for
  x QuestionTooLong         422
  x TerminalRefused         401  no such terminal, a wrong credential or a revoked one
  x UnknownOption           422  not among the options offered last
  x RecordUnknown           404
  x ConversationUnknown     404  never issued, wiped or expired
  x AnswerUnknown           404  gone with its conversation
  x ConversationBusy        409  the question before is not answered yet
  x BodyTooLarge            413
  x TooManyRequests         429  carries ``Retry-After``
  x NotSpoken               404  no voice here, or it failed
  x PagesMissing            503  the front end was not built
  x ServiceUnavailable      503  the database or the index; never shown as "not public"

Wordings and statuses stand in ``problems.toml``, under the name in ``KioskError.problem``.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from kiosk_api.logs import log_failure, request_id_of
from search_index.errors import IndexUnavailable

MEDIA_TYPE = "application/problem+json"


class InvalidField(BaseModel):
    """One field that was not accepted."""

    field: str = Field(description="哪一项，例如 text 或 page_size")
    message: str = Field(description="哪里不对")


class Problem(BaseModel):
    """A problem document (RFC 9457); ``detail`` is a Chinese sentence a person can act on."""

    model_config = ConfigDict(frozen=True)

    type: str = Field(description="错误种类，例如 urn:gongkai:problem:conversation_busy")
    title: str
    status: int
    detail: str
    instance: str = Field("", description="本次请求的编号，可在日志中查到")
    errors: list[InvalidField] = []


class KioskError(Exception):
    """Base of all errors a client is told about; ``values`` fill the wording."""

    problem: ClassVar[str] = "internal"

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.problem)

    @property
    def headers(self) -> dict[str, str]:
        """Response headers that belong to the error."""
        return {}

    @property
    def invalid(self) -> list[InvalidField]:
        """What is wrong, field by field."""
        return []


class NotAQuestion(KioskError):
    """Empty, punctuation, particles only, or a ``/command``."""

    problem = "not_a_question"


class QuestionTooLong(KioskError):
    """More than ``question_max_chars``."""

    problem = "question_too_long"

    def __init__(self, limit: int) -> None:
        super().__init__(limit=limit)


class UnknownOption(KioskError):
    """The option sent back was not offered last."""

    problem = "unknown_option"


class RecordUnknown(KioskError):
    """No record of that kind has this id."""

    problem = "record_unknown"

    def __init__(self, record_id: str) -> None:
        super().__init__(id=record_id)


class ConversationUnknown(KioskError):
    """No living conversation has this id."""

    problem = "conversation_unknown"


class AnswerUnknown(KioskError):
    """No answer of a living conversation has this id."""

    problem = "answer_unknown"


class TerminalRefused(KioskError):
    """The terminal did not prove itself."""

    problem = "terminal_refused"

    @property
    def headers(self) -> dict[str, str]:
        return {"WWW-Authenticate": "Bearer"}


class ConversationBusy(KioskError):
    """A question of this conversation is still being answered."""

    problem = "conversation_busy"


class BodyTooLarge(KioskError):
    """The request body is over the limit."""

    problem = "body_too_large"


class TooManyRequests(KioskError):
    """A rate limit is used up for ``seconds`` more."""

    problem = "too_many_requests"

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(seconds=seconds)

    @property
    def headers(self) -> dict[str, str]:
        return {"Retry-After": str(self.seconds)}


class NotSpoken(KioskError):
    """Nothing can be read aloud here."""

    problem = "not_spoken"


class PagesMissing(KioskError):
    """The front end was not built."""

    problem = "pages_missing"


class ServiceUnavailable(KioskError):
    """The database cannot be reached or stays locked."""

    problem = "database_unavailable"


class Wording(BaseModel):
    """One table of ``problems.toml``."""

    status: int
    title: str
    detail: str


@lru_cache(maxsize=1)
def wordings() -> tuple[dict[str, Wording], dict[str, str]]:
    """The problems by name, and the sentence for each kind of wrong field."""
    tables = tomllib.loads(Path(__file__).with_name("problems.toml").read_text("utf-8"))
    fields: dict[str, str] = tables.pop("fields")
    return {name: Wording.model_validate(table) for name, table in tables.items()}, fields


def sentence_of(error: KioskError) -> str:
    """What the error says to a person, for a surface that shows no problem documents."""
    return wordings()[0][error.problem].detail.format_map({"request_id": "", **error.values})


def problem_response(
    name: str,
    request_id: str,
    *,
    values: dict[str, object] | None = None,
    headers: dict[str, str] | None = None,
    errors: list[InvalidField] | None = None,
) -> JSONResponse:
    """The problem named in ``problems.toml`` as a response."""
    wording = wordings()[0][name]
    problem = Problem(
        type=f"urn:gongkai:problem:{name}",
        title=wording.title,
        status=wording.status,
        detail=wording.detail.format_map({"request_id": request_id, **(values or {})}),
        instance=f"urn:gongkai:request:{request_id}",
        errors=errors or [],
    )
    content = problem.model_dump(exclude_defaults=True)
    return JSONResponse(content, problem.status, headers, media_type=MEDIA_TYPE)


def _invalid_fields(error: RequestValidationError) -> list[InvalidField]:
    sentences = wordings()[1]
    found = []
    for problem in error.errors():
        kind = str(problem["type"])
        sentence = sentences.get(kind, sentences["other"])
        # JSON syntax errors carry a byte offset where other errors carry a name.
        place = [str(part) for part in problem["loc"][1:] if isinstance(part, str)]
        found.append(
            InvalidField(field=".".join(place) or "body", message=sentence.format_map(problem.get("ctx") or {}))
        )
    return found


_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}


def install(app: FastAPI) -> None:
    """Makes every error of the app a problem document; unforeseen ones are caught by ``logs.RequestLog``."""

    @app.exception_handler(KioskError)
    async def kiosk_error(request: Request, error: KioskError) -> Response:
        request_id, headers = request_id_of(request), error.headers
        return problem_response(error.problem, request_id, values=error.values, headers=headers, errors=error.invalid)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        return problem_response("validation", request_id_of(request), errors=_invalid_fields(error))

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        name = _BY_STATUS.get(error.status_code, "bad_request" if error.status_code < 500 else "internal")
        return problem_response(name, request_id_of(request), headers=dict(error.headers or {}))

    @app.exception_handler(IndexUnavailable)
    async def no_index(request: Request, error: IndexUnavailable) -> Response:
        log_failure(request_id_of(request), error)
        return problem_response("index_unavailable", request_id_of(request))

    @app.exception_handler(OperationalError)
    async def no_database(request: Request, error: OperationalError) -> Response:
        log_failure(request_id_of(request), error)
        return problem_response("database_unavailable", request_id_of(request))
