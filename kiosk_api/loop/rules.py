"""The tunables of ``loop.toml``."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from kiosk_api.models import Frozen


class Rules(Frozen):
    """``distance`` is a cosine distance, 0 to 2; the rest are counts, seconds and working days."""

    distance: float
    batch: int
    every_seconds: float
    due_working_days: int
    examples: int
    candidates: int


@lru_cache(maxsize=1)
def load_rules() -> Rules:
    """The rules as they are delivered."""
    return Rules.model_validate(tomllib.loads(Path(__file__).with_name("loop.toml").read_text("utf-8")))
