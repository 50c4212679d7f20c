"""What a terminal is told, and that it is alive. A terminal proves itself with its credential."""

from __future__ import annotations

from contextlib import suppress
from typing import Annotated, Literal

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.channels import notice_of
from kiosk_api.documentation import problems
from kiosk_api.errors import TerminalRefused
from kiosk_api.inputs import WellFormed
from kiosk_api.limits import address_key
from kiosk_api.privacy import mask
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes
from kiosk_api.storage.terminals import Terminal, Terminals
from kiosk_api.terminals.configuration import beneath
from kiosk_api.terminals.layers import ID_PATTERN, TerminalConfig
from kiosk_api.terminals.presence import Presence
from search_index import SearchIndexError

router = APIRouter(prefix="/api/v1", tags=["终端"])

TerminalId = Annotated[str, Path(min_length=1, max_length=64, pattern=ID_PATTERN, description="终端编号")]
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False, description="终端的密钥"))]
_READS = [Depends(limit_reads)]


class Heartbeat(BaseModel):
    """How the terminal is; nothing about who uses it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    boot_id: str = Field(min_length=1, max_length=64, pattern="^[A-Za-z0-9_-]+$", description="每次打开页面都不同")
    build: WellFormed = Field("", max_length=64, description="页面版本")
    uptime_seconds: int = Field(0, ge=0, le=10**9)
    idle: bool = Field(description="没有人在用")
    last_error: WellFormed = Field("", max_length=200)
    heap_mb: int = Field(0, ge=0, le=10**6, description="页面占用的内存（MB）")
    printer: Literal["ready", "none", "unknown"] = "unknown"
    orientation: Literal["portrait", "landscape"] = "portrait"


class Told(BaseModel):
    """The answer to a heartbeat."""

    config_version: str
    reload: bool = Field(description="没有人在用的时候重新打开页面")
    message: str = Field(description="显示在屏幕上的通知")
    maintenance: bool = Field(description="正在维护，或者内容暂时不可用")


class TerminalState(BaseModel):
    """How the service sees a terminal."""

    presence: Presence
    silent_seconds: float | None = Field(description="多少秒没有消息；从未上线为空")


async def known_terminal(request: Request, terminal_id: TerminalId, key: Bearer, services: ServicesDep) -> Terminal:
    """The terminal that the credential belongs to; counts every attempt of its address. Raises TerminalRefused."""
    # By address as well: nobody elsewhere can use up a terminal's share.
    address = address_key(request.client.host if request.client else "")
    await services.limits.hit(services.limits.writes_by_terminal, f"{terminal_id} {address}")
    if key is None:
        raise TerminalRefused
    return await services.database.run(lambda repository: Terminals(repository).check(terminal_id, key.credentials))


Known = Annotated[Terminal, Depends(known_terminal)]


@router.get("/config", responses=problems(429), dependencies=_READS)
async def default_config(services: ServicesDep) -> TerminalConfig:
    """不是终端的页面（手机、电脑）用的设置。"""
    return (await to_thread.run_sync(_configured, services))[0]


@router.get("/terminals/{terminal_id}/config", responses=problems(401, 422, 429, 503), dependencies=_READS)
async def terminal_config(terminal: Known, services: ServicesDep) -> TerminalConfig:
    """一台终端的设置，按 默认 → 地区 → 大厅 → 终端 继承。"""
    config, _ = await to_thread.run_sync(_configured, services, terminal.id, terminal.hall)
    return config.model_copy(update={"message": terminal.message or config.message})


@router.get("/terminals/{terminal_id}/state", responses=problems(401, 422, 429, 503), dependencies=_READS)
async def terminal_state(terminal: Known) -> TerminalState:
    """这台终端多久没有消息了；终端机上的看门狗用它判断浏览器是不是卡住了。"""
    return TerminalState(presence=terminal.presence, silent_seconds=terminal.silent_seconds)


@router.post(
    "/terminals/{terminal_id}/heartbeat",
    responses=problems(400, 401, 413, 422, 429, 503),
    dependencies=[Depends(limit_writes)],
)
async def heartbeat(terminal: Known, beat: Heartbeat, services: ServicesDep) -> Told:
    """每 30 秒一次：终端还在；有要它做的事就告诉它。"""
    state = beat.model_dump(exclude={"boot_id"}) | {"last_error": mask(beat.last_error)}
    waiting = await services.database.run(
        lambda repository: Terminals(repository).beat(terminal.id, beat.boot_id, state)
    )
    if waiting.newly_duplicate:
        structlog.stdlib.get_logger(__name__).warning("terminal_id_used_twice", terminal=terminal.id)
    config, has_content = await to_thread.run_sync(_configured, services, terminal.id, waiting.hall)
    return Told(
        config_version=config.version,
        reload=waiting.reload,
        message=waiting.message or config.message,
        maintenance=config.maintenance or not has_content,
    )


def _configured(services: Services, terminal_id: str = "", hall: str = "") -> tuple[TerminalConfig, bool]:
    """The configuration, and whether there is content; without any a screen still has its hall, hours and hotline."""
    base: dict[str, str] = {}
    with suppress(SearchIndexError):
        base = beneath(services.index.current().content.district)
    config = services.terminals_file.current().config(base, terminal_id, hall)
    notice = notice_of(services, "kiosk" if terminal_id else "page") or config.message
    # Reading aloud is only promised where this server can.
    voice = config.features.voice and services.speech.available
    features = config.features.model_copy(update={"voice": voice})
    return config.model_copy(update={"features": features, "message": notice}), bool(base)
