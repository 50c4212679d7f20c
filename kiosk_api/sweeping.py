"""Wipes idle conversations, here and in the assistant."""

from __future__ import annotations

import asyncio

import structlog
from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.services import Answering, Database
from kiosk_api.storage.wechat_inbox import WechatInbox


async def sweep(database: Database, answerer: Answering) -> int:
    """Wipes what has expired; returns how many conversations."""
    expired = await database.run(lambda repository: repository.sweep_expired())
    for conversation_id in expired:
        await answerer.forget(conversation_id)
    await database.run(lambda repository: WechatInbox(repository).sweep())
    return len(expired)


async def sweep_forever(database: Database, answerer: Answering, seconds: float) -> None:
    """Sweeps now and every so many seconds, until cancelled; a database away for a while does not end it."""
    log = structlog.stdlib.get_logger(__name__)
    while True:
        try:
            count = await sweep(database, answerer)
            if count:
                log.info("swept", conversations=count)
        except SQLAlchemyError as error:
            log.error("sweep_failed", error=type(error).__name__)
        await asyncio.sleep(seconds)
