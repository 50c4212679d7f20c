"""``make calibrate``: fits the general calibration on the development districts; writes search_index/calibration.json.

Never on the held-out questions. Refit after a change of model, ranking or features; then build the index again. The
matters of the field are left out whose items the development questions are about: a near miss does not always concern
something on the list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import yaml

from kiosk_api.offline import open_settings_embedder
from kiosk_api.settings import Settings
from search_index import Content, SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.embedding.embedder import Embedder
from search_index.embedding.tuning.pairs import read_pairs
from search_index.fitting import LabelledQuestion, fit, samples
from search_index.text import letters_only
from tests.bench.aspects import SENTENCES
from tests.bench.districts import development
from tests.bench.labelled import Labelled

SERVICES = Path("data/questions/dev/services")
TARGET = Path("search_index/calibration.json")
STORE = Path("var/bench/calibration")
SHARE_DEMO, SHARE_SERVICES = 100.0, 300.0
"""Weight of each district in the fit, in questions. The demonstration district's aliases and frequent questions were
written by those who wrote its questions; a district nobody tuned for is more like the service list."""
EVERY = 3
"""One sentence of idle talk in so many."""
IN_SCOPE = 0.7
"""Weight of the questions that the content can answer: so many of ten citizens ask for what the hall has."""
SETS = {"colloquial", "aspect", "near_miss", "off_topic", "policy"}


def services(content: Content) -> Iterator[Labelled]:
    """Development pairs as questions on the service list: in scope where it has the item, else near misses."""
    titles = {letters_only(item.title): item.id for item in content.items}
    for pair in read_pairs():
        if pair.is_development:
            found = titles.get(letters_only(pair.item))
            yield Labelled(pair.question, frozenset([found] if found else []), "answered")


def out_of_scope() -> list[str]:
    """The assistant's sentences on what no service hall is for."""
    data = yaml.safe_load((SENTENCES / "out_of_scope.yml").read_text("utf-8"))
    entries = (entry for entry in data["nlu"] if entry.get("intent") == "out_of_scope")
    return [line.removeprefix("- ").strip() for entry in entries for line in entry["examples"].splitlines() if line]


def index_of(folder: Path, embedder: Embedder, settings: Settings) -> SearchIndex:
    """The folder's index without the matters that development questions are about."""
    content, _ = load_content(folder, settings.field_dir)
    asked = {letters_only(pair.item) for pair in read_pairs() if pair.is_development}
    kept = tuple(matter for matter in content.matters if letters_only(matter.name) not in asked)
    store = VersionStore(STORE / folder.name)
    manifest = build_version(replace(content, matters=kept), embedder, settings.embedding_model, store)
    return SearchIndex.open(store.path_of(manifest.version), embedder)


def main() -> None:
    """Fits P(first hit is right) on every development question that nothing matches to the letter."""
    settings = Settings()
    embedder = open_settings_embedder(settings, for_build=True)
    rows: list[tuple[float, ...]] = []
    right: list[bool] = []
    weights: list[float] = []
    demo = development()[0]
    listed = index_of(SERVICES, embedder, settings)
    talk = [LabelledQuestion(sentence, frozenset()) for sentence in out_of_scope()][::EVERY]
    for index, questions, share in (
        (index_of(demo.folder, embedder, settings), [q for q in demo.questions if q.set in SETS], SHARE_DEMO),
        (listed, list(services(listed.content)), SHARE_SERVICES),
    ):
        asked = [LabelledQuestion(q.question, q.expected) for q in questions]
        inside = [question for question in asked if question.expected]
        outside = [*(question for question in asked if not question.expected), *talk]
        for group, part in ((inside, IN_SCOPE), (outside, 1 - IN_SCOPE)):
            features, answered = samples(index, group)
            rows += features
            right += answered
            weights += [share * part / len(features)] * len(features)
            print(f"{index.manifest.district}: {len(features)} questions, {np.mean(answered):.3f} right")
    fitted = fit(rows, right, "demo + services (development)", weights)
    TARGET.write_text(fitted.model_dump_json(indent=2) + "\n", "utf-8")
    print(fitted.model_dump_json())


if __name__ == "__main__":
    main()
