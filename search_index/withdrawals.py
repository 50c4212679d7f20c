"""Records taken out of every answer at once, whatever version is served, until they are put back.

``withdrawn.json`` beside the pointer: record id → reason. No version is touched and nothing is built.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from search_index.atomic import write_atomically
from search_index.content import Content
from search_index.errors import IndexDamaged, IndexUnavailable
from search_index.records import Faq, Interpretation, Policy, Record
from search_index.text import letters_only

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


def without(content: Content, ids: Collection[str]) -> Content:
    """The content without some records, and without links to them; a guide's id takes all its parts out.

    A hot question that a record taken out asks letter for letter goes with it.
    """
    gone = [one for one in content.records if one.id in ids or getattr(one, "guide", "") in ids]
    names = frozenset(ids).union(one.id for one in gone)
    asked = {letters_only(text) for one in gone if isinstance(one, Faq) for text in (one.question, *one.variants)}
    hot = tuple(text for text in content.district.hot_questions if letters_only(text) not in asked)
    return replace(
        content,
        district=content.district.model_copy(update={"hot_questions": hot}),
        records=tuple(_unlinked(one, names) for one in content.records if one.id not in names),
        withdrawn=content.withdrawn | names,
    )


def _unlinked(record: Record, gone: Collection[str]) -> Record:
    if isinstance(record, Faq) and not set(record.cites).isdisjoint(gone):
        return record.model_copy(update={"cites": tuple(name for name in record.cites if name not in gone)})
    if isinstance(record, Policy) and record.successor in gone:
        return record.model_copy(update={"successor": ""})
    if isinstance(record, Interpretation) and record.policy in gone:
        return record.model_copy(update={"policy": ""})
    return record


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
