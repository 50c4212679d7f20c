"""What a record says as the cells of its row, and what was entered in a form as cells."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, get_args, get_origin

from kiosk_api.admin.errors import FieldsRefused
from kiosk_api.errors import InvalidField
from search_index.errors import Complaint
from search_index.records import Record

Value = str | bool | list[str] | None


def stated(record: Record) -> dict[str, str]:
    """Every cell of a record by its column header."""
    cells = {
        str(info.title): cell(getattr(record, name)) for name, info in type(record).model_fields.items() if info.title
    }
    return cells | record.extra


def cell(value: object) -> str:
    """A value as a content file writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return " | ".join(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)


def entered_cells(model: type[Record], fields: Mapping[str, Value]) -> dict[str, str]:
    """What was entered, by column header; raises FieldsRefused for fields that cannot be entered."""
    titles = field_titles(model)
    if unknown := [name for name in fields if name not in titles or name == "id"]:
        raise FieldsRefused([InvalidField(field=name, message="没有这一项，或不能改") for name in unknown])
    # Nothing that an office writes has a NUL, and no database takes one.
    return {titles[name]: cell(value).replace("\0", "").strip() for name, value in fields.items()}


def default_cells(model: type[Record]) -> dict[str, str]:
    """What a choice says that may not be blank, where nobody chose."""
    choices = [info for info in model.model_fields.values() if get_origin(info.annotation) is Literal]
    return {str(one.title): str(one.default) for one in choices if "" not in get_args(one.annotation)}


def invalid_field(complaint: Complaint, titles: Mapping[str, str], *, is_own: bool) -> InvalidField:
    """A complaint at its field (``titles``: field → column header), or as a sentence where it is about another row."""
    names = {title: name for name, title in titles.items()}
    if is_own:
        return InvalidField(field=names.get(complaint.column, complaint.column), message=complaint.message)
    return InvalidField(field="", message=str(complaint))


def field_titles(model: type[Record]) -> dict[str, str]:
    """Field → column header."""
    return {name: str(info.title) for name, info in model.model_fields.items() if info.title}
