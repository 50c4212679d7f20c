"""Runs as JSON files: everything that was asked, answered and set, readable without this program."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import ValidationError

from kiosk_api.coverage.records import Run
from kiosk_api.coverage.summary import Summary
from search_index import SearchIndexError

KIND = "gongkai-coverage-run"
FORMAT = 1
"""Raised when a field changes its meaning; new fields do not raise it."""


def save_run(run: Run, path: Path, summary: Summary | None = None) -> None:
    """Writes the run, with its figures where there are any, as one JSON object; creates folders, replaces at once."""
    body: dict[str, object] = {"kind": KIND, "format": FORMAT}
    if summary is not None:
        body["summary"] = summary.model_dump(mode="json")
    body["run"] = run.model_dump(mode="json")
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.tmp")
    unfinished.write_text(json.dumps(body, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    unfinished.replace(path)


def load_run(path: Path) -> Run:
    """The run of a file; raises SearchIndexError, in Chinese, for a file that is none."""
    try:
        body = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise SearchIndexError(f"{path} 打不开，或不是测试结果（gongkai coverage run … --json 写的文件）") from error
    if not isinstance(body, dict) or body.get("kind") != KIND:
        raise SearchIndexError(f"{path} 不是测试结果，请用 gongkai coverage run … --json 写的文件")
    if body.get("format") != FORMAT:
        raise SearchIndexError(f"{path} 是第 {body.get('format')} 版格式，本程序读第 {FORMAT} 版，请重新测一次")
    try:
        return Run.model_validate(body.get("run"))
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"]))
        raise SearchIndexError(f"{path} 的内容不完整（{where}），请重新测一次") from error
