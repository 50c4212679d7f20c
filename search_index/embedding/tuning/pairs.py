"""The hand-written pairs of ``data/training``: everyday question ↔ formal item, and the triples made of them."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search_index.embedding.build import DOCUMENT_PROMPT, QUERY_PROMPT
from search_index.embedding.embedder import Embedder
from search_index.text import letters_only, normalise

PAIRS = Path("data/training")
DEVELOPMENT_SHARE = 8
"""One item in so many is kept from training; its pairs are the unseen items that settings are chosen on."""
NEAREST = 12
"""Items nearest to a question by the untuned model among which its hard negatives are drawn."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One question with the formal name of its item, what the item states, and its domain."""

    question: str
    item: str
    text: str
    domain: str

    @property
    def is_development(self) -> bool:
        """Whether the item is kept from training: decided by its name alone, the same in every run."""
        digest = hashlib.sha256(letters_only(self.item).encode()).digest()
        return digest[0] % DEVELOPMENT_SHARE == 0


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the two texts its item has in an index, and those of an item it should not meet; prompts in place."""

    question: str
    item: str
    texts: tuple[str, str]
    """The bare name under the query prompt, the whole text under the document prompt."""
    negative_item: str
    negative_texts: tuple[str, str]


def read_pairs(folder: Path = PAIRS) -> list[Pair]:
    """Every pair of every ``*.jsonl`` of the folder, in file order, texts normalised; raises ValueError by line."""
    pairs: list[Pair] = []
    for path in sorted(folder.glob("pairs*.jsonl")):
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                row = json.loads(line)
                texts = [normalise(row[name]) for name in ("question", "item", "text", "domain")]
            except (ValueError, KeyError, TypeError) as error:
                raise ValueError(f"{path.name} line {number}: {error}") from error
            pairs.append(Pair(*texts))
    return pairs


def hard_negatives(pairs: Sequence[Pair], embedder: Embedder, seed: int) -> list[Pair]:
    """For each pair one of another item among those whose names the untuned model holds nearest to the question."""
    items = {pair.item: pair for pair in pairs}
    names = list(items)
    cosines = embedder.encode_query([pair.question for pair in pairs]) @ embedder.encode_query(names).T
    rng = random.Random(seed)
    chosen: list[Pair] = []
    for pair, row in zip(pairs, cosines, strict=True):
        near = [names[i] for i in np.argsort(-row)[: NEAREST + 1] if names[i] != pair.item][:NEAREST]
        chosen.append(items[rng.choice(near)])
    return chosen


def examples_of(pairs: Sequence[Pair], negatives: Sequence[Pair]) -> list[Example]:
    """The pairs as the index holds their items."""
    return [
        Example(QUERY_PROMPT + pair.question, pair.item, _texts(pair), other.item, _texts(other))
        for pair, other in zip(pairs, negatives, strict=True)
    ]


def _texts(pair: Pair) -> tuple[str, str]:
    return QUERY_PROMPT + pair.item, DOCUMENT_PROMPT + whole(pair)


def whole(pair: Pair) -> str:
    """The item as the index embeds it: domain, name, what it states."""
    return " ".join(part for part in (pair.domain, pair.item, pair.text) if part)
