"""The served index of a running process: follows the published pointer without dropping a question."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from search_index.embedding.embedder import Embedder
from search_index.errors import IndexUnavailable
from search_index.index import SearchIndex
from search_index.versions import VersionStore

CHECK_SECONDS = 1.0
"""How often the pointer is looked at, at most."""


class LiveIndex:
    """``current()`` is the published version; a newly published one is opened aside and then swapped in."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._store = VersionStore(folder)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None
        self._seen: tuple[int, int] | None = None
        self._checked = 0.0
        self.trouble: str = ""
        """Why the newest published version is not the one served; empty when it is."""

    def current(self) -> SearchIndex:
        """The served version; raises IndexUnavailable while there is none that can be opened."""
        if self._index is None:
            with self._lock:
                self._follow()
        elif time.monotonic() - self._checked > CHECK_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._lock.release()
        if self._index is None:
            raise IndexUnavailable(self.trouble)
        return self._index

    def _follow(self) -> None:
        self._checked = time.monotonic()
        try:
            stat = self._store.pointer.stat()
            seen = (stat.st_mtime_ns, stat.st_ino)
        except FileNotFoundError:
            seen = None
        if seen == self._seen and self._index is not None:
            return
        try:
            version = self._store.published()
            if self._index is None or self._index.version != version:
                self._index = SearchIndex.open(self._store.path_of(version), self._embedder)
            self.trouble, self._seen = "", seen
        except IndexUnavailable as error:
            # A broken new version never replaces a sound one.
            self.trouble, self._seen = str(error), seen
