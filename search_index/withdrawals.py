"""Records taken out of every answer at once, whatever version is served, until they are put back.

``withdrawn.json`` beside the pointer: record id → reason. No version is touched and nothing is built.
"""

from __future__ import annotations

import json
from pathlib import Path

from search_index.atomic import write_atomically
from search_index.errors import IndexDamaged, IndexUnavailable

WITHDRAWN = "withdrawn.json"


def withdrawn(folder: Path) -> dict[str, str]:
    """Record id → reason of everything withdrawn in an index folder; raises IndexDamaged."""
    try:
        found = json.loads((folder / WITHDRAWN).read_text("utf-8"))
        return {str(name): str(reason) for name, reason in found.items()}
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, AttributeError) as error:
        raise IndexDamaged(f"{WITHDRAWN} 读不懂，请改正或删去这个文件，再撤下需要撤下的内容") from error


def withdraw(folder: Path, record_id: str, reason: str) -> None:
    """Takes a record (or a whole guide, by its guide id) out of every answer."""
    _write(folder, {**withdrawn(folder), record_id: reason})


def restore(folder: Path, record_id: str) -> None:
    """Puts a withdrawn record back; raises IndexUnavailable when it was not withdrawn."""
    standing = withdrawn(folder)
    if record_id not in standing:
        raise IndexUnavailable(f"{record_id} 没有撤下，不用恢复")
    _write(folder, {name: why for name, why in standing.items() if name != record_id})


def _write(folder: Path, standing: dict[str, str]) -> None:
    write_atomically(folder / WITHDRAWN, json.dumps(standing, ensure_ascii=False, indent=2))
