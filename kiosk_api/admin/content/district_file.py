"""``district.toml``: hot questions, notice, hotline, changed one value at a time; comments and order stay."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError

from kiosk_api.admin.errors import FieldsRefused
from kiosk_api.errors import InvalidField
from search_index import SearchIndexError
from search_index.district import District, read_district

FILE = "district.toml"
KIND = "district"
TITLES = {name: str(info.title) for name, info in District.model_fields.items()}
"""Field → what it is called."""
_BY_TITLE = {title: name for name, title in TITLES.items()}
_MARK = " | "


def stated_district(folder: Path) -> dict[str, str]:
    """Every value by its title, lists in one text."""
    district, _ = read_district(folder)
    return {title: district_cell(getattr(district, name)) for name, title in TITLES.items()}


def district_etag(folder: Path) -> str:
    """Changes whenever a value does."""
    return hashlib.sha256(repr(stated_district(folder)).encode()).hexdigest()[:20]


def district_cell(value: object) -> str:
    """A value as the history keeps it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return _MARK.join(str(part).strip() for part in value if str(part).strip())
    return str(value).strip()


def district_cells(fields: Mapping[str, object]) -> dict[str, str]:
    """What was entered, by title; raises FieldsRefused for what ``district.toml`` has no place for."""
    wrong = [InvalidField(field=name, message="没有这一项") for name in fields if name not in TITLES]
    for name in fields:
        if name == "name" and not district_cell(fields[name]):
            wrong.append(InvalidField(field=name, message="不能空着"))
    if wrong:
        raise FieldsRefused(wrong)
    return {TITLES[name]: district_cell(value) for name, value in fields.items()}


def rewritten_district(text: str, values: Mapping[str, str]) -> str:
    """The file's text with some values, by title, changed; raises SearchIndexError where it cannot be read."""
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise SearchIndexError(f"{FILE} 读不懂，请先改正：{error}") from error
    for title, told in values.items():
        name = _BY_TITLE[title]
        default = District.model_fields[name].default
        if isinstance(default, tuple):
            listed = tomlkit.array()
            listed.extend(part for part in told.split(_MARK) if part)
            document[name] = listed.multiline(True)
        elif isinstance(default, bool):
            document[name] = told == "是"
        else:
            document[name] = told
    return tomlkit.dumps(document)
