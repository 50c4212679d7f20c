"""Records: the log of what was done, tables to take away, and deleting one conversation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, Field

from kiosk_api.admin.access import AdministratorDep, ReviewerDep, ViewerDep
from kiosk_api.admin.content.cells import stated
from kiosk_api.admin.content.shelf import KINDS, Shelf
from kiosk_api.admin.doing import in_thread
from kiosk_api.admin.exporting import MEDIA_TYPES, Format, downloads, exported, titles
from kiosk_api.admin.signing_in import write_audit
from kiosk_api.documentation import problems
from kiosk_api.inputs import ConversationId
from kiosk_api.paging import Page, PagingDep
from kiosk_api.publishing.audit import AuditBroken, AuditLog, Entry
from kiosk_api.publishing.publisher import unfinished
from kiosk_api.routes.admin.content import KindName
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes
from kiosk_api.storage.staff_records import StaffRecords

router = APIRouter(prefix="/api/v1/admin")
_READS, _WRITES = [Depends(limit_reads)], [Depends(limit_writes)]
_READ = problems(401, 403, 409, 422, 429, 503)
_FILE = {**_READ, **downloads("csv", "xlsx")}
Text = Annotated[str, Query(max_length=200)]
FormQuery = Annotated[Format, Query(alias="format", description="csv（带 BOM，Excel 能直接打开）或 xlsx")]
Rows = Iterator[Sequence[object]]


class EntryView(BaseModel):
    """One line of the log."""

    number: int
    time: datetime
    actor: str
    action: str
    version: str
    details: dict[str, object]

    @classmethod
    def of(cls, entry: Entry) -> EntryView:
        """As the console shows it."""
        told = entry.model_dump(include={"number", "time", "actor", "action", "version", "details"})
        return cls.model_validate(told)


class Verification(BaseModel):
    """Whether the log is whole; the digest, kept elsewhere, proves it later."""

    sound: bool
    lines: int
    digest: str
    torn: int = Field(description="因为断电或崩溃没有写完的行")
    told: str = Field(description="哪里被改动过；没有就空着")
    unfinished: list[str] = Field(description="开始了没有做完的操作")


class Retention(BaseModel):
    """How long what is kept; the log stays."""

    conversation_minutes: int = Field(description="会话闲置多久后删除")
    loop_days: int = Field(description="没答上的、觉得没用的问题留多少天")
    staff_days: int = Field(description="后台的工作、改动、测试和导入留多少天")


@router.get("/retention", responses=problems(401, 403, 503))
async def retention(_: ViewerDep, services: ServicesDep) -> Retention:
    """什么留多久；期限在服务的设置里。"""
    settings = services.settings
    return Retention(
        conversation_minutes=settings.conversation_idle_seconds // 60,
        loop_days=settings.loop_keep_days,
        staff_days=settings.staff_keep_days,
    )


@router.get("/audit", responses=_READ, dependencies=_READS)
async def audit(
    _: ReviewerDep, paging: PagingDep, services: ServicesDep, actor: Text = "", action: Text = "", q: Text = ""
) -> Page[EntryView]:
    """操作记录，新的在前：谁、什么时候、做了什么。"""
    entries = await in_thread(_log(services).entries)
    found = [
        one
        for one in reversed(entries)
        if actor in ("", one.actor)
        and action in one.action
        and (not q or q in json.dumps(one.details, ensure_ascii=False))
    ]
    return paging.of(found, EntryView.of)


@router.get("/audit/verification", responses=_READ, dependencies=_READS)
async def verify(_: ReviewerDep, services: ServicesDep) -> Verification:
    """检查操作记录有没有被改动过。"""
    log = _log(services)
    begun = list(await in_thread(lambda: unfinished(log)))
    try:
        found = await to_thread.run_sync(log.verify)
    except AuditBroken as broken:
        return Verification(sound=False, lines=0, digest="", torn=0, told=str(broken), unfinished=begun)
    return Verification(sound=True, lines=found.lines, digest=found.digest, torn=found.torn, told="", unfinished=begun)


@router.get("/audit/export", responses=_FILE, response_class=StreamingResponse, dependencies=_READS)
async def export_audit(
    administrator: AdministratorDep, services: ServicesDep, form: FormQuery = "csv"
) -> StreamingResponse:
    """下载操作记录。"""
    await write_audit(services, administrator.name, "导出", what="audit")
    log = _log(services)

    def rows() -> Rows:
        for one in log.entries():
            told = json.dumps(one.details, ensure_ascii=False)
            yield one.number, one.time.isoformat(), one.actor, one.action, one.version, told, one.previous

    return _download("audit", form, ["序号", "时间", "谁", "做了什么", "版本", "说明", "上一条的校验码"], rows())


@router.get("/exports/content/{kind}", responses=_FILE, response_class=StreamingResponse, dependencies=_READS)
async def export_content(
    _: ViewerDep, kind: Annotated[KindName, Path()], services: ServicesDep, form: FormQuery = "csv"
) -> StreamingResponse:
    """下载一类内容。"""
    found = await in_thread(lambda: Shelf(services.settings.content_dir).all(kind))
    stating = [str(info.title) for info in KINDS[kind].model_fields.values() if info.title]
    header = list(dict.fromkeys([*stating, *(name for one in found for name in one.record.extra), "文件", "行"]))

    def rows() -> Rows:
        for one in found:
            cells = {**stated(one.record), "文件": one.path.name, "行": str(one.record.origin.row)}
            yield [cells.get(name, "") for name in header]

    return _download(kind, form, header, rows())


@router.get("/exports/{table}", responses=_FILE, response_class=StreamingResponse, dependencies=_READS)
async def export_table(
    administrator: AdministratorDep,
    table: Annotated[Literal["usage", "feedback", "changes"], Path(description="用量、评价、改动")],
    services: ServicesDep,
    form: FormQuery = "csv",
) -> StreamingResponse:
    """下载一张表，边读边发。"""
    await write_audit(services, administrator.name, "导出", what=table)
    records = StaffRecords(services.database.repository)
    header = [titles()[table][name] for name in records.columns(table)]
    return _download(table, form, header, records.rows(table))


@router.delete(
    "/conversations/{conversation_id}",
    status_code=204,
    responses=problems(401, 403, 404, 422, 429, 503),
    dependencies=_WRITES,
)
async def forget_conversation(
    administrator: AdministratorDep, conversation_id: ConversationId, services: ServicesDep
) -> None:
    """立即删除一次会话，连同问题、回答和对它们的评价。"""
    await services.database.run(lambda repository: StaffRecords(repository).forget_conversation(conversation_id))
    await services.answerer.forget(conversation_id)
    await write_audit(services, administrator.name, "删除会话", conversation=conversation_id)


def _log(services: Services) -> AuditLog:
    return AuditLog(services.settings.index_dir)


def _download(name: str, form: Format, header: Sequence[str], rows: Rows) -> StreamingResponse:
    told = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return StreamingResponse(exported(form, header, rows), media_type=MEDIA_TYPES[form], headers=told)
