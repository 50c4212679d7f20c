"""Makes the service: ``create_app`` from its parts, ``build_app`` from the settings (``uvicorn --factory``).

``python -m kiosk_api.app`` prints the OpenAPI document.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from anyio import to_thread
from fastapi import FastAPI
from starlette.types import Lifespan
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from kiosk_api import documentation, errors
from kiosk_api.admin.retention import retire_forever
from kiosk_api.admin.running import Runner
from kiosk_api.admin.workshop import Workshop
from kiosk_api.answering import Answerer
from kiosk_api.assistant import NoAssistant, RasaAssistant
from kiosk_api.errors import problem_response
from kiosk_api.headers import Guard
from kiosk_api.hot_answers import HotAnswers
from kiosk_api.limits import RateLimits
from kiosk_api.logs import RequestLog, configure_logging
from kiosk_api.loop.tending import tend_forever
from kiosk_api.metrics import Metrics
from kiosk_api.offline import open_settings_embedder
from kiosk_api.routes import (
    admin,
    answers,
    conversations,
    district,
    faq,
    guides,
    health,
    hot,
    items,
    links,
    page,
    pinyin,
    places,
    policies,
    records,
    search,
    speech,
    terminals,
    wechat_callback,
    wechat_login,
)
from kiosk_api.services import Answering, Database, IndexSource, Services
from kiosk_api.settings import Settings, terminals_file
from kiosk_api.speech import open_speaker
from kiosk_api.storage.database import open_database, upgrade
from kiosk_api.storage.kept_turns import Rehearsal
from kiosk_api.storage.repository import Repository
from kiosk_api.sweeping import sweep_forever
from kiosk_api.terminals.configuration import TerminalsFile
from kiosk_api.wechat.callback import open_callback
from kiosk_api.wechat.platform.opening import open_platform
from search_index import LiveIndex
from search_index.embedding.embedder import Embedder

_ROUTES = (
    conversations,
    search,
    answers,
    district,
    items,
    policies,
    guides,
    faq,
    pinyin,
    places,
    records,
    links,
    hot,
    speech,
    terminals,
    wechat_callback,
    wechat_login,
    health,
    admin,
)


def create_app(
    settings: Settings,
    *,
    index: IndexSource,
    answerer: Answering,
    pages: Path = page.DIST,
    embedder: Callable[[], Embedder] | None = None,
) -> FastAPI:
    """The whole web service around an index, an answerer and built pages; opens its database when it starts.

    ``embedder`` gives the model that staff build and check versions with; left out, it is opened when first needed.
    """
    engine = open_database(settings.database_url)
    rehearsal = Rehearsal.named(settings.test_channels, settings.test_terminals)
    database = Database(Repository(engine, settings.conversation_idle_seconds, rehearsal=rehearsal))
    services = Services(
        settings,
        index,
        answerer,
        database,
        RateLimits(settings),
        Metrics(),
        HotAnswers(answerer),
        open_speaker(settings),
        TerminalsFile(terminals_file(settings)),
        open_platform(settings, database),
        Runner(database.repository),
        Workshop(settings, embedder or (lambda: open_settings_embedder(settings))),
    )

    callback = open_callback(services)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await to_thread.run_sync(upgrade, engine)
        sweeper = asyncio.create_task(sweep_forever(database, answerer, settings.sweep_seconds))
        retiring = asyncio.create_task(retire_forever(database, settings))
        tending = asyncio.create_task(tend_forever(database, index, services.workshop.embedder, settings))
        yield
        sweeper.cancel()
        retiring.cancel()
        tending.cancel()
        with suppress(asyncio.CancelledError):
            await sweeper
        with suppress(asyncio.CancelledError):
            await retiring
        with suppress(asyncio.CancelledError):
            await tending
        if callback is not None:
            await callback.desk.close()
        await services.wechat.close()
        await answerer.close()
        engine.dispose()

    app = describe_app(lifespan)
    page.install(app, pages)
    app.state.services = services
    app.state.wechat_callback = callback
    _wrap(app, services)
    return app


def describe_app(lifespan: Lifespan[FastAPI] | None = None) -> FastAPI:
    """The operations without anything behind them: enough for the OpenAPI document."""
    app = FastAPI(
        title="政务公开查询服务",
        version="1",
        description="用自己的话问：公开了什么、在哪里看、怎样申请。每个回答都有出处。",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    errors.install(app)
    documentation.install(app)
    for route in _ROUTES:
        app.include_router(route.router)
    return app


def _wrap(app: FastAPI, services: Services) -> None:
    """The layers around the routes; the one added last is outermost."""
    app.add_middleware(Guard)
    app.add_middleware(
        RequestLog,
        on_failure=lambda request_id: problem_response("internal", request_id),
        on_done=services.metrics.requested,
    )
    if services.settings.trusted_proxy:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=services.settings.trusted_proxy)


def build_app() -> FastAPI:
    """The service as the environment describes it."""
    settings = Settings()
    configure_logging(settings.log_level)
    embedder = open_settings_embedder(settings)
    index = LiveIndex(settings.index_dir, embedder)
    assistant = RasaAssistant(settings.rasa_url, settings.rasa_deadline) if settings.rasa_url else NoAssistant()
    return create_app(settings, index=index, answerer=Answerer(index, assistant), embedder=lambda: embedder)


if __name__ == "__main__":
    print(json.dumps(describe_app().openapi(), ensure_ascii=False))
