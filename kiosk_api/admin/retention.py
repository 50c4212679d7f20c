"""Forgets what staff did long ago: jobs, decided changes, coverage runs, imports. The audit log stays whole."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import structlog
from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.services import Database
from kiosk_api.settings import Settings
from kiosk_api.storage.staff_records import StaffRecords

_EVERY_SECONDS = 6 * 3600.0


async def retire(database: Database, settings: Settings) -> dict[str, int]:
    """Forgets what is older than the settings say; how many of each."""
    moment = database.repository.now() - settings.staff_keep_days * 86_400
    gone = await database.run(lambda repository: StaffRecords(repository).forget_before(moment))
    gone["files"] = await to_thread.run_sync(_forget_files, settings.staff_dir, moment)
    return gone


async def retire_forever(database: Database, settings: Settings) -> None:
    """Now and every six hours, until cancelled; a database away for a while does not end it."""
    log = structlog.stdlib.get_logger(__name__)
    while True:
        try:
            gone = await retire(database, settings)
            if any(gone.values()):
                log.info("staff_records_retired", **gone)
        except (SQLAlchemyError, OSError) as error:
            log.error("retention_failed", error=type(error).__name__)
        await asyncio.sleep(_EVERY_SECONDS)


def _forget_files(folder: Path, moment: float) -> int:
    """Coverage runs and imports last written before a moment (seconds since 1970)."""
    old = [path for path in (*folder.glob("runs/*.json"), *folder.glob("imports/*")) if path.stat().st_mtime < moment]
    for path in old:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(old)
