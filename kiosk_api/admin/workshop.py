"""What takes long: building a version, checking it, publishing it, measuring it. Each is ``running.Work``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from kiosk_api.admin.running import Progress, WorkRefused
from kiosk_api.admin.runs import Runs
from kiosk_api.coverage.questions import load_test_questions, variant_kinds, with_variants
from kiosk_api.coverage.records import TestQuestion
from kiosk_api.coverage.running import measure
from kiosk_api.coverage.summary import summarise
from kiosk_api.publishing.gate import GateReport, check_version
from kiosk_api.publishing.publisher import GateRefused, Publisher
from kiosk_api.settings import Settings
from search_index import Content, SearchIndex, SearchIndexError, VersionStore, load_content
from search_index.build import build_version
from search_index.dumped import load_dumped_content
from search_index.embedding.embedder import Embedder
from search_index.fitting import QUESTIONS
from search_index.index import CONTENT
from search_index.withdrawals import withdrawn

RUNS = "runs"


class Workshop:
    """Works on the index folder and the content folder of the settings; ``embedder`` opens the model when needed."""

    def __init__(self, settings: Settings, embedder: Callable[[], Embedder]) -> None:
        self.settings = settings
        self.store = VersionStore(settings.index_dir)
        self.runs = Runs(settings.staff_dir / RUNS)
        self.embedder = embedder

    def publisher(self, progress: Progress | None = None, *, with_assistant: bool = False) -> Publisher:
        """The publisher of the index folder, with the real gate."""
        return Publisher(self.store, lambda version: self._checked(version, progress, with_assistant=with_assistant))

    def build(self, progress: Progress) -> str:
        """A version of the content as it stands: its manifest without checksums. Raises ContentError."""
        loaded, _ = load_content(self.settings.content_dir, self.settings.field_dir)
        manifest = build_version(loaded, self.embedder(), self.settings.embedding_model, self.store, progress)
        return manifest.model_dump_json(exclude={"files"})

    def gate(self, version: str, progress: Progress, *, with_assistant: bool) -> str:
        """The gate's report on a version; publishes nothing."""
        return self._checked(version, progress, with_assistant=with_assistant).model_dump_json()

    def publish(
        self, version: str, by: str, at: float | None, reason: str, progress: Progress, *, with_assistant: bool
    ) -> str:
        """Checks and publishes, now or from ``at`` (seconds since 1970) on; raises WorkRefused with the report."""
        publisher = self.publisher(progress, with_assistant=with_assistant)
        try:
            return publisher.publish(version, by, at, reason).model_dump_json()
        except GateRefused as refused:
            raise WorkRefused(str(refused), refused.report.model_dump_json()) from refused

    def cover(
        self, version: str, questions: Path | None, variants: str, progress: Progress, *, with_assistant: bool
    ) -> str:
        """Measures a version (blank: the served one) with a question file, or those it was built with.

        The run is kept as a file; the result names it. Raises SearchIndexError.
        """
        chosen = version or self.store.published()
        folder = self.store.path_of(chosen)
        asked = self._questions(questions or folder / QUESTIONS, variants)
        opened = SearchIndex.open(folder, self.embedder(), withdrawn(self.store.folder))
        name = questions.name if questions else QUESTIONS
        run = asyncio.run(
            measure(
                opened,
                self.settings,
                asked,
                questions_file=name,
                with_assistant=with_assistant,
                progress=progress,
            )
        )
        self.runs.keep(run, summarise(run, opened.content))
        return json.dumps({"run": run.id, "version": chosen, "questions": len(run.outcomes)})

    def content_of(self, version: str) -> Content:
        """The content of a version; raises IndexUnavailable for one that is gone."""
        return load_dumped_content((self.store.path_of(version) / CONTENT).read_text("utf-8"))

    def _questions(self, path: Path, variants: str) -> tuple[TestQuestion, ...]:
        if not path.is_file():
            raise SearchIndexError("这个版本没有测试问题（questions.jsonl）。请先上传或编写一批问题。")
        asked, _ = load_test_questions(path)
        return with_variants(asked, variant_kinds(variants)) if variants else asked

    def _checked(self, version: str, progress: Progress | None, *, with_assistant: bool) -> GateReport:
        work = check_version(
            self.store, version, self.embedder(), self.settings, with_assistant=with_assistant, progress=progress
        )
        return asyncio.run(work)
