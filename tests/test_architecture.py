"""House rules that are checked, not remembered."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from search_index import district, records
from tests.conftest import ROOT

PACKAGES = ("search_index", "kiosk_api", "bot")
LONGEST_FILE = 280
LONGEST_FUNCTION = 60
SOURCES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= LONGEST_FILE
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= LONGEST_FUNCTION, f"{node.name} has {length} lines"


def test_the_serving_path_imports_no_torch() -> None:
    code = "import sys, kiosk_api.app; sys.exit('torch' in sys.modules or 'transformers' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_the_field_tables_of_the_data_readme_are_the_models() -> None:
    readme = (ROOT / "data" / "README.md").read_text("utf-8")
    for name in (
        "CatalogItem",
        "Policy",
        "Interpretation",
        "Faq",
        "GuidePart",
        "Place",
        "Redirect",
        "Alias",
        "District",
    ):
        section = readme.split(f"— {name}\n", 1)[1].split("\n## ", 1)[0]
        rows = dict(re.findall(r"^\| (\S+) \| `?(\w+)`? \|", section, flags=re.MULTILINE))
        rows.pop("栏目", None)
        model = getattr(records, name, None) or getattr(district, name)
        assert rows == {info.title: field for field, info in model.model_fields.items() if info.title}, name


def test_the_settings_table_of_the_readme_is_generated() -> None:
    table = subprocess.run(
        [sys.executable, "-m", "kiosk_api.settings"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.strip()
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = readme.split("<!-- settings -->", 1)[1].split("<!-- /settings -->", 1)[0].strip()
    assert shown == table


def test_every_command_the_readme_names_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, flags=re.MULTILINE))
    assert set(re.findall(r"`make ([a-z-]+)", readme)) <= targets
    named = set(re.findall(r"`gongkai ([a-z]+)", readme))
    assert named
    for command in named:
        shown = subprocess.run(
            [sys.executable, "-m", "kiosk_api.cli", command, "--help"], cwd=ROOT, capture_output=True, check=False
        )
        assert shown.returncode == 0, command


def test_every_wording_is_used() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "kiosk_api").glob("*.py"))
    wordings = tomllib.loads((ROOT / "kiosk_api" / "wordings.toml").read_text("utf-8"))
    unused = [name for name in wordings["compose"] if f'"{name}"' not in code]
    assert not unused


def test_repealed_rules_stand_nowhere_in_the_content() -> None:
    for path in [*(ROOT / "data/field").rglob("*.csv"), *(ROOT / "data/demo").rglob("*.csv")]:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            assert not re.search(r"15个?工作日内?(予以)?答复|三需要|特殊需要", line), f"{path.name}:{number}"
