"""What a terminal is told, and that it is alive. A terminal proves itself with its credential."""

from __future__ import annotations

from typing import Annotated, Literal

import structlog
from fastapi import APIRouter, Depends, Path
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.documentation import problems
from kiosk_api.errors import TerminalRefused
from kiosk_api.services import IndexDep, Services, ServicesDep, limit_reads
from kiosk_api.storage.terminals import Terminals
from kiosk_api.terminals.configuration import TerminalConfig

router = APIRouter(prefix="/api/v1", tags=["终端"], dependencies=[Depends(limit_reads)])

TerminalId = Annotated[str, Path(min_length=1, max_length=64, pattern="^[A-Za-z0-9_.-]+$", description="终端编号")]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, description="终端的密钥"))]


class Heartbeat(BaseModel):
    """How the terminal is; nothing about who uses it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    boot_id: str = Field(min_length=1, max_length=64, description="每次打开页面都不同")
    build: str = Field("", max_length=64, description="页面版本")
    uptime_seconds: int = Field(0, ge=0)
    idle: bool = Field(description="没有人在用")
    last_error: str = Field("", max_length=200)
    heap_mb: int = Field(0, ge=0, description="页面占用的内存（MB）")
    printer: Literal["ready", "none", "unknown"] = "unknown"
    orientation: Literal["portrait", "landscape"] = "portrait"


class Told(BaseModel):
    """The answer to a heartbeat."""

    config_version: str
    reload: bool = Field(description="没有人在用的时候重新打开页面")
    message: str = Field(description="显示在屏幕上的通知")


@router.get("/config", responses=problems(429, 503))
async def default_config(index: IndexDep, services: ServicesDep) -> TerminalConfig:
    """不是终端的页面（手机、电脑）用的设置。"""
    return _with_voice(services, services.terminals_file.config("", index.content.district))


@router.get("/terminals/{terminal_id}/config", responses=problems(401, 422, 429, 503))
async def terminal_config(
    terminal_id: TerminalId, key: Bearer, index: IndexDep, services: ServicesDep
) -> TerminalConfig:
    """一台终端的设置，按 默认 → 地区 → 大厅 → 终端 继承。"""
    await _check(terminal_id, key, services)
    return _with_voice(services, services.terminals_file.config(terminal_id, index.content.district))


@router.post("/terminals/{terminal_id}/heartbeat", responses=problems(400, 401, 413, 422, 429, 503))
async def heartbeat(
    terminal_id: TerminalId, beat: Heartbeat, key: Bearer, index: IndexDep, services: ServicesDep
) -> Told:
    """每 30 秒一次：终端还在；有要它做的事就告诉它。"""
    await _check(terminal_id, key, services)
    state = beat.model_dump(exclude={"boot_id"})
    waiting = await services.database.run(
        lambda repository: Terminals(repository).beat(terminal_id, beat.boot_id, state)
    )
    if waiting.is_duplicate:
        structlog.stdlib.get_logger(__name__).warning("terminal_id_used_twice", terminal=terminal_id)
    config = _with_voice(services, services.terminals_file.config(terminal_id, index.content.district))
    return Told(config_version=config.version, reload=waiting.reload, message=waiting.message or config.message)


async def _check(terminal_id: str, key: HTTPAuthorizationCredentials | None, services: Services) -> None:
    if key is None:
        raise TerminalRefused
    await services.limits.hit(services.limits.writes_by_terminal, terminal_id)
    await services.database.run(lambda repository: Terminals(repository).check(terminal_id, key.credentials))


def _with_voice(services: Services, config: TerminalConfig) -> TerminalConfig:
    """Reading aloud is only promised where this server can."""
    voice = config.features.voice and services.speech.available
    return config.model_copy(update={"features": config.features.model_copy(update={"voice": voice})})
