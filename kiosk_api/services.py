"""What the routes work with: made once in ``create_app``, found through the request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Protocol, TypeVar, cast

from anyio import CapacityLimiter, to_thread
from fastapi import Depends, Request

from kiosk_api.limits import RateLimits, address_key
from kiosk_api.metrics import Metrics
from kiosk_api.models import Answer, ConversationState
from kiosk_api.settings import Settings
from kiosk_api.speech import Speaker
from kiosk_api.storage.database import CONNECTIONS
from kiosk_api.storage.repository import Repository
from kiosk_api.terminals.configuration import TerminalsFile
from search_index import Content, Filters, SearchResult

if TYPE_CHECKING:
    from kiosk_api.admin.running import Runner
    from kiosk_api.admin.workshop import Workshop
    from kiosk_api.hot_answers import HotAnswers
    from kiosk_api.wechat.platform.opening import Platform

T = TypeVar("T")


class Index(Protocol):
    """What the web shell asks of ``search_index.SearchIndex``."""

    @property
    def version(self) -> str: ...

    @property
    def content(self) -> Content: ...

    def search(self, question: str, *, top_k: int = 10, filters: Filters | None = None) -> SearchResult: ...

    def suggest(self, typed: str, limit: int = 8) -> list[str]: ...


class IndexSource(Protocol):
    """What the web shell asks of ``search_index.LiveIndex``; ``current`` raises IndexUnavailable."""

    def current(self) -> Index: ...


class Answering(Protocol):
    """What the web shell asks of ``kiosk_api.answering.Answerer``."""

    async def answer(
        self, conversation_id: str, state: ConversationState, text: str
    ) -> tuple[Answer, ConversationState]: ...

    async def choose(
        self, conversation_id: str, state: ConversationState, option: str
    ) -> tuple[Answer, ConversationState]: ...

    async def forget(self, conversation_id: str) -> None: ...

    async def assistant_ready(self) -> bool: ...

    async def close(self) -> None: ...


class Database:
    """Runs the repository's blocking methods in threads, no more at once than there are connections."""

    def __init__(self, repository: Repository) -> None:
        self.repository = repository
        self._limiter = CapacityLimiter(CONNECTIONS)

    async def run(self, work: Callable[[Repository], T]) -> T:
        """``await database.run(lambda repository: repository.load(id))``"""
        return await to_thread.run_sync(work, self.repository, limiter=self._limiter)


@dataclass(frozen=True, slots=True)
class Services:
    """Everything a route may use."""

    settings: Settings
    index: IndexSource
    answerer: Answering
    database: Database
    limits: RateLimits
    metrics: Metrics
    hot: HotAnswers
    speech: Speaker
    terminals_file: TerminalsFile
    wechat: Platform
    runner: Runner
    workshop: Workshop


def services_of(request: Request) -> Services:
    """The services of the app that serves this request."""
    return cast(Services, request.app.state.services)


ServicesDep = Annotated[Services, Depends(services_of)]


async def current_index(services: ServicesDep) -> Index:
    """The served index, found in a thread: a newly published one is opened there."""
    return await to_thread.run_sync(services.index.current)


IndexDep = Annotated[Index, Depends(current_index)]


def _address(request: Request) -> str:
    return address_key(request.client.host if request.client else "")


async def limit_reads(request: Request, services: ServicesDep) -> None:
    """Counts a read against its address."""
    await services.limits.hit(services.limits.reads_by_address, _address(request))


async def limit_writes(request: Request, services: ServicesDep) -> None:
    """Counts a write against its address."""
    await services.limits.hit(services.limits.writes_by_address, _address(request))
