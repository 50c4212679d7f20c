"""The versions of an index folder and the pointer to the published one.

``versions/<id>/`` never changes once it is there; ``published.json`` names the served version and the ones before it.
Publishing replaces that one file atomically, so a reader sees the old version or the new one, never a mixture.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from search_index.errors import IndexDamaged, IndexMismatch, IndexUnavailable
from search_index.manifest import MANIFEST, Manifest, read_manifest, verify

POINTER = "published.json"
HISTORY = 50
"""Published versions remembered for rolling back."""


class VersionStore:
    """An index folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
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

    def history(self) -> list[str]:
        """Published versions, the served one last; empty when nothing was published."""
        try:
            history = json.loads(self.pointer.read_text("utf-8"))["history"]
        except FileNotFoundError:
            return []
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise IndexDamaged(f"{POINTER} 读不懂，请用 gongkai publish 重新发布一个版本") from error
        return [str(version) for version in history]

    def published(self) -> str:
        """Id of the served version; raises IndexUnavailable when there is none."""
        history = self.history()
        if not history:
            raise IndexUnavailable("还没有发布过索引，请先运行 gongkai build 和 gongkai publish")
        return history[-1]

    def path_of(self, version: str) -> Path:
        """The folder of a version; raises IndexUnavailable for an unknown one."""
        folder = self.versions_dir / version
        if not version or "/" in version or version.startswith(".") or not folder.is_dir():
            raise IndexUnavailable(f"没有版本 {version}，用 gongkai versions 查看有哪些")
        return folder

    def publish(self, version: str, fingerprint: str | None = None) -> None:
        """Verifies the version and points to it; raises IndexUnavailable, IndexDamaged or IndexMismatch."""
        folder = self.path_of(version)
        manifest = read_manifest(folder)
        verify(folder, manifest, fingerprint or manifest.fingerprint)
        try:
            history = self.history()
        except IndexDamaged:
            history = []
        if not history or history[-1] != version:
            self._point([*history, version][-HISTORY:])

    def rollback(self) -> str:
        """Points back to the version published before the served one and returns its id."""
        history = self.history()
        if len(history) < 2:
            raise IndexUnavailable("没有更早发布过的版本可以退回")
        folder = self.path_of(history[-2])
        manifest = read_manifest(folder)
        verify(folder, manifest, manifest.fingerprint)
        self._point(history[:-1])
        return history[-2]

    def _point(self, history: list[str]) -> None:
        handle, name = tempfile.mkstemp(prefix=".published-", dir=self.folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"history": history}, file)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(self.pointer)
