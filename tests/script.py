"""The committed conversation over the demonstration district and what each of its answers must show."""

from __future__ import annotations

import json
from typing import Any

from tests.conftest import ROOT

SCRIPT: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/conversation.jsonl").read_text("utf-8").splitlines()
]


def check(turn: dict[str, Any], answer: dict[str, Any]) -> None:
    """Asserts that the answer has the status, items, asked elements and words that the turn expects, all sourced."""
    said = f"{turn['say']} → {answer['status']}: {answer['text']}"
    assert answer["status"] == turn["status"], said
    items = {item["id"] for item in answer["items"]}
    assert set(turn.get("items", [])) <= items, f"{said} {items}"
    asked = [field["element"] for field in answer["fields"] if field["asked"]]
    assert set(turn.get("asked", [])) <= set(asked), f"{said} {asked}"
    for words in turn.get("contains", []):
        assert words in answer["text"], said
    sources = {source["id"]: source for source in answer["sources"]}
    assert all(sources[field["source"]]["file"] for field in answer["fields"])
