"""A turn on a channel that staff have switched off: not searched, but answered kindly and with the reason."""

from __future__ import annotations

import secrets
import tomllib
from functools import lru_cache
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from kiosk_api.models import Answer, Status
from kiosk_api.services import Services
from kiosk_api.storage.channels import Channels
from kiosk_api.storage.repository import Repository, Turn
from search_index import IndexUnavailable

HOTLINE = "12345"


def begin_turn(repository: Repository, conversation_id: str) -> tuple[Turn, str]:
    """The conversation's turn, and why its channel is off (blank: it is on); raises as ``Repository.begin_turn``."""
    turn = repository.begin_turn(conversation_id)
    return turn, Channels(repository).of(turn.conversation.channel).reason


def closed_answer(services: Services, conversation_id: str, reason: str) -> Answer:
    """What is said instead of an answer; opens the index for the hotline, so it blocks."""
    try:
        hotline = services.index.current().content.district.hotline or HOTLINE
    except IndexUnavailable:
        hotline = HOTLINE
    text = _closed().format(reason=reason.rstrip("。."), hotline=hotline)
    return Answer(
        id=secrets.token_urlsafe(12),
        conversation_id=conversation_id,
        status=Status.unavailable,
        understood_by="direct",
        text=text,
    )


def notice_of(services: Services, channel: str) -> str:
    """The notice on a channel; blank without one, or while the database is away. Blocks."""
    try:
        return Channels(services.database.repository).of(channel).notice
    except SQLAlchemyError:
        return ""


@lru_cache(maxsize=1)
def _closed() -> str:
    text: str = tomllib.loads(Path(__file__).with_name("channels.toml").read_text("utf-8"))["closed"]
    return text
