"""What the OpenAPI document says about errors: every operation names its problem documents."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kiosk_api.errors import MEDIA_TYPE, InvalidField, Problem

_MEANINGS = {
    400: "请求读不懂",
    401: "没有登录，或没有登记的终端",
    403: "权限不够，或请求不是从本系统的页面发出的",
    404: "没有找到，或已随会话清除",
    409: "上一个问题还在回答",
    412: "别人改过了，没有保存",
    413: "请求太大",
    422: "填写有误",
    429: "操作太快；Retry-After 是要等的秒数",
    500: "系统出错",
    503: "内容或数据库暂时不可用",
}
_REF = "#/components/schemas/"


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of an operation that can end in these problems."""
    content = {MEDIA_TYPE: {"schema": {"$ref": f"{_REF}Problem"}}}
    described: dict[int | str, dict[str, Any]] = {
        status: {"description": _MEANINGS[status], "content": content} for status in (*statuses, 500)
    }
    if 429 in described:
        described[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "秒"}}
    return described


READS = problems(422, 429, 503)
"""Of an operation that reads from the index."""


def install(app: FastAPI) -> None:
    """Adds the problem schemas that ``problems`` refers to."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            problem = Problem.model_json_schema(ref_template=_REF + "{model}")
            problem.pop("$defs", None)
            schemas["Problem"] = problem
            schemas["InvalidField"] = InvalidField.model_json_schema()
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
