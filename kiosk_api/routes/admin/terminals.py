"""The terminals of the halls: whether each lives, what holds for it, a message or a reload for it, its credential."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import AdministratorDep, EditorDep, ViewerDep
from kiosk_api.admin.errors import NotDone, TerminalKnown, TerminalUnknown
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.channels import notice_of
from kiosk_api.documentation import problems
from kiosk_api.inputs import WellFormed
from kiosk_api.paging import Page, PagingDep
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes
from kiosk_api.settings import terminals_file
from kiosk_api.storage.channels import Channels
from kiosk_api.storage.terminals import Terminal, Terminals
from kiosk_api.terminals.configuration import beneath, read_terminals
from kiosk_api.terminals.inheritance import Source, settings_of
from kiosk_api.terminals.layers import ID_PATTERN, TerminalLayers, address
from kiosk_api.terminals.presence import NAMES, Presence, is_alarming
from search_index import ContentError, SearchIndexError

router = APIRouter(prefix="/api/v1/admin/terminals")
_READS, _WRITES = [Depends(limit_reads)], [Depends(limit_writes)]
TerminalId = Annotated[str, Path(min_length=1, max_length=64, pattern=ID_PATTERN, description="终端编号")]
_CHANNEL = "kiosk"


class TerminalView(BaseModel):
    """A terminal as it was heard of last; what it never told is blank."""

    id: str
    name: str
    hall: str = Field(description="大厅的名称")
    presence: Presence
    presence_name: str
    silent_seconds: float | None = Field(description="多少秒没有消息；从未上线为空")
    alarming: bool = Field(description="要有人去看一看")
    is_duplicate: bool = Field(description="编号被两台机器同时使用")
    message: str
    reload_waits: bool
    idle: bool | None
    build: str
    printer: Literal["ready", "none", "unknown"]
    orientation: str
    uptime_seconds: int | None
    heap_mb: int | None
    last_error: str

    @classmethod
    def of(cls, one: Terminal, layers: TerminalLayers) -> TerminalView:
        """As the list shows it."""
        told = one.state
        return cls(
            **{name: getattr(one, name) for name in ("id", "presence", "silent_seconds", "is_duplicate", "message")},
            name=layers.terminal[one.id].name if one.id in layers.terminal else "",
            hall=layers.hall_name(one.id, one.hall),
            presence_name=NAMES[one.presence],
            alarming=is_alarming(one.presence, is_duplicate=one.is_duplicate),
            reload_waits=one.reload_waits,
            **{name: told.get(name) for name in ("idle", "uptime_seconds", "heap_mb")},
            **{name: told.get(name, "") for name in ("build", "orientation", "last_error")},
            printer=told.get("printer", "unknown"),
        )


class HallView(BaseModel):
    """A hall that a terminal can stand in."""

    id: str
    name: str


class TerminalsOverview(BaseModel):
    """How many terminals are in which state, and the file that configures them."""

    counts: dict[Presence, int]
    alarming: int
    channel_off: str = Field(description="大厅终端停用的理由；空着就是开着")
    file: str = Field(description="终端的设置写在这个文件里")
    complaints: list[str] = Field(description="文件哪里写错了；写错时用的是改错以前的设置")
    halls: list[HallView]


class SettingView(BaseModel):
    """One setting and the layer that says it."""

    key: str = Field(description="在文件里的名称")
    title: str
    told: str = Field(description="现在的值；空着就是没有")
    source: Source


class MessageEntered(BaseModel):
    """What is to stand on the screen."""

    model_config = ConfigDict(extra="forbid")

    message: Annotated[WellFormed, Field(max_length=300, pattern=r"^[^\x00]*$", description="空着就是撤下")]


class TerminalEntered(BaseModel):
    """A terminal to enrol; one that is there already has to be replaced knowingly."""

    model_config = ConfigDict(extra="forbid")

    id: str = Field(min_length=1, max_length=64, pattern=ID_PATTERN)
    hall: Annotated[WellFormed, Field(max_length=64)] = ""
    replace: bool = Field(False, description="已经登记过，给它新的网址；旧的作废")


class Enrolled(BaseModel):
    """Shown this once."""

    address: str = Field(description="终端要打开的网址，里面有密钥")


@router.get("", responses=problems(401, 403, 422, 429, 503), dependencies=_READS)
async def list_terminals(
    _: ViewerDep, paging: PagingDep, services: ServicesDep, presence: Annotated[Presence | None, Query()] = None
) -> Page[TerminalView]:
    """登记过的终端，要有人去看的在前。"""
    layers = await to_thread.run_sync(services.terminals_file.current)
    found = [one for one in await _all(services) if presence in (None, one.presence)]
    found.sort(key=lambda one: not is_alarming(one.presence, is_duplicate=one.is_duplicate))
    return paging.of(found, lambda one: TerminalView.of(one, layers))


@router.get("/overview", responses=problems(401, 403, 429, 503), dependencies=_READS)
async def overview(_: ViewerDep, services: ServicesDep) -> TerminalsOverview:
    """多少台在线、离线；设置写在哪个文件里，有没有写错。"""
    path = terminals_file(services.settings)
    complaints: list[str] = []
    try:
        await to_thread.run_sync(read_terminals, path)
    except ContentError as error:
        complaints = [str(one) for one in error.complaints]
    layers = await to_thread.run_sync(services.terminals_file.current)
    found = await _all(services)
    closed = await services.database.run(lambda repository: Channels(repository).of(_CHANNEL).reason)
    return TerminalsOverview(
        counts=Counter(one.presence for one in found),
        alarming=sum(is_alarming(one.presence, is_duplicate=one.is_duplicate) for one in found),
        channel_off=closed,
        file=str(path),
        complaints=complaints,
        halls=[HallView(id=key, name=hall.name or key) for key, hall in layers.hall.items()],
    )


@router.get("/{terminal_id}/settings", responses=problems(401, 403, 404, 422, 429, 503), dependencies=_READS)
async def terminal_settings(_: ViewerDep, terminal_id: TerminalId, services: ServicesDep) -> list[SettingView]:
    """一台终端的每一项设置，和它是在哪一层写的：默认、地区、大厅还是这台终端。"""
    terminal = next((one for one in await _all(services) if one.id == terminal_id), None)
    if terminal is None:
        raise TerminalUnknown
    return await to_thread.run_sync(_settings, services, terminal)


@router.put(
    "/{terminal_id}/message",
    status_code=204,
    responses=problems(400, 401, 403, 404, 413, 422, 429, 503),
    dependencies=_WRITES,
)
async def leave_message(
    editor: EditorDep, terminal_id: TerminalId, entered: MessageEntered, services: ServicesDep
) -> None:
    """在一台终端的屏幕上放一句话（半分钟内看得到），或者撤下。"""
    text = entered.message.strip()
    await _known(services, lambda terminals: terminals.tell(terminal_id, message=text))
    await write_audit(services, editor.name, "终端留言" if text else "撤下终端留言", terminal=terminal_id, message=text)


@router.post(
    "/{terminal_id}/reload", status_code=204, responses=problems(401, 403, 404, 422, 429, 503), dependencies=_WRITES
)
async def reload_terminal(editor: EditorDep, terminal_id: TerminalId, services: ServicesDep) -> None:
    """让一台终端在没有人用的时候重新打开页面。"""
    await _known(services, lambda terminals: terminals.tell(terminal_id, reload=True))
    await write_audit(services, editor.name, "重新打开终端页面", terminal=terminal_id)


@router.post("", status_code=201, responses=problems(400, 401, 403, 409, 413, 422, 429, 503), dependencies=_WRITES)
async def enrol(
    request: Request, administrator: AdministratorDep, entered: TerminalEntered, services: ServicesDep
) -> Enrolled:
    """登记一台终端，给出它的网址，只这一次。"""
    halls = (await to_thread.run_sync(services.terminals_file.current)).hall
    if entered.hall and entered.hall not in halls:
        raise NotDone(f"没有大厅 {entered.hall}，请先在 {terminals_file(services.settings)} 里添加")
    if not entered.replace and any(one.id == entered.id for one in await _all(services)):
        raise TerminalKnown
    key = await services.database.run(lambda repository: Terminals(repository).add(entered.id, entered.hall))
    action = "重新登记终端" if entered.replace else "登记终端"
    await write_audit(services, administrator.name, action, terminal=entered.id, hall=entered.hall)
    return Enrolled(address=address(services.settings.public_url or str(request.base_url), entered.id, key))


@router.delete(
    "/{terminal_id}", status_code=204, responses=problems(401, 403, 404, 422, 429, 503), dependencies=_WRITES
)
async def revoke(administrator: AdministratorDep, terminal_id: TerminalId, services: ServicesDep) -> None:
    """停用一台终端的密钥。"""
    await _known(services, lambda terminals: terminals.revoke(terminal_id))
    await write_audit(services, administrator.name, "停用终端", terminal=terminal_id)


async def _all(services: Services) -> list[Terminal]:
    return await services.database.run(lambda repository: Terminals(repository).all())


async def _known(services: Services, act: Callable[[Terminals], bool]) -> None:
    if not await services.database.run(lambda repository: act(Terminals(repository))):
        raise TerminalUnknown


def _settings(services: Services, terminal: Terminal) -> list[SettingView]:
    """The file's layers, over them what the service itself puts upon every terminal."""
    base: dict[str, str] = {}
    with suppress(SearchIndexError):
        base = beneath(services.index.current().content.district)
    above: list[tuple[Source, dict[str, object]]] = []
    if not services.speech.available:
        above.append(("server", {"features": {"voice": False}}))
    if notice := notice_of(services, _CHANNEL):
        above.append(("notice", {"message": notice}))
    if terminal.message:
        above.append(("message", {"message": terminal.message}))
    layers = services.terminals_file.current()
    found = settings_of(layers, base, terminal.id, terminal.hall, above)
    return [SettingView(key=one.key, title=one.title, told=one.told, source=one.source) for one in found]
