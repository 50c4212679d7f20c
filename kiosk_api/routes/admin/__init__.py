"""The operations of staff, all below ``/api/v1/admin``; a module each, mounted together."""

from __future__ import annotations

from fastapi import APIRouter

from kiosk_api.routes.admin import (
    changes,
    content,
    coverage,
    imports,
    jobs,
    publishing,
    records,
    session,
    staff,
    trying,
)

router = APIRouter(tags=["工作人员"])
for _module in (session, staff, jobs, publishing, coverage, imports, content, changes, trying, records):
    router.include_router(_module.router)
