"""Blocking work on content and versions for a route: what it says no with, staff read as it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from anyio import to_thread

from kiosk_api.admin.errors import ContentRefused, NotDone
from search_index import ContentError, SearchIndexError

T = TypeVar("T")


async def in_thread(work: Callable[[], T]) -> T:
    """The result; raises ContentRefused with every complaint, or NotDone with what search_index says."""
    try:
        return await to_thread.run_sync(work)
    except ContentError as error:
        raise ContentRefused(error.complaints) from error
    except SearchIndexError as error:
        raise NotDone(str(error)) from error
