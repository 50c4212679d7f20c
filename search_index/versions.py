"""The versions of an index folder and the pointer to the published one.

``versions/<id>/`` never changes once it is there; ``published.json`` names the served version and the ones before it.
Publishing replaces that one file atomically, so a reader sees the old version or the new one, never a mixture. A
version published for later stands in it with its time.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from search_index.atomic import write_atomically
from search_index.errors import IndexDamaged, IndexMismatch, IndexUnavailable
from search_index.manifest import MANIFEST, Manifest, read_manifest, verify

POINTER = "published.json"
HISTORY = 50
"""Published versions remembered for rolling back."""


class Scheduled(BaseModel):
    """A version that is served from a moment on (seconds since 1970)."""

    model_config = ConfigDict(frozen=True)

    version: str
    at: float


class Pointer(BaseModel):
    """The pointer file: versions served so far, the served one last, and what is scheduled, soonest first."""

    model_config = ConfigDict(frozen=True)

    history: list[str] = []
    scheduled: list[Scheduled] = []

    def at(self, moment: float) -> Pointer:
        """The pointer as it reads at a moment: what is due by then has become history."""
        due = [one.version for one in self.scheduled if one.at <= moment]
        return Pointer(
            history=[*self.history, *due][-HISTORY:], scheduled=[one for one in self.scheduled if one.at > moment]
        )


class VersionStore:
    """An index folder; ``clock`` gives seconds since 1970."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        self.versions_dir = folder / "versions"

    @property
    def pointer(self) -> Path:
        return self.folder / POINTER

    def versions(self) -> list[Manifest]:
        """Every whole version of this format, oldest first."""
        found: list[Manifest] = []
        if self.versions_dir.is_dir():
            for folder in sorted(self.versions_dir.iterdir()):
                if (folder / MANIFEST).is_file() and not folder.name.startswith("."):
                    try:
                        found.append(read_manifest(folder))
                    except (IndexMismatch, IndexDamaged):
                        continue
        return sorted(found, key=lambda manifest: manifest.created_at)

    def with_content(self, content_hash: str) -> Manifest | None:
        """The version built from this very content and model, if its files are sound."""
        for manifest in reversed(self.versions()):
            if manifest.content_hash == content_hash:
                try:
                    verify(self.versions_dir / manifest.version, manifest, manifest.fingerprint)
                except IndexDamaged:
                    continue
                return manifest
        return None

    def pointed(self) -> Pointer:
        """What the pointer file says; an empty pointer where nothing was published. Raises IndexDamaged."""
        try:
            return Pointer.model_validate_json(self.pointer.read_text("utf-8"))
        except FileNotFoundError:
            return Pointer()
        except (OSError, ValueError) as error:
            raise IndexDamaged(f"{POINTER} 读不懂，请用 gongkai publish 重新发布一个版本") from error

    def history(self) -> list[str]:
        """Versions served so far, the one served now last; empty when nothing was published."""
        return self.pointed().at(self._clock()).history

    def published(self) -> str:
        """Id of the served version; raises IndexUnavailable when there is none."""
        history = self.history()
        if not history:
            raise IndexUnavailable("还没有发布过索引，请先运行 gongkai build 和 gongkai publish")
        return history[-1]

    def scheduled(self) -> list[Scheduled]:
        """What is still to be published, soonest first."""
        return self.pointed().at(self._clock()).scheduled

    def path_of(self, version: str) -> Path:
        """The folder of a version; raises IndexUnavailable for an unknown one."""
        folder = self.versions_dir / version
        if not version or "/" in version or version.startswith(".") or not folder.is_dir():
            raise IndexUnavailable(f"没有版本 {version}，用 gongkai versions 查看有哪些")
        return folder

    def publish(self, version: str, fingerprint: str | None = None, at: float | None = None) -> None:
        """Verifies the version and points to it, now or from ``at`` (seconds since 1970) on.

        Nobody has to act when the time comes: the pointer says what is served at any moment. Raises IndexUnavailable,
        IndexDamaged or IndexMismatch.
        """
        folder = self.path_of(version)
        manifest = read_manifest(folder)
        verify(folder, manifest, fingerprint or manifest.fingerprint)
        try:
            pointer = self.pointed().at(self._clock())
        except IndexDamaged:
            pointer = Pointer()
        others = [one for one in pointer.scheduled if one.version != version]
        if at is not None and at > self._clock():
            soonest = sorted([*others, Scheduled(version=version, at=at)], key=lambda one: one.at)
            self._point(Pointer(history=pointer.history, scheduled=soonest))
        elif not pointer.history or pointer.history[-1] != version:
            self._point(Pointer(history=[*pointer.history, version][-HISTORY:], scheduled=others))

    def cancel(self, version: str) -> None:
        """Takes a version out of the schedule; raises IndexUnavailable when it is not in it."""
        pointer = self.pointed().at(self._clock())
        kept = [one for one in pointer.scheduled if one.version != version]
        if len(kept) == len(pointer.scheduled):
            raise IndexUnavailable(f"版本 {version} 没有定时发布")
        self._point(Pointer(history=pointer.history, scheduled=kept))

    def rollback(self) -> str:
        """Points back to the version served before this one and returns its id; what is scheduled stays scheduled."""
        pointer = self.pointed().at(self._clock())
        if len(pointer.history) < 2:
            raise IndexUnavailable("没有更早发布过的版本可以退回")
        earlier = pointer.history[-2]
        folder = self.path_of(earlier)
        manifest = read_manifest(folder)
        verify(folder, manifest, manifest.fingerprint)
        self._point(Pointer(history=pointer.history[:-1], scheduled=pointer.scheduled))
        return earlier

    def _point(self, pointer: Pointer) -> None:
        write_atomically(self.pointer, pointer.model_dump_json())
