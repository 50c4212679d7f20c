"""The API's own path from question to answer, in-process: what ``gongkai search`` and ``gongkai ask`` run."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from kiosk_api.answering import Answerer
from kiosk_api.assistant import Assistant, NoAssistant, RasaAssistant
from kiosk_api.models import Answer, ConversationState
from kiosk_api.settings import Settings
from search_index import IndexUnavailable, SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.embedding.embedder import Embedder, open_embedder
from search_index.withdrawals import withdrawn


def open_settings_embedder(settings: Settings, *, for_build: bool = False) -> Embedder:
    """The embedder the settings name; a build may use every core, as nobody waits for single questions."""
    threads = (os.cpu_count() or 1) if for_build else settings.embedding_threads
    return open_embedder(settings.embedding_model, settings.models_dir, threads)


def open_index(settings: Settings, index: Path | None = None, content: Path | None = None) -> SearchIndex:
    """The published version of an index folder without what is withdrawn, or an index of a content folder, built
    (once) for this call.

    Raises SearchIndexError with what to do.
    """
    embedder = open_settings_embedder(settings)
    if content is not None:
        loaded, _ = load_content(content, settings.field_dir)
        folder = settings.index_dir / "by-content" / hashlib.sha256(str(content.resolve()).encode()).hexdigest()[:16]
        store = VersionStore(folder)
        manifest = build_version(loaded, embedder, settings.embedding_model, store)
        return SearchIndex.open(store.path_of(manifest.version), embedder)
    folder = index or settings.index_dir
    if (folder / "manifest.json").is_file():
        return SearchIndex.open(folder, embedder)
    store = VersionStore(folder)
    return SearchIndex.open(store.path_of(store.published()), embedder, withdrawn(folder))


class FixedIndex:
    """One opened index in the place of a live one."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index

    def current(self) -> SearchIndex:
        return self._index


def open_assistant(settings: Settings, *, with_assistant: bool) -> Assistant:
    """The assistant the settings name, or its stand-in; raises IndexUnavailable when none is named."""
    if not with_assistant:
        return NoAssistant()
    if not settings.rasa_url:
        raise IndexUnavailable("没有设置 GONGKAI_RASA_URL，请加 --no-rasa")
    return RasaAssistant(settings.rasa_url, settings.rasa_deadline)


class OfflineAsker:
    """Asks single questions, each in a conversation of its own."""

    def __init__(self, settings: Settings, index: Path | None, content: Path | None, *, with_assistant: bool) -> None:
        assistant = open_assistant(settings, with_assistant=with_assistant)
        self._answerer = Answerer(FixedIndex(open_index(settings, index, content)), assistant)

    async def assistant_ready(self) -> bool:
        return await self._answerer.assistant_ready()

    async def ask(self, question: str) -> Answer:
        """The answer to one question."""
        conversation_id = secrets.token_urlsafe(12)
        answer, _ = await self._answerer.answer(conversation_id, ConversationState(), question)
        await self._answerer.forget(conversation_id)
        return answer

    async def close(self) -> None:
        await self._answerer.close()
