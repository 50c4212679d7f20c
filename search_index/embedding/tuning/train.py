"""Contrastive low-rank training of the packed model on two cores.

Loss: InfoNCE over the batch and one mined negative a row (van den Oord et al. 2018; Henderson et al. 2017), a text of
the question's own item never counting as wrong, plus a pull of every question towards where the untuned model puts it
(against forgetting). Weights: the low-rank matrices of ``adapter`` alone (Hu et al. 2021).
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.embedding.adapter import Adapter
from search_index.embedding.build import bert_model
from search_index.embedding.nano_e5 import PackedE5, installed_source
from search_index.embedding.session import pad
from search_index.embedding.tokenizer import build_tokenizer, prune
from search_index.embedding.tuning.pairs import Example

_ATTENTION = ("attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense")
LAYERS = (*_ATTENTION, "intermediate.dense", "output.dense")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Every number of the training."""

    rank: int = 16
    first_layer: int = 3
    """Lower layers stay as they are: cheaper by a quarter and less to forget."""
    learning_rate: float = 6e-4
    batch: int = 64
    epochs: int = 5
    """Over the pairs; each time a pair meets its item's bare name or its whole text, at random."""
    scale: float = 40.0
    """Of cosines in the loss (1 / temperature)."""
    stay: float = 1.0
    """Weight of staying near the untuned vectors of the questions."""
    max_tokens: int = 40
    warmup: float = 0.1
    """Share of the steps in which the learning rate rises; it then falls along a cosine."""
    seed: int = 11


def train(examples: Sequence[Example], untuned: NDArray[np.float32], recipe: Recipe) -> Adapter:
    """The adapter after training; ``untuned`` are the plain model's unit vectors of the questions, (n, dimension)."""
    import torch

    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    packed = PackedE5(installed_source().path)
    vocabulary = prune(packed.pieces, packed.scores.tolist())
    tokenizer = build_tokenizer(vocabulary)
    tokenizer.enable_truncation(recipe.max_tokens)
    bert = bert_model(packed.dimensions, packed.bert_state(vocabulary.ids))
    for weight in bert.parameters():
        weight.requires_grad_(False)
    fresh = _fresh(packed.dimensions.layers, packed.dimensions.hidden, packed.dimensions.feed_forward, recipe)
    added = fresh.inject(bert)
    weights = [matrix for layer in added.values() for matrix in (layer.down, layer.up)]
    for weight in weights:
        weight.requires_grad_(True)
    optimiser = torch.optim.AdamW(weights, lr=recipe.learning_rate, weight_decay=0.01)
    steps = recipe.epochs * (len(examples) // recipe.batch)

    def encode(texts: Sequence[str]) -> Any:
        ids, mask = (torch.from_numpy(array) for array in pad([row.ids for row in tokenizer.encode_batch(list(texts))]))
        hidden = bert(input_ids=ids, attention_mask=mask).last_hidden_state
        summed = (hidden * mask.unsqueeze(-1)).sum(1)
        return torch.nn.functional.normalize(summed / mask.sum(1, keepdim=True), dim=1)

    for step, rows in enumerate(_batches(len(examples), recipe, rng)):
        for group in optimiser.param_groups:
            group["lr"] = recipe.learning_rate * _pace(step / steps, recipe.warmup)
        batch = [examples[row] for row in rows]
        whole = [rng.random() < 0.5 for _ in batch]
        questions = encode([one.question for one in batch])
        right = encode([one.texts[form] for one, form in zip(batch, whole, strict=True)])
        wrong = encode([one.negative_texts[form] for one, form in zip(batch, whole, strict=True)])
        cosines = questions @ torch.cat([right, wrong]).T
        names = [one.item for one in batch]
        others = names + [one.negative_item for one in batch]
        same = torch.tensor([[i != j and a == b for j, b in enumerate(others)] for i, a in enumerate(names)])
        scores = (cosines * recipe.scale).masked_fill(same, -math.inf)
        contrast = torch.nn.functional.cross_entropy(scores, torch.arange(len(batch)))
        stay = (1 - (questions * torch.from_numpy(untuned[rows])).sum(1)).mean()
        (contrast + recipe.stay * stay).backward()
        optimiser.step()
        optimiser.zero_grad()
        if step % 10 == 0:
            print(f"step {step}/{steps}: contrast {contrast.item():.3f}, moved {stay.item():.4f}", flush=True)
    return Adapter(
        {name: (layer.down.detach().numpy().T, layer.up.detach().numpy().T) for name, layer in added.items()}
    )


def _fresh(layers: int, hidden: int, feed_forward: int, recipe: Recipe) -> Adapter:
    """Untrained matrices: ``down`` small and random, ``up`` zero, so the model starts as it was."""
    rng = np.random.default_rng(recipe.seed)
    sizes = {"intermediate.dense": (hidden, feed_forward), "output.dense": (feed_forward, hidden)}
    made = {}
    for layer in range(recipe.first_layer, layers):
        for name in LAYERS:
            inputs, outputs = sizes.get(name, (hidden, hidden))
            down = rng.normal(0, inputs**-0.5, (recipe.rank, inputs)).astype(np.float32)
            made[f"encoder.layer.{layer}.{name}"] = (down, np.zeros((outputs, recipe.rank), dtype=np.float32))
    return Adapter(made)


def _batches(count: int, recipe: Recipe, rng: random.Random) -> Iterator[list[int]]:
    """Row numbers of every batch of every epoch; what does not fill a batch is left for the next epoch's shuffle."""
    for _ in range(recipe.epochs):
        rows = rng.sample(range(count), count)
        for start in range(0, count - recipe.batch + 1, recipe.batch):
            yield rows[start : start + recipe.batch]


def _pace(done: float, warmup: float) -> float:
    """Learning rate as a share of its height after a share of the steps."""
    if done < warmup:
        return (done + 0.01) / warmup
    return 0.5 * (1 + math.cos(math.pi * (done - warmup) / (1 - warmup)))
