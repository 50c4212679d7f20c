"""Whatever the console's operations are sent, by every role: never a 500, and what the document says.

An administrator's cookie and token go along, on a real content and a real index.
"""

from __future__ import annotations

import warnings
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

from kiosk_api.admin.staff import Role
from kiosk_api.settings import Settings
from tests.admin.conftest import NAMES, PASSWORD, add_everybody
from tests.admin.test_access import operations
from tests.admin.working import API, working_app
from tests.publishing.conftest import District, open_publisher
from tests.serving import serving

ENDS = {"DELETE /api/v1/admin/session", "POST /api/v1/admin/session", "POST /api/v1/admin/session/password"}
"""Operations that would end the session that everything else is tried with."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """An administrator signed in on a running service."""
    folder = tmp_path_factory.mktemp("console")
    haiwan = District(folder)
    open_publisher(haiwan.store, haiwan.clock).publish(haiwan.build(), "test")
    unlimited = {name: 0 for name in Settings.model_fields if "_per_minute_" in name}
    own = {
        "database_url": f"sqlite:///{folder}/gongkai.db",
        "index_dir": folder / "index",
        "content_dir": folder / "content",
        "field_dir": folder / "field",
        "staff_dir": folder / "staff",
        "rasa_url": "",
        "speech": "off",
        "two_person_rule": False,
    }
    app = working_app(Settings.model_validate({**own, **unlimited}))
    with serving(app) as server:
        add_everybody(app)
        with httpx.Client(base_url=server.url, timeout=60) as http:
            entered = {"name": NAMES[Role.administrator], "password": PASSWORD}
            token = http.post(f"{API}/session", json=entered).json()["csrf_token"]
            http.headers["X-CSRF-Token"] = token
            yield http


@pytest.fixture(scope="module")
def document(console: httpx.Client) -> BaseSchema:
    return schemathesis.openapi.from_url(f"{console.base_url}/openapi.json")


@pytest.fixture(scope="module")
def living(console: httpx.Client) -> dict[str, str]:
    """Ids that exist, so that not every generated request ends with 404."""
    begun = console.post(f"{API}/imports", json={"kind": "faq"}).json()["id"]
    console.put(f"{API}/imports/{begun}/files/a.csv", content="标准问,答案\n几点开门,九点。\n".encode())
    version = console.get(f"{API}/versions").json()[0]["version"]
    return {"import_id": begun, "version": version, "kind": "faq", "record_id": "faq-1"}


def find(document: BaseSchema, label: str) -> APIOperation[Any, Any, Any, Any]:
    found = (result.ok() for result in document.get_all_operations() if isinstance(result, Ok))
    return next(operation for operation in found if operation.label == label)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("label", [one for one in operations() if one not in ENDS])
def test_the_console_keeps_its_contract(
    console: httpx.Client, document: BaseSchema, living: dict[str, str], label: str, mode: GenerationMode
) -> None:
    operation = find(document, label)
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query or operation.path_parameters):
        return
    # The cookie that goes along makes some wrong requests right; what happens without it is the access table's test.
    excluded: Any = CHECKS.get_by_names(["ignored_auth", "positive_data_acceptance", "negative_data_rejection"])
    cookie, token = console.cookies["gongkai_staff"], console.headers["X-CSRF-Token"]

    @given(case=operation.as_strategy(mode), alive=st.booleans())
    @settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None)
    def keeps(case: schemathesis.Case[Any], alive: bool) -> None:
        for name in set(case.path_parameters or {}) & set(living):
            if alive and mode is GenerationMode.POSITIVE and case.method != "DELETE":
                case.path_parameters[name] = living[name]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case.call_and_validate(
                headers={"X-CSRF-Token": token}, cookies={"gongkai_staff": cookie}, excluded_checks=excluded
            )

    keeps()
