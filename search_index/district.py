"""Reads ``district.toml``: whose content a folder is."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import ValidationError

from search_index.errors import Complaint
from search_index.records import District


def read_district(folder: Path) -> tuple[District, list[Complaint]]:
    """``district.toml``; without one the district is named after its folder."""
    path = folder / "district.toml"
    if not path.is_file():
        return District(name=folder.resolve().name), []
    try:
        return District.model_validate(tomllib.loads(path.read_text("utf-8"))), []
    except tomllib.TOMLDecodeError as error:
        wrong = f"读不懂：{error}"
        return District(name=folder.name), [Complaint("error", path.name, 0, "", wrong)]
    except ValidationError as error:
        names = "、".join(str(problem["loc"][0]) for problem in error.errors())
        return District(name=folder.name), [Complaint("error", path.name, 0, names, "缺少或填错")]
