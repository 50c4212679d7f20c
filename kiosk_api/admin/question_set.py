"""The content's own test questions (``questions.jsonl``), one line a question: added, changed, taken out."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk_api.admin.errors import RecordChanged
from kiosk_api.coverage.questions import read_test_questions
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.publishing.audit import locked
from kiosk_api.settings import Settings
from search_index import ContentError, SearchIndexError
from search_index.atomic import write_atomically
from search_index.fitting import QUESTIONS


@dataclass(frozen=True, slots=True)
class Standing:
    """The questions as they stand; ``etag`` changes whenever the file does."""

    questions: tuple[TestQuestion, ...]
    etag: str


class QuestionSet:
    """The question file of the settings' content."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.content_dir / QUESTIONS
        self._lock = settings.staff_dir / "content.lock"

    def standing(self) -> Standing:
        """Every question that can be read; without a file there is none."""
        text = self._text()
        questions = read_test_questions(self._path)[0] if text.strip() else ()
        return Standing(questions, _etag(text))

    def add(self, questions: Sequence[TestQuestion]) -> Standing:
        """More questions at the end; raises ContentError where one is not sound."""
        lines = [_line(question) for question in questions]
        return self._rewrite(None, lambda standing: [*standing, *lines])

    def replace(self, row: int, question: TestQuestion, base: str) -> Standing:
        """Another question in a row (1-based); raises RecordChanged, SearchIndexError for a row that is none."""
        return self._rewrite(base, lambda standing: _with(standing, row, [_line(question)]))

    def remove(self, row: int, base: str) -> Standing:
        """Takes a row out; raises as ``replace``."""
        return self._rewrite(base, lambda standing: _with(standing, row, []))

    def _rewrite(self, base: str | None, change: Callable[[list[str]], list[str]]) -> Standing:
        with locked(self._lock):
            text = self._text()
            if base is not None and base != _etag(text):
                raise RecordChanged
            standing = text.split("\n")
            if not standing[-1]:
                standing.pop()
            changed = "".join(line + "\n" for line in change(standing))
            self._check(changed)
            write_atomically(self._path, changed)
        return self.standing()

    def _check(self, text: str) -> None:
        if not text.strip():
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / QUESTIONS
            path.write_text(text, "utf-8")
            complaints = read_test_questions(path)[1]
        if any(one.severity == "error" for one in complaints):
            raise ContentError(complaints)

    def _text(self) -> str:
        return self._path.read_bytes().decode("utf-8-sig") if self._path.is_file() else ""


def _with(lines: list[str], row: int, new: list[str]) -> list[str]:
    if not (1 <= row <= len(lines) and lines[row - 1].strip()):
        raise SearchIndexError(f"第 {row} 行没有问题，请刷新列表")
    return [*lines[: row - 1], *new, *lines[row:]]


def _line(question: TestQuestion) -> str:
    told = question.model_dump(mode="json", exclude={"row", "variant"}, exclude_defaults=True)
    return json.dumps({"question": question.question, "expected": list(question.expected), **told}, ensure_ascii=False)


def _etag(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]
