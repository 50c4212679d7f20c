"""The policies or interpretations of a content folder, and an imported one put among them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from search_index.intake.staging import records_csv
from search_index.intake.standing import Change
from search_index.intake.understood import Understood
from search_index.record_rows import stable_id
from search_index.records import Interpretation, Origin, Policy
from search_index.text import document_numbers, letters_only

D = TypeVar("D", Policy, Interpretation)

_NEVER = {"id", "origin", "extra", "as_of", "verified"}
"""What an import never changes of a record that stands."""


class Shelf(Generic[D]):
    """A document that stands already is completed in its file and keeps its id; a new one goes into ``new_file``."""

    def __init__(self, files: Mapping[str, Sequence[D]], new_file: str) -> None:
        self._files: dict[str, list[D]] = {name: list(records) for name, records in files.items()}
        self._new_file = new_file
        self._touched: set[str] = set()
        self._imported: dict[str, str] = {}

    @property
    def records(self) -> list[D]:
        """Every record, those imported so far included."""
        return [record for records in self._files.values() for record in records]

    @property
    def touched(self) -> list[D]:
        """All records of the files that change."""
        return [record for name in sorted(self._touched) for record in self._files[name]]

    def texts(self) -> dict[str, str]:
        """The new text of each file that changes."""
        return {name: records_csv(self._files[name]) for name in sorted(self._touched)}

    def put(self, record: D, understood: Understood) -> tuple[D, str, Change]:
        """The record as it will stand, its file, and what that changes; doubts are told in ``understood``."""
        place = self._same(record, understood)
        if place is None:
            record = record.model_copy(update={"id": self._free_id(record)})
            self._files.setdefault(self._new_file, []).append(record)
            return self._done(record, self._new_file, understood, "新增")
        name, position = place
        standing = self._files[name][position]
        if standing.id in self._imported:
            understood.refuse("标题", f"和 {self._imported[standing.id]} 是同一份文件，请只留一个")
            return standing, name, "不变"
        if not name.endswith(".csv"):
            understood.refuse("标题", f"内容里的 {name} 已经有这一份，请先把它另存为 CSV（UTF-8）再导入")
            return standing, name, "不变"
        merged = _completed(standing, record, understood)
        self._files[name][position] = merged
        same = merged.model_copy(update={"origin": standing.origin}) == standing
        return self._done(merged, name, understood, "不变" if same else "改动")

    def _done(self, record: D, name: str, understood: Understood, change: Change) -> tuple[D, str, Change]:
        self._imported[record.id] = understood.source.file
        if change != "不变":
            self._touched.add(name)
        return record, name, change

    def _same(self, record: D, understood: Understood) -> tuple[str, int] | None:
        for name, records in self._files.items():
            for position, standing in enumerate(records):
                if letters_only(standing.name) != letters_only(record.name):
                    continue
                if _is_same(standing, record):
                    return name, position
                if isinstance(record, Policy):
                    sentence = f"内容里有一份同名、文号不同的（{standing.id}），当作另一份导入；请写明哪一份取代哪一份"
                    understood.warn("标题", sentence)
        return None

    def _free_id(self, record: D) -> str:
        own = stable_id(record)
        if own not in {other.id for other in self.records}:
            return own
        key = record.number if isinstance(record, Policy) else record.policy
        return f"{own}-{hashlib.sha256(key.encode()).hexdigest()[:6]}"


def _is_same(one: Policy | Interpretation, other: Policy | Interpretation) -> bool:
    if isinstance(one, Policy) and isinstance(other, Policy):
        numbers = document_numbers(one.number), document_numbers(other.number)
        return not all(numbers) or numbers[0] == numbers[1]
    return isinstance(one, Interpretation) and isinstance(other, Interpretation) and one.policy == other.policy


def _completed(standing: D, record: D, understood: Understood) -> D:
    """The standing record with its blanks filled and the newer text; what differs otherwise stays, and is told."""
    update: dict[str, object] = {"origin": Origin(file=understood.source.file, row=1)}
    for name, info in type(standing).model_fields.items():
        mine, new = getattr(standing, name), getattr(record, name)
        if name in _NEVER or not new or mine == new:
            continue
        if not mine:
            update[name] = new
        elif name == "text":
            update[name] = new
            understood.warn(str(info.title), "正文和内容里现有的不一样，换成这一份的；请看一遍是不是新版")
        elif letters_only(str(mine)) != letters_only(str(new)):
            understood.warn(str(info.title), f"内容里写的是「{mine}」，这一份写的是「{new}」；保留现有的，请核对")
    update["extra"] = record.extra | standing.extra
    if standing.verified and "text" in update:
        understood.warn("已核实", "现有的这一条写着已核实；换了正文，请重新核对")
    return standing.model_copy(update=update)
