"""The plain page at ``/``: files without a build step and without anything from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse
from starlette.staticfiles import StaticFiles

FOLDER = Path(__file__).parents[1] / "page"

router = APIRouter(include_in_schema=False)


@router.get("/")
async def page() -> FileResponse:
    """The page itself."""
    return FileResponse(FOLDER / "index.html", headers={"Cache-Control": "no-cache"})


def files() -> StaticFiles:
    """Its style and scripts, mounted at ``/page``."""
    return StaticFiles(directory=FOLDER)
