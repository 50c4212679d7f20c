"""海湾县 in two versions, with the questions that guard it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk_api.publishing.gate import GateReport, check_version
from kiosk_api.publishing.publisher import Publisher
from kiosk_api.settings import Settings
from search_index import VersionStore, load_content
from search_index.build import build_version
from tests.character_embedder import CharacterEmbedder
from tests.tiny_district import write_district

EMBEDDER = CharacterEmbedder()
QUESTIONS = [
    {"question": "什么时候可以出海打鱼", "expected": ["faq-1"]},
    {"question": "哪天能下海", "expected": ["faq-1"], "tags": ["必须"]},
    {"question": "公积金怎么取", "expected": [], "status": "no_content", "redirect": "redirect-1"},
]
Change = Callable[[Path], None]


class Clock:
    """Seconds since 1970, moved by hand."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class District:
    """A content folder and the index folder its versions go to."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock()
        self.content = write_district(folder / "content")
        lines = "\n".join(json.dumps(question, ensure_ascii=False) for question in QUESTIONS)
        (self.content / "questions.jsonl").write_text(lines, "utf-8")
        self.store = VersionStore(folder / "index", self.clock)

    def build(self) -> str:
        """A version of the content as it stands."""
        content, _ = load_content(self.content)
        return build_version(content, EMBEDDER, "characters", self.store).version

    def rewrite(self, name: str, old: str, new: str) -> None:
        """Changes one file of the content."""
        path = self.content / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new), "utf-8")

    def gate(self, version: str) -> GateReport:
        """The real gate, without the assistant."""
        return asyncio.run(check_version(self.store, version, EMBEDDER, Settings(rasa_url="")))

    def two_versions(self) -> tuple[str, str]:
        """Two that answer one question in other words; nothing is published."""
        first = self.build()
        self.rewrite("faq.csv", "时间以公告为准", "以县里的公告为准")
        return first, self.build()

    @property
    def publisher(self) -> Publisher:
        """With the real gate."""
        return Publisher(self.store, self.gate, self.clock)

    @property
    def open_publisher(self) -> Publisher:
        """With a gate that lets everything through, for what is not about the gate."""
        return open_publisher(self.store, self.clock)


def open_publisher(store: VersionStore, clock: Clock) -> Publisher:
    """A publisher whose gate lets everything through."""
    return Publisher(store, lambda version: GateReport(version=version, passed=True), clock)


@pytest.fixture
def haiwan(tmp_path: Path) -> District:
    """The district, nothing built yet."""
    return District(tmp_path)
