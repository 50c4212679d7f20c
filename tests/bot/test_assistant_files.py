"""The assistant's files hold together: one rule, one response and one static command for each intent."""

from __future__ import annotations

import re
from collections import Counter
from enum import StrEnum
from itertools import product
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import pytest
import yaml

from kiosk_api.commands import AnyCommand, command_adapter
from kiosk_api.models import Aspect

BOT = Path(__file__).resolve().parents[2] / "bot"
ASPECTS = {aspect.value for aspect in Aspect}


def values_of(annotation: Any) -> list[str]:
    """The values that an argument of a command can take."""
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return [member.value for member in annotation]
    assert get_origin(annotation) is Literal, f"an argument that is not a closed list: {annotation}"
    return list(get_args(annotation))


def every_command() -> list[dict[str, str]]:
    """Each command that the API takes, once for each combination of its arguments' values."""
    found = []
    for model in get_args(get_args(AnyCommand)[0]):
        fields = {name: values_of(field.annotation) for name, field in model.model_fields.items()}
        found += [dict(zip(fields, values, strict=True)) for values in product(*fields.values())]
    return found


def read(name: str) -> Any:
    return yaml.safe_load((BOT / name).read_text(encoding="utf-8"))


def payloads() -> dict[str, dict[str, Any]]:
    """The command behind each intent, along its rule."""
    responses = read("domain.yml")["responses"]
    return {
        rule["steps"][0]["intent"]: responses[rule["steps"][1]["action"]][0]["custom"]
        for rule in read("data/rules.yml")["rules"]
    }


def examples() -> dict[str, list[str]]:
    """The training sentences of each intent."""
    found: dict[str, list[str]] = {}
    for path in sorted((BOT / "data" / "nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if "intent" in block:
                lines = [line.removeprefix("- ").strip() for line in block["examples"].splitlines()]
                found.setdefault(block["intent"], []).extend(lines)
    return found


def test_each_intent_has_exactly_one_rule_of_one_action() -> None:
    rules = read("data/rules.yml")["rules"]
    assert all(set(rule) == {"rule", "steps"} and len(rule["steps"]) == 2 for rule in rules)
    assert sorted(rule["steps"][0]["intent"] for rule in rules) == sorted(read("domain.yml")["intents"])
    actions = Counter(rule["steps"][1]["action"] for rule in rules)
    assert sorted(actions) == sorted(read("domain.yml")["responses"])
    assert max(actions.values()) == 1


def test_each_response_is_one_complete_command_and_reads_back_as_itself() -> None:
    for name, variants in read("domain.yml")["responses"].items():
        assert len(variants) == 1, name
        assert set(variants[0]) == {"custom"}, name
        payload = variants[0]["custom"]
        assert command_adapter.validate_python(payload).model_dump(mode="json") == payload, name


def test_every_command_of_the_api_is_said_by_exactly_one_intent() -> None:
    def key(payload: dict[str, Any]) -> list[tuple[str, Any]]:
        return sorted(payload.items())

    assert sorted(map(key, payloads().values())) == sorted(map(key, every_command()))


def test_a_payload_is_static() -> None:
    text = (BOT / "domain.yml").read_text(encoding="utf-8").split("responses:")[1].split("session_config:")[0]
    assert not re.search(r"[{}]", text)


def test_being_unsure_is_told_as_such() -> None:
    assert payloads()["nlu_fallback"] == {"command": "unclear"}


def test_the_assistant_holds_no_content_and_no_actions_of_its_own() -> None:
    domain = read("domain.yml")
    assert not domain.get("entities")
    assert not domain.get("slots")
    assert not domain.get("forms")
    assert not domain.get("actions")
    assert set(domain["responses"]) == {f"utter_{intent}" for intent in domain["intents"]}


def test_every_intent_is_trained_on_enough_sentences_each_of_one_intent() -> None:
    by_intent = examples()
    assert set(by_intent) == set(read("domain.yml")["intents"]) - {"nlu_fallback"}
    assert {intent: len(texts) for intent, texts in by_intent.items() if len(texts) < 40} == {}
    assert {intent for intent in ASPECTS if len(by_intent[intent]) < 60} == set()
    doubles = Counter(text for texts in by_intent.values() for text in texts)
    assert [text for text, count in doubles.items() if count > 1] == []


@pytest.mark.parametrize("forbidden", ["[", "](", "{"])
def test_no_training_sentence_is_annotated(forbidden: str) -> None:
    assert [text for texts in examples().values() for text in texts if forbidden in text] == []


def test_only_the_one_channel_is_open_and_the_store_is_the_bounded_one() -> None:
    assert list(read("credentials.yml")) == ["channel.GongkaiInput"]
    endpoints = read("endpoints.yml")
    assert list(endpoints) == ["tracker_store"]
    assert endpoints["tracker_store"]["type"] == "tracker_store.BoundedTrackerStore"
    assert endpoints["tracker_store"]["ttl_seconds"] <= 1800
