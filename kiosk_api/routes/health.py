"""For operators: is it alive, is it ready, how is it doing."""

from __future__ import annotations

from contextlib import suppress
from typing import Literal

from anyio import to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.documentation import problems
from kiosk_api.services import Services, ServicesDep
from kiosk_api.storage.wechat_accounts import WechatAccounts
from search_index import SearchIndexError

router = APIRouter(tags=["运行"], responses=problems())


class Health(BaseModel):
    """The process is up."""

    status: Literal["ok"] = "ok"


class Dependency(BaseModel):
    """One thing the service stands on."""

    ok: bool
    detail: str = ""


class Readiness(BaseModel):
    """``degraded``: questions are answered, by direct search only."""

    status: Literal["ready", "degraded", "not_ready"]
    dependencies: dict[str, Dependency] = Field(description="index、database、assistant")


@router.get("/healthz")
async def healthz(response: Response) -> Health:
    """进程是否活着。"""
    # A terminal's waiting page is a local file: it may ask too.
    response.headers["Access-Control-Allow-Origin"] = "*"
    return Health()


@router.get("/readyz", responses={503: {"model": Readiness, "description": "不能回答问题"}})
async def readyz(response: Response, services: ServicesDep) -> Readiness:
    """能不能回答问题，每个依赖分别说明；没有助手也能回答。"""
    found = {
        "index": await _index(services),
        "database": await _database(services),
        "assistant": Dependency(ok=await services.answerer.assistant_ready()),
    }
    if not (found["index"].ok and found["database"].ok):
        response.status_code = 503
        return Readiness(status="not_ready", dependencies=found)
    return Readiness(status="ready" if found["assistant"].ok else "degraded", dependencies=found)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(services: ServicesDep) -> Response:
    """Prometheus 指标。"""
    if services.wechat.is_set_up:
        with suppress(SQLAlchemyError):
            today = await services.database.run(lambda repository: WechatAccounts(repository).calls_today())
            services.metrics.wechat_calls(today)
    return Response(services.metrics.text(), media_type="text/plain; version=0.0.4")


async def _index(services: Services) -> Dependency:
    try:
        index = await to_thread.run_sync(services.index.current)
    except SearchIndexError as error:
        return Dependency(ok=False, detail=str(error))
    return Dependency(ok=True, detail=index.version)


async def _database(services: Services) -> Dependency:
    try:
        await services.database.run(lambda repository: repository.ping())
    except SQLAlchemyError as error:
        return Dependency(ok=False, detail=type(error).__name__)
    return Dependency(ok=True)
