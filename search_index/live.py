"""The served index of a running process: follows the published pointer without dropping a question."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from pathlib import Path

from search_index.embedding.embedder import Embedder
from search_index.errors import IndexUnavailable
from search_index.index import SearchIndex
from search_index.versions import VersionStore
from search_index.withdrawals import WITHDRAWN, withdrawn

CHECK_SECONDS = 1.0
"""How often the pointer is looked at, at most."""
WARM_UP = "index-warm-up"
"""Name of the thread in which a version just opened makes itself ready while it already answers."""


class LiveIndex:
    """``current()`` is the published version without what is withdrawn; another one is opened aside and swapped in."""

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        clock: Callable[[], float] = time.time,
        check_seconds: float = CHECK_SECONDS,
    ) -> None:
        """``clock`` gives seconds since 1970, for versions published for later; the pointer is looked at every
        ``check_seconds`` at most."""
        self._check_seconds = check_seconds
        self._store = VersionStore(folder, clock)
        self._embedder = embedder
        self._clock = clock
        self._lock = threading.Lock()
        self._index: SearchIndex | None = None
        self._hidden: frozenset[str] = frozenset()
        self._seen: tuple[object, ...] = ()
        self._due = math.inf
        self._checked = -math.inf
        self.trouble: str = ""
        """Why the newest published version is not the one served; empty when it is."""

    def current(self) -> SearchIndex:
        """The served version; raises IndexUnavailable while there is none that can be opened."""
        if self._index is None:
            with self._lock:
                self._follow()
        elif time.monotonic() - self._checked > self._check_seconds and self._lock.acquire(blocking=False):
            try:
                self._follow()
            finally:
                self._lock.release()
        if self._index is None:
            raise IndexUnavailable(self.trouble)
        return self._index

    def _follow(self) -> None:
        self._checked = time.monotonic()
        seen = (_state(self._store.pointer), _state(self._store.folder / WITHDRAWN))
        if seen == self._seen and self._index is not None and self._clock() < self._due:
            return
        self._due = math.inf
        try:
            hidden = frozenset(withdrawn(self._store.folder))
            if self._index is not None and not hidden <= self._hidden:
                # At once and in memory, whatever may be wrong with what else there is to open.
                self._hidden |= hidden
                self._index = self._index.without(self._hidden)
            self._due = min((one.at for one in self._store.scheduled()), default=math.inf)
            version = self._store.published()
            if self._index is None or self._index.version != version or hidden != self._hidden:
                self._index = SearchIndex.open(self._store.path_of(version), self._embedder, hidden)
                self._hidden = hidden
                threading.Thread(target=self._index.warm_up, name=WARM_UP, daemon=True).start()
            self.trouble = ""
        except IndexUnavailable as error:
            # A broken new version never replaces a sound one.
            self.trouble = str(error)
        self._seen = seen


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file is replaced; None where there is none."""
    try:
        stat = path.stat()
    except FileNotFoundError:
        return None
    return stat.st_mtime_ns, stat.st_ino
