"""The districts whose questions are measured: content folder, question files, and an index of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from kiosk_api.offline import open_index
from kiosk_api.settings import Settings
from search_index import SearchIndex
from tests.bench.labelled import Labelled, read_questions

QUESTIONS = Path("data/questions")
HELD_OUT = QUESTIONS / "heldout"
DEVELOPMENT = QUESTIONS / "dev"


@dataclass(frozen=True)
class District:
    """One content folder with the questions on it."""

    name: str
    folder: Path
    files: tuple[Path, ...] = field(default=())

    @cached_property
    def questions(self) -> list[Labelled]:
        return read_questions(*self.files)

    @cached_property
    def index(self) -> SearchIndex:
        """Its index, built when content, model or calibration have changed."""
        return open_index(Settings(), content=self.folder)


def held_out() -> list[District]:
    """Never tuned on: a province's service list and a county's catalogue."""
    return [
        District(name, HELD_OUT / name, tuple(sorted((HELD_OUT / name).glob("*.jsonl"))))
        for name in ("services", "county")
    ]


def development() -> list[District]:
    """Tuned on: the demonstration district."""
    files = (QUESTIONS / "demo_dev.jsonl", *sorted(DEVELOPMENT.glob("*.jsonl")))
    return [District("demo", Path("data/demo"), files)]
