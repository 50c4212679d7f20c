"""The pages of terminal, phone, large display and staff: one built front end, nothing from elsewhere."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from kiosk_api.errors import PagesMissing

DIST = Path(__file__).parents[1] / "ui" / "dist"
"""Where ``make ui`` puts the built front end."""


def install(app: FastAPI, folder: Path = DIST) -> None:
    """Serves the front end built into ``folder``; until it is there every page says kindly that it is not."""

    def built(name: str, media_type: str, caching: str) -> Response:
        path = folder / name
        if not path.is_file():
            raise PagesMissing
        return FileResponse(path, media_type=media_type, headers={"Cache-Control": caching})

    @app.get("/", include_in_schema=False)
    @app.get("/signage", include_in_schema=False)
    @app.get("/m/{path:path}", include_in_schema=False)
    async def page() -> Response:
        # Which view is shown is read from the address by the page itself.
        return built("index.html", "text/html; charset=utf-8", "no-store")

    @app.get("/admin", include_in_schema=False)
    @app.get("/admin/{path:path}", include_in_schema=False)
    async def console() -> Response:
        return built("admin.html", "text/html; charset=utf-8", "no-store")

    @app.get("/handwriting.bin", include_in_schema=False)
    async def handwriting() -> Response:
        return built("handwriting.bin", "application/octet-stream", "no-cache")

    @app.get("/pinyin.txt", include_in_schema=False)
    async def pinyin() -> Response:
        return built("pinyin.txt", "text/plain; charset=utf-8", "no-cache")

    if (folder / "assets").is_dir():
        app.mount("/assets", StaticFiles(directory=folder / "assets"))
