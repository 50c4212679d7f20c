"""「这样问，终端会怎么答」: one question on the live path, with what was understood and found, a draft included."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from typing import cast

from kiosk_api.admin.content.changing import Change, Desk
from kiosk_api.admin.workshop import Workshop
from kiosk_api.answering import Answerer, IndexHost
from kiosk_api.coverage.candidates import candidates_of
from kiosk_api.coverage.records import Candidate
from kiosk_api.coverage.running import TEST_PREFIX
from kiosk_api.models import Answer, Aspect, ConversationState, Frozen
from kiosk_api.offline import FixedIndex, open_assistant
from kiosk_api.services import IndexSource
from search_index import SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.manifest import read_manifest
from search_index.withdrawals import withdrawn

_CACHE = "embeddings.sqlite"
_KEPT = 2
"""Drafts kept built: a form asks the same one again and again."""
_ONE_DRAFT = threading.Lock()


class Understood(Frozen):
    """What the question was taken to be."""

    command: str
    aspects: tuple[Aspect, ...]
    subject: str
    by: str
    explicit: bool


class Tried(Frozen):
    """The answer a terminal would show, and how it came about; ``understood`` is None where it was never looked at."""

    answer: Answer
    understood: Understood | None
    candidates: tuple[Candidate, ...]
    draft: bool


async def try_question(host: IndexHost, workshop: Workshop, text: str, *, draft: bool, with_assistant: bool) -> Tried:
    """Asks one question in a conversation of its own that leaves nothing behind.

    Raises IndexUnavailable when the assistant is asked for and none is set.
    """
    answerer = Answerer(host, open_assistant(workshop.settings, with_assistant=with_assistant))
    conversation_id = TEST_PREFIX + secrets.token_urlsafe(12)
    try:
        turn = await answerer.trace(conversation_id, ConversationState(), text)
        await answerer.forget(conversation_id)
    finally:
        await answerer.close()
    seen = turn.understood
    understood = seen and Understood(
        command=seen.command.command,
        aspects=seen.aspects,
        subject=seen.subject,
        by=seen.understood_by,
        explicit=seen.explicit,
    )
    found = candidates_of(turn, turn.index.content, answerer.bands) if turn.index else ()
    return Tried(answer=turn.answer, understood=understood, candidates=found, draft=draft)


def served(source: IndexSource) -> IndexHost:
    """What is served now; the service's own index is always one that can be asked."""
    return cast(IndexHost, source)


def drafted(workshop: Workshop, change: Change) -> IndexHost:
    """The content of the folder with a change, indexed; raises FieldsRefused, ContentError, RecordChanged.

    What was embedded before is not embedded again; the confidence is that of the served version.
    """
    settings = workshop.settings
    with Desk(settings).drafted(change) as folder:
        content, _ = load_content(folder, settings.field_dir)
    store = VersionStore(settings.staff_dir / "try")
    with _ONE_DRAFT:
        _seed(workshop, store)
        # Questions of its own would only fit the confidence anew, which takes long.
        bare = replace(content, questions=(), kept_files=())
        manifest = build_version(bare, workshop.embedder(), settings.embedding_model, store)
        index = SearchIndex.open(store.path_of(manifest.version), workshop.embedder(), withdrawn(settings.index_dir))
        for old in [one for one in store.versions() if one.version != manifest.version][: -(_KEPT - 1) or None]:
            shutil.rmtree(store.path_of(old.version), ignore_errors=True)
    if history := workshop.store.history():
        calibration = read_manifest(workshop.store.path_of(history[-1])).calibration
        index.manifest = index.manifest.model_copy(update={"calibration": calibration})
    return FixedIndex(index)


def _seed(workshop: Workshop, store: VersionStore) -> None:
    """The vectors of the index folder, so that the first draft embeds only itself."""
    known, own = workshop.store.folder / _CACHE, store.folder / _CACHE
    if own.is_file() or not known.is_file():
        return
    store.folder.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(known)) as source, closing(sqlite3.connect(own)) as target:
        source.backup(target)
