"""The district's own records: listed and searched page by page, read, added, changed, deleted."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Header, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from kiosk_api.admin.access import EditorDep, ViewerDep
from kiosk_api.admin.content.cells import Value
from kiosk_api.admin.content.changing import Desk
from kiosk_api.admin.content.deciding import submit
from kiosk_api.admin.content.shelf import KINDS, Shelf, Standing, Wanted
from kiosk_api.admin.doing import in_thread
from kiosk_api.documentation import problems
from kiosk_api.inputs import RecordId, WellFormed
from kiosk_api.paging import Page, PagingDep
from kiosk_api.routes.admin.changes import Submitted
from kiosk_api.services import Services, ServicesDep, limit_reads, limit_writes

router = APIRouter(prefix="/api/v1/admin/content")
KindName = Literal["item", "policy", "interpretation", "faq", "guide", "place", "redirect", "alias"]
KindPath = Annotated[KindName, Path(description="哪一类")]
IfMatch = Annotated[str, Header(max_length=80, description="读到时的 ETag：别人改过就不保存")]
Text = Annotated[str, Query(max_length=200)]
_READS, _WRITES = [Depends(limit_reads)], [Depends(limit_writes)]
_READ = problems(401, 403, 404, 409, 422, 429, 503)
_CHANGED = problems(400, 401, 403, 404, 409, 412, 413, 422, 429, 503)
# A header stands in the file as it is: nothing that a spreadsheet program runs, nothing that is quoted.
Column = Annotated[WellFormed, Field(pattern=r"^[^\x00-\x20=+\-@'\"][^\x00-\x1f\"]{0,59}$")]


class Row(BaseModel):
    """One record in a list."""

    kind: KindName
    id: str
    title: str
    path: list[str]
    file: str
    row: int
    agency: str
    status: str
    verified: bool
    as_of: date | None


class EditedRecord(Row):
    """One record as it stands; ``etag`` goes back in ``If-Match``."""

    fields: dict[str, Any] = Field(description="每一栏，名称见 /content/kinds")
    extra: dict[str, str] = Field(description="表里多出来的栏目")
    etag: str
    editable: bool = Field(description="Excel 里的内容要先另存为 CSV 才能在这里改")


class EditedField(BaseModel):
    """One field of a kind, for its form."""

    name: str
    title: str
    description: str
    required: bool
    type: Literal["text", "list", "flag", "date", "choice"]
    choices: list[str] = []


class KindView(BaseModel):
    """One kind of record."""

    kind: KindName
    records: int
    fields: list[EditedField]


class Entered(BaseModel):
    """What is to stand: fields by name (lists as lists, dates as 2026-01-31), other columns by header."""

    model_config = ConfigDict(extra="forbid")

    fields: dict[str, WellFormed | bool | list[WellFormed] | None] = Field({}, max_length=60)
    extra: dict[Column, WellFormed] = Field({}, max_length=60)


class NewRecord(Entered):
    """A record more; ``file`` is blank for the kind's own file."""

    file: WellFormed = Field("", max_length=100)


@router.get("/kinds", responses=_READ, dependencies=_READS)
async def kinds(_: ViewerDep, services: ServicesDep) -> list[KindView]:
    """内容有哪几类，各多少条，每一栏叫什么。"""
    counts = await in_thread(_shelf(services).counts)
    return [KindView.model_validate({"kind": kind, "records": counts[kind], "fields": _fields(kind)}) for kind in KINDS]


@router.get("/{kind}", responses=_READ, dependencies=_READS)
async def list_records(
    _: ViewerDep,
    kind: KindPath,
    paging: PagingDep,
    services: ServicesDep,
    q: Annotated[str, Query(max_length=200, description="在所有栏目里找，几个词都要有")] = "",
    domain: Text = "",
    agency: Text = "",
    status: Text = "",
    file: Text = "",
    verified: bool | None = None,
) -> Page[Row]:
    """一类内容，筛选、查找、分页。"""
    wanted = Wanted(kind=kind, q=q, domain=domain, agency=agency, status=status, file=file, verified=verified)
    return paging.of(await in_thread(lambda: _shelf(services).find(wanted)), _row)


@router.get("/{kind}/choices/{field}", responses=_READ, dependencies=_READS)
async def choices(
    _: ViewerDep,
    kind: KindPath,
    field: Annotated[Literal["domain", "agency", "status", "level", "type"], Path(description="哪一栏")],
    services: ServicesDep,
) -> list[str]:
    """一栏里出现过的写法，常用的在前：给筛选用。"""
    return await in_thread(lambda: _shelf(services).choices(kind, field))


@router.get("/{kind}/records/{record_id}", responses=_READ, dependencies=_READS)
async def record(
    _: ViewerDep, kind: KindPath, record_id: RecordId, response: Response, services: ServicesDep
) -> EditedRecord:
    """一条内容。"""
    found = await in_thread(lambda: _shelf(services).get(kind, record_id))
    response.headers["ETag"] = f'"{found.etag}"'
    return _view(found)


@router.post("/{kind}", status_code=201, responses=_CHANGED, dependencies=_WRITES)
async def add_record(editor: EditorDep, kind: KindPath, entered: NewRecord, services: ServicesDep) -> Submitted:
    """新增一条；两人规则下先成为一项待审的改动。"""
    desk = Desk(services.settings)
    change = await in_thread(lambda: desk.add(kind, entered.file, _values(entered), entered.extra))
    return Submitted.of(await submit(services, desk, editor, change))


@router.patch("/{kind}/records/{record_id}", responses=_CHANGED, dependencies=_WRITES)
async def edit_record(
    editor: EditorDep,
    kind: KindPath,
    record_id: RecordId,
    entered: Entered,
    if_match: IfMatch,
    services: ServicesDep,
) -> Submitted:
    """改一条：只写改动的栏目；两人规则下先成为一项待审的改动。"""
    desk = Desk(services.settings)
    etag = if_match.strip('"')
    change = await in_thread(lambda: desk.edit(kind, record_id, etag, _values(entered), entered.extra))
    return Submitted.of(await submit(services, desk, editor, change))


@router.delete("/{kind}/records/{record_id}", responses=_CHANGED, dependencies=_WRITES)
async def delete_record(
    editor: EditorDep, kind: KindPath, record_id: RecordId, if_match: IfMatch, services: ServicesDep
) -> Submitted:
    """删除一条；可以撤销。两人规则下先成为一项待审的改动。"""
    desk = Desk(services.settings)
    change = await in_thread(lambda: desk.delete(kind, record_id, if_match.strip('"')))
    return Submitted.of(await submit(services, desk, editor, change))


def _shelf(services: Services) -> Shelf:
    return Shelf(services.settings.content_dir)


def _values(entered: Entered) -> dict[str, Value]:
    return dict(entered.fields)


def _row(one: Standing) -> Row:
    return Row.model_validate(_facts(one))


def _view(one: Standing) -> EditedRecord:
    fields = one.record.model_dump(mode="json", exclude={"origin", "extra"})
    more = {"etag": one.etag, "editable": one.path.suffix.lower() == ".csv", "extra": one.record.extra}
    return EditedRecord.model_validate({**_facts(one), **more, "fields": fields})


def _facts(one: Standing) -> dict[str, Any]:
    record = one.record
    return {
        "kind": one.kind,
        "id": record.id,
        "title": record.title,
        "path": list(record.path),
        "file": one.path.name,
        "row": record.origin.row,
        "agency": getattr(record, "agency", ""),
        "status": getattr(record, "status", ""),
        "verified": record.verified,
        "as_of": record.as_of,
    }


def _fields(kind: str) -> list[dict[str, Any]]:
    """From the models themselves: title, description, and what a form shows."""
    schema = KINDS[kind].model_json_schema()["properties"]
    found = []
    for name, info in KINDS[kind].model_fields.items():
        if not info.title or name == "id":
            continue
        own = schema[name]
        options = [part for part in (own, *own.get("anyOf", [])) if "enum" in part or "format" in part]
        form, listed = "text", [str(choice) for choice in (options[0].get("enum", []) if options else [])]
        if own.get("type") == "array":
            form = "list"
        elif own.get("type") == "boolean":
            form = "flag"
        elif listed:
            form = "choice"
        elif options:
            form = "date"
        told = {"name": name, "title": info.title, "description": info.description or ""}
        found.append({**told, "required": info.is_required(), "type": form, "choices": listed})
    return found
