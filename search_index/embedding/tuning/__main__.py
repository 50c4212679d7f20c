"""``make tune``: trains the adapter of the default encoder on ``data/training`` and writes it into the package.

Settings are chosen on the pairs' own development items (one in eight, never trained on), never on a held-out set.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from search_index.embedding.adapter import ADAPTER_FILE
from search_index.embedding.build import build_model
from search_index.embedding.embedder import DEFAULT_MODEL, PLAIN_MODEL, Embedder, OnnxEmbedder
from search_index.embedding.tuning.pairs import Pair, examples_of, hard_negatives, read_pairs, whole
from search_index.embedding.tuning.train import Recipe, train


def recall_at_1(embedder: Embedder, asked: Sequence[Pair], pairs: Sequence[Pair]) -> tuple[float, float]:
    """Share of the questions nearest to their item's bare name, and to its whole text, among all items."""
    items = {pair.item: pair for pair in pairs}
    names = list(items)
    questions = embedder.encode_query([pair.question for pair in asked])
    right = np.array([names.index(pair.item) for pair in asked])
    by_name = questions @ embedder.encode_query(names).T
    by_text = questions @ embedder.encode_document([whole(items[name]) for name in names]).T
    return float(np.mean(by_name.argmax(1) == right)), float(np.mean(by_text.argmax(1) == right))


def report(label: str, embedder: Embedder, asked: Sequence[Pair], pairs: Sequence[Pair]) -> None:
    """Prints recall@1 of the questions among all items of the pairs."""
    by_name, by_text = recall_at_1(embedder, asked, pairs)
    print(f"{label}, unseen items: by name {by_name:.3f}, by text {by_text:.3f}", flush=True)


def plain_embedder(folder: Path) -> Embedder:
    """The untuned model, built into the folder if need be."""
    build_model(folder / PLAIN_MODEL)
    return OnnxEmbedder(folder / PLAIN_MODEL, os.cpu_count() or 1)


def main() -> None:
    """Trains, writes the adapter, builds the tuned model and prints both models' recall on the development items."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("var/models"))
    parser.add_argument("--target", type=Path, default=ADAPTER_FILE)
    arguments = parser.parse_args()
    started = time.monotonic()
    pairs = read_pairs()
    development = [pair for pair in pairs if pair.is_development]
    training = [pair for pair in pairs if not pair.is_development]
    plain = plain_embedder(arguments.models)
    print(f"{len(training)} pairs to train on, {len(development)} on unseen items", flush=True)
    report("untuned", plain, development, pairs)
    recipe = Recipe()
    examples = examples_of(training, hard_negatives(training, plain, recipe.seed))
    untuned = plain.encode_query([pair.question for pair in training])
    train(examples, untuned, recipe).save(arguments.target)
    print(f"trained in {(time.monotonic() - started) / 60:.1f} min", flush=True)
    if arguments.target != ADAPTER_FILE:
        return
    with tempfile.TemporaryDirectory() as folder:
        build_model(Path(folder) / DEFAULT_MODEL)
        tuned = OnnxEmbedder(Path(folder) / DEFAULT_MODEL, os.cpu_count() or 1)
        report("tuned", tuned, development, pairs)


if __name__ == "__main__":
    main()
