"""Keeps the model hub's libraries off the network; to be called before they are imported."""

from __future__ import annotations

import os


def forbid_hub(*, allow_download: bool = False) -> None:
    """Switch telemetry off, and the hub itself unless downloads were asked for.

    These variables are read when `huggingface_hub` and `transformers` are imported, so call it first.
    """
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    if not allow_download:
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ["TRANSFORMERS_OFFLINE"] = "1"
