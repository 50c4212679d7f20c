"""The hot questions with their answers, kept ready: a terminal shows them also while the service is away."""

from __future__ import annotations

import asyncio
import secrets

from pydantic import BaseModel

from kiosk_api.models import Answer, ConversationState
from kiosk_api.services import Answering, Index

_NOBODY = ""


class HotAnswer(BaseModel):
    """A hot question and what is answered to it; the answer belongs to no conversation."""

    question: str
    answer: Answer


class HotAnswers:
    """Asks each hot question once per content served; nothing of it is stored or counted as use."""

    def __init__(self, answerer: Answering) -> None:
        self._answerer = answerer
        self._lock = asyncio.Lock()
        self._known: tuple[object, list[HotAnswer]] | None = None

    async def of(self, index: Index) -> list[HotAnswer]:
        """The answers out of this index, in the order in which the questions are offered."""
        served = (index.version, index.content.withdrawn)
        async with self._lock:
            if self._known is None or self._known[0] != served:
                self._known = (served, [await self._ask(question) for question in index.suggest("")])
            return self._known[1]

    async def _ask(self, question: str) -> HotAnswer:
        conversation_id = secrets.token_urlsafe(16)
        answer, _ = await self._answerer.answer(conversation_id, ConversationState(), question)
        await self._answerer.forget(conversation_id)
        return HotAnswer(question=question, answer=answer.model_copy(update={"conversation_id": _NOBODY}))
