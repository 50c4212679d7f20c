"""What only Rasa's own environment can run: its validation, and the tests of ``tests/bot_env``."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".venv-rasa" / "bin" / "python"

pytestmark = pytest.mark.rasa


def run(*arguments: str, folder: Path, temporary: Path) -> None:
    """Run Rasa's Python and fail with what it printed."""
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TMPDIR": str(temporary), "HOME": str(temporary)}
    done = subprocess.run(
        [str(PYTHON), *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-6000:]}\n{done.stderr[-3000:]}"


def test_rasa_finds_nothing_to_warn_about(tmp_path: Path) -> None:
    run("-m", "rasa", "data", "validate", "--fail-on-warnings", folder=ROOT / "bot", temporary=tmp_path)


def test_channel_and_tracker_store(tmp_path: Path) -> None:
    run("-m", "pytest", "-c", "tests/bot_env/pytest.ini", "tests/bot_env", folder=ROOT, temporary=tmp_path)
