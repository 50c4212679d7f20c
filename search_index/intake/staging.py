"""Puts content files and kept originals into a content folder: all of them, each whole, or nothing."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from search_index.catalogue.exported import safe
from search_index.catalogue.importing import ORIGINALS
from search_index.records import Record


def records_csv(records: Sequence[Record]) -> str:
    """Records of one kind as the text of a content file: its columns, then every extra column in first-seen order."""
    titles = {name: str(info.title) for name, info in type(records[0]).model_fields.items() if info.title}
    extras = list(dict.fromkeys(column for record in records for column in record.extra))
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*titles.values(), *map(safe, extras)])
    for record in records:
        own = [_cell(getattr(record, name)) for name in titles]
        writer.writerow([safe(text) for text in (*own, *(record.extra.get(column, "") for column in extras))])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return " | ".join(value) if isinstance(value, tuple) else str(value)


def write_staged(into: Path, files: Mapping[str, str], originals: Sequence[Path]) -> None:
    """Writes ``files`` (name → text) and copies ``originals``; a crash leaves whole files, old or new.

    An original of a name that another file has already keeps both.
    """
    into.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(prefix=".importing-", dir=into))
    try:
        for name, text in files.items():
            with (staged / name).open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        kept = into / ORIGINALS
        kept.mkdir(exist_ok=True)
        copies = {path: staged / f"original-{number}" for number, path in enumerate(originals)}
        for path, copy in copies.items():
            shutil.copy2(path, copy)
        for path, copy in copies.items():
            copy.replace(kept / _free_name(kept, path))
        for name in files:
            (staged / name).replace(into / name)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _free_name(kept: Path, path: Path) -> str:
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    standing = kept / path.name
    if not standing.is_file() or hashlib.sha256(standing.read_bytes()).hexdigest() == digest:
        return path.name
    return f"{path.stem}-{digest[:6]}{path.suffix}"
