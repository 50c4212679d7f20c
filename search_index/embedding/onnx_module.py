"""The exported model as a module of sentence-transformers, named in the folder's `modules.json`.

    SentenceTransformer(path, trust_remote_code=True, model_kwargs={"threads": 2})

(`trust_remote_code` is what sentence-transformers asks for any module class outside its own package; the class is this
installed one, nothing is read from the folder but weights and settings.)
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from search_index.embedding.offline import forbid_hub

forbid_hub(allow_download=True)  # telemetry off; whether the hub may be reached is the importer's to say

import torch  # noqa: E402
from sentence_transformers.base.modules import InputModule  # noqa: E402

from search_index.embedding import session  # noqa: E402


class OnnxModule(InputModule):  # type: ignore[misc]
    """Texts to unit vectors in one step: tokens, encoder, mean pooling and L2 norm."""

    config_file_name = session.CARD_FILE
    config_keys = [field.name for field in fields(session.ModelCard)]

    def __init__(self, folder: Path, threads: int = 0) -> None:
        """`threads` inside one call; 0 takes all cores."""
        super().__init__()
        self.folder = folder
        self.card = session.read_card(folder)
        session.verify(folder, self.card)
        self.tokenizer = session.open_tokenizer(folder / session.TOKENIZER_FILE)
        self._session = session.open_session(folder / session.WEIGHTS_FILE, threads)

    @classmethod
    def load(cls, model_name_or_path: str, subfolder: str = "", **kwargs: Any) -> OnnxModule:
        """Open a local model folder."""
        threads = (kwargs.get("model_kwargs") or {}).get("threads", 0)
        return cls(Path(model_name_or_path) / subfolder, threads)

    def get_config_dict(self) -> dict[str, Any]:
        """What `model.json` holds."""
        return asdict(self.card)

    def get_embedding_dimension(self) -> int:
        """Numbers in one vector."""
        return self.card.dimension

    @property
    def max_seq_length(self) -> int:
        """Longest text in tokens."""
        return session.MAX_TOKENS

    def preprocess(self, inputs: Sequence[Any], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """n texts → `input_ids` and `attention_mask`, both int64 (n, tokens)."""
        rows = [row.ids for row in self.tokenizer.encode_batch([(prompt or "") + str(text) for text in inputs])]
        ids, mask = session.pad(rows)
        return {"input_ids": torch.from_numpy(ids), "attention_mask": torch.from_numpy(mask)}

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Add `sentence_embedding`, float32 (n, dimension), each row of length one."""
        ids, mask = features["input_ids"], features["attention_mask"]
        vectors = session.run(self._session, ids.cpu().numpy(), mask.cpu().numpy())
        features["sentence_embedding"] = torch.from_numpy(vectors).to(ids.device)
        return features

    def save(self, output_path: str, *_: Any, **__: Any) -> None:
        """Write weights, tokenizer and card into a folder."""
        target = Path(output_path)
        if target.resolve() == self.folder.resolve():
            return
        for name in (session.WEIGHTS_FILE, session.TOKENIZER_FILE):
            shutil.copyfile(self.folder / name, target / name)
        self.card.write(target)
