"""The kinds of text and ids that operations accept."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator
from pydantic_core import PydanticCustomError


def _well_formed(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("string_unicode", "lone surrogate") from error
    return text


WellFormed = Annotated[str, AfterValidator(_well_formed)]
"""JSON can smuggle half a character (``\\ud800``), which no database and no encoder takes."""

ConversationId = Annotated[
    str,
    Path(min_length=22, max_length=22, pattern="^[A-Za-z0-9_-]+$", description="开始会话时得到的编号"),
]
"""As ``Repository.open_conversation`` issues them."""

AnswerId = Annotated[
    str, Path(min_length=8, max_length=64, pattern="^[A-Za-z0-9_-]+$", description="回答的编号，见 Answer.id")
]
RecordId = Annotated[str, Path(min_length=1, max_length=200, description="记录的编号，见搜索结果或列表")]

FilterText = Annotated[str | None, Query(min_length=1, max_length=200)]
"""An exact filter; left out it means any."""
