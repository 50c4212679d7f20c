"""What an index version says of itself, and the check that its files are the ones it was built with."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from search_index.calibration import Calibration
from search_index.errors import IndexDamaged, IndexMismatch

FORMAT = 2
"""Raised when the files of a version change their meaning; older versions are then rebuilt."""

MANIFEST = "manifest.json"


class Manifest(BaseModel):
    """Identity, origin and checksums of one immutable index version."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    version: str
    created_at: datetime
    district: str
    model: str
    fingerprint: str
    dimension: int
    content_hash: str
    counts: dict[str, int]
    documents: int
    calibration: Calibration
    files: dict[str, str]
    """Relative file name → sha256."""


def sha256_of(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def checksums(folder: Path) -> dict[str, str]:
    """sha256 of every file below the folder but the manifest."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a version folder; raises IndexDamaged or IndexMismatch."""
    path = folder / MANIFEST
    try:
        manifest = Manifest.model_validate_json(path.read_text("utf-8"))
    except (OSError, ValidationError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"索引 {folder.name} 的 {MANIFEST} 缺失或损坏，请重新 build") from error
    if manifest.format != FORMAT:
        raise IndexMismatch(f"索引 {folder.name} 是第 {manifest.format} 版格式，本程序要第 {FORMAT} 版，请重新 build")
    return manifest


def verify(folder: Path, manifest: Manifest, fingerprint: str) -> None:
    """Raises IndexMismatch for another model's index, IndexDamaged for a missing or changed file."""
    if manifest.fingerprint != fingerprint:
        raise IndexMismatch(f"索引 {manifest.version} 由另一个模型（{manifest.model}）生成，请用当前模型重新 build")
    for name, digest in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise IndexDamaged(f"索引 {manifest.version} 缺少文件 {name}，请重新 build 或 rollback")
        if sha256_of(path) != digest:
            raise IndexDamaged(f"索引 {manifest.version} 的文件 {name} 与生成时不同，请重新 build 或 rollback")
