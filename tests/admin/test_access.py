"""Every operation of the console × every role: the table in ``access.toml`` is what happens."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path

from kiosk_api.admin.staff import Role
from kiosk_api.app import describe_app
from tests.admin.conftest import Browser

TABLE: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("access.toml").read_text("utf-8"))
NEEDED = {operation: level for level, operations in TABLE.items() for operation in operations}


def operations() -> list[str]:
    """``GET /api/v1/admin/staff`` and all others of the console."""
    paths = describe_app().openapi()["paths"]
    return [f"{method.upper()} {path}" for path, entry in paths.items() for method in entry if "/admin/" in path]


def test_every_operation_is_in_the_table_once() -> None:
    assert sorted(operations()) == sorted(NEEDED)
    assert len(NEEDED) == sum(map(len, TABLE.values()))
    assert set(TABLE) == {"anyone", *Role}


async def call(browser: Browser, operation: str) -> tuple[int, str]:
    """The status and kind of problem of an operation called without a body and with ids that nobody has."""
    method, path = operation.split(" ", 1)
    answer = await browser.http.request(method, re.sub(r"\{[^}]+\}", "nobody0", path))
    kind = answer.json().get("type", "") if "problem" in answer.headers.get("content-type", "") else ""
    return answer.status_code, kind.rsplit(":", 1)[-1]


async def test_nobody_gets_past_without_signing_in(browser: Callable[[], Awaitable[Browser]]) -> None:
    nobody = await browser()
    for operation, needed in NEEDED.items():
        if needed != "anyone":
            assert await call(nobody, operation) == (401, "sign_in_needed"), operation


async def test_each_role_reaches_as_far_as_the_table_says(signed_in: Callable[[Role], Awaitable[Browser]]) -> None:
    ends = "DELETE /api/v1/admin/session"
    for role in Role:
        one = await signed_in(role)
        for operation, needed in NEEDED.items():
            if needed == "anyone" or operation == ends:
                continue
            refused = (await call(one, operation)) == (403, "role_too_low")
            assert refused is not role.may(Role(needed)), f"{role} {operation}"


async def test_no_change_without_the_sessions_token(signed_in: Callable[[Role], Awaitable[Browser]]) -> None:
    one = await signed_in(Role.administrator)
    del one.http.headers["X-CSRF-Token"]
    for operation, needed in NEEDED.items():
        if needed != "anyone" and not operation.startswith("GET "):
            assert await call(one, operation) == (403, "foreign_request"), operation
