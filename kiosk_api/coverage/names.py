"""The Chinese words for the fixed values of a coverage run: shown to staff, and read in their question files."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from kiosk_api.aspect_detector import load_aspects
from kiosk_api.coverage.records import Verdict
from kiosk_api.models import Aspect, Status
from kiosk_api.wordings import load_wordings
from search_index.records import Kind
from search_index.text import letters_only


@lru_cache(maxsize=1)
def _names() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _aspect_labels() -> dict[Aspect, str]:
    return {aspect: cues.label for aspect, cues in load_aspects().items()}


def status_name(status: Status) -> str:
    """How staff call a status (「没有」)."""
    return str(_names()["statuses"][status][0])


def verdict_name(verdict: Verdict) -> str:
    """How staff call a verdict (「答对」)."""
    return str(_names()["verdicts"][verdict])


def aspect_name(aspect: Aspect) -> str:
    """The label of ``aspects.toml`` (「在哪里看」)."""
    return _aspect_labels()[aspect]


def variant_name(variant: str) -> str:
    """How staff call a kind of variant (「错字」); 「原样」 for none."""
    return str(_names()["variants"][variant]) if variant else "原样"


@lru_cache(maxsize=16)
def kind_name(kind: Kind) -> str:
    """How citizens call a kind of record (「公开事项」)."""
    return load_wordings().kinds[kind]


def column_name(field: str) -> str:
    """The header of a field of a question file (「应答编号」)."""
    return str(_names()["columns"][field][0])


def column_of(header: str) -> str | None:
    """The field that a header of a question file names; None for one that is kept out of it."""
    return _known("columns").get(letters_only(header))


def status_of(word: str) -> Status | None:
    """The status that a word names, by its Chinese names or its code; None when it names none."""
    found = _known("statuses").get(letters_only(word), word.strip())
    return Status(found) if found in set(Status) else None


def aspect_of(word: str) -> Aspect | None:
    """The aspect that a word names, by its Chinese names or its code; None when it names none."""
    found = _known("aspects").get(letters_only(word), word.strip())
    return Aspect(found) if found in set(Aspect) else None


def variant_kind_of(word: str) -> str | None:
    """The kind of variant that a word names, by its Chinese name or its code; None when it names none."""
    names = _names()["variants"]
    return next((kind for kind, name in names.items() if word.strip() in {kind, name}), None)


@lru_cache(maxsize=3)
def _known(table: str) -> dict[str, str]:
    words = {letters_only(word): name for name, known in _names()[table].items() for word in known}
    labels = _aspect_labels() if table == "aspects" else {}
    return {**words, **{letters_only(label): str(aspect) for aspect, label in labels.items()}}
