"""The sentences of ``wordings.toml``."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from kiosk_api.models import Status


class Wordings(BaseModel):
    """Typed view of ``wordings.toml``; ``statuses`` also carries each status's meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    not_stated: str
    unverified: str
    statuses: dict[Status, dict[str, str]]
    say: dict[str, str]
    kinds: dict[str, str]
    compose: dict[str, str]

    def status(self, status: Status, which: str = "text", **values: object) -> str:
        """One sentence of a status with its braces filled."""
        return self.statuses[status][which].format(**values)


def load_wordings() -> Wordings:
    return Wordings.model_validate(tomllib.loads(Path(__file__).with_name("wordings.toml").read_text("utf-8")))
