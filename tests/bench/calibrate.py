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
from sklearn.linear_model import LogisticRegression

from kiosk_api.offline import open_settings_embedder
from kiosk_api.settings import Settings
from search_index import Content, SearchIndex, VersionStore, load_content
from search_index.build import build_version
from search_index.calibration import Calibration
from search_index.embedding.embedder import Embedder
from search_index.embedding.tuning.pairs import read_pairs
from search_index.text import letters_only
from tests.bench.districts import development
from tests.bench.labelled import Labelled, first_right

SERVICES = Path("data/questions/dev/services")
TARGET = Path("search_index/calibration.json")
STORE = Path("var/bench/calibration")
SETS = {"colloquial", "aspect", "near_miss", "off_topic", "policy"}


def services(content: Content) -> Iterator[Labelled]:
    """Development pairs as questions on the service list: in scope where it has the item, else near misses."""
    titles = {letters_only(item.title): item.id for item in content.items}
    for pair in read_pairs():
        if pair.is_development:
            found = titles.get(letters_only(pair.item))
            yield Labelled(pair.question, frozenset([found] if found else []), "answered")


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
    rows, right, weights = [], [], []
    demo = development()[0]
    listed = index_of(SERVICES, embedder, settings)
    for index, questions in (
        (index_of(demo.folder, embedder, settings), [q for q in demo.questions if q.set in SETS]),
        (listed, list(services(listed.content))),
    ):
        used = 0
        for labelled in questions:
            result = index.search(labelled.question)
            if result.features is None or result.confidence == 1.0 or result.hits[0].kind == "redirect":
                continue
            used += 1
            rows.append(result.features.vector())
            right.append(first_right(index.content, [result.hits[0].id], labelled) is not None)
        weights += [1000 / used] * used
        print(f"{index.manifest.district}: {used} questions, {np.mean(right[-used:]):.3f} right")
    model = LogisticRegression(C=1.0).fit(np.array(rows), np.array(right), sample_weight=np.array(weights) / 4)
    fitted = Calibration(
        source="demo + services (development)",
        questions=len(rows),
        intercept=round(float(model.intercept_[0]), 4),
        weights=tuple(round(float(weight), 4) for weight in model.coef_[0]),
    )
    TARGET.write_text(fitted.model_dump_json(indent=2) + "\n", "utf-8")
    print(fitted.model_dump_json())
    np.savez(STORE / "features.npz", rows=np.array(rows), right=np.array(right), weights=np.array(weights))


if __name__ == "__main__":
    main()
