"""Structured logs: JSON lines on stderr with request id, route template, status and milliseconds.

Never in a line: the text of a question, a query string, an address, the message of an unforeseen error (it may
quote what a citizen typed).
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
import traceback
from collections.abc import Callable

import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_QUIET = ("uvicorn.access", "httpx", "httpcore", "alembic")


def configure_logging(level: str) -> None:
    """Sends this process's logs to stderr as JSON lines; ``level`` as in the settings."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    for name in _QUIET:
        # Their lines hold addresses and query strings.
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).setLevel(logging.WARNING)


def log_failure(request_id: str, error: BaseException) -> None:
    """One line for an operator: kind of error and the places it passed, without its message."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
    structlog.stdlib.get_logger("kiosk_api").error(
        "failure", request_id=request_id, error=type(error).__qualname__, at=places
    )


def request_id_of(request: Request) -> str:
    """The id under which this request stands in the log."""
    found: str = request.scope.get("state", {}).get("request_id", "")
    return found


def route_of(scope: Scope) -> str:
    """The route's template (``/api/v1/items/{item_id}``), never the path itself."""
    return str(getattr(scope.get("route"), "path", "") or "unmatched")


class RequestLog:
    """Outermost layer: gives each request an id, writes its line, and turns an unforeseen error into a response."""

    def __init__(
        self,
        app: ASGIApp,
        on_failure: Callable[[str], Response],
        on_done: Callable[[str, str, int, float], None],
    ) -> None:
        self.app = app
        self.on_failure = on_failure
        self.on_done = on_done

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope.setdefault("state", {})["request_id"] = request_id
        started = time.perf_counter()
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        except Exception as error:
            log_failure(request_id, error)
            if status == 0:
                await self.on_failure(request_id)(scope, receive, send_with_id)
        seconds = time.perf_counter() - started
        self.on_done(scope["method"], route_of(scope), status, seconds)
        structlog.stdlib.get_logger("kiosk_api").info(
            "request",
            request_id=request_id,
            method=scope["method"],
            route=route_of(scope),
            status=status,
            ms=round(seconds * 1000, 1),
        )
