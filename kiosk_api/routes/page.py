"""The pages of terminal, phone and large display: one built front end, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from kiosk_api.errors import PagesMissing

DIST = Path(__file__).parents[1] / "ui" / "dist"

router = APIRouter(include_in_schema=False)


@router.get("/")
@router.get("/signage")
@router.get("/m/{path:path}")
async def page() -> Response:
    """The page itself; which of its views is shown is read from the address there.

    Raises PagesMissing when the front end was not built.
    """
    index = DIST / "index.html"
    if not index.is_file():
        raise PagesMissing
    return FileResponse(index, headers={"Cache-Control": "no-store"})


@router.get("/handwriting.bin")
async def handwriting() -> Response:
    """The templates of the handwriting pad."""
    templates = DIST / "handwriting.bin"
    if not templates.is_file():
        raise PagesMissing
    return FileResponse(templates, media_type="application/octet-stream", headers={"Cache-Control": "no-cache"})


def assets() -> StaticFiles:
    """Scripts, styles and fonts, each named by its content: mounted at ``/assets``."""
    return StaticFiles(directory=DIST / "assets", check_dir=False)
