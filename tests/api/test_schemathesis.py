"""Whatever the OpenAPI document allows, and what it does not, ends as the document says: never a 500.

With ``GONGKAI_TEST_URL`` set, the same runs against a service that is already up.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation, BaseSchema

from kiosk_api.app import create_app
from kiosk_api.settings import Settings
from tests.fakes import FixedSource, ListIndex, ScriptedAnswerer
from tests.serving import serving

UNLIMITED = {name: 0 for name in Settings.model_fields if "_per_minute_" in name}


@pytest.fixture(scope="module")
def service_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    running = os.environ.get("GONGKAI_TEST_URL")
    if running:
        yield running
        return
    folder = tmp_path_factory.mktemp("database")
    own = {"database_url": f"sqlite:///{folder}/gongkai.db", "index_dir": folder / "index"}
    chosen = Settings.model_validate({**own, **UNLIMITED})
    with serving(create_app(chosen, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())) as server:
        yield server.url


@pytest.fixture(scope="module")
def document(service_url: str) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{service_url}/openapi.json")


@pytest.fixture(scope="module")
def living(service_url: str) -> dict[str, str]:
    """Ids that exist, so that not every generated request ends with 404."""
    opened = httpx.post(f"{service_url}/api/v1/conversations", json={}).json()["conversation_id"]
    answer = httpx.post(f"{service_url}/api/v1/conversations/{opened}/messages", json={"text": "低保"}).json()
    items = httpx.get(f"{service_url}/api/v1/items").json()["items"]
    return {"conversation_id": opened, "answer_id": answer["id"], "item_id": items[0]["id"]}


def operations() -> list[str]:
    """The labels of all operations, such as ``GET /api/v1/items``."""
    never_opened = Settings(database_url="sqlite:///never-opened.db")
    app = create_app(never_opened, index=FixedSource(ListIndex()), answerer=ScriptedAnswerer())
    return [f"{method.upper()} {path}" for path, entry in app.openapi()["paths"].items() for method in entry]


def find(document: BaseSchema, label: str) -> APIOperation[Any, Any, Any, Any]:
    found = (result.ok() for result in document.get_all_operations() if isinstance(result, Ok))
    return next(operation for operation in found if operation.label == label)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", operations())
def test_the_service_keeps_its_contract(
    document: BaseSchema, living: dict[str, str], label: str, mode: GenerationMode
) -> None:
    operation = find(document, label)
    has_input = operation.body or operation.query or operation.path_parameters
    if mode is GenerationMode.NEGATIVE and not has_input:
        return
    # A text can fit the schema and be no question: that is a documented 422.
    excluded: Any = [] if mode is GenerationMode.NEGATIVE else CHECKS.get_by_names(["positive_data_acceptance"])

    @given(case=operation.as_strategy(mode), alive=st.booleans())
    @settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def keeps(case: schemathesis.Case[Any], alive: bool) -> None:
        for name in set(case.path_parameters or {}) & set(living):
            if alive and mode is GenerationMode.POSITIVE and case.method != "DELETE":
                case.path_parameters[name] = living[name]
        case.call_and_validate(excluded_checks=excluded)

    keeps()
