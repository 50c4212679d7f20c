"""The operations of staff, all below ``/api/v1/admin``; a module each, mounted together."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk_api.routes.admin import (
    changes,
    channels,
    checking,
    content,
    coverage,
    district,
    imports,
    jobs,
    loop,
    publishing,
    questions,
    records,
    session,
    staff,
    statistics,
    terminals,
    trying,
)

_ROUTES = (
    session,
    staff,
    jobs,
    publishing,
    coverage,
    questions,
    imports,
    checking,
    content,
    district,
    changes,
    trying,
    records,
    loop,
    statistics,
    channels,
    terminals,
)

router = APIRouter(tags=["工作人员"])
for _module in _ROUTES:
    router.include_router(_module.router)
