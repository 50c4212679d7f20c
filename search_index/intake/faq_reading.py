"""One file of frequent questions as records."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from search_index.errors import Complaint, TableUnreadable
from search_index.intake.faq_tables import Entry, FaqColumn, read_entries
from search_index.records import Faq, Origin
from search_index.tables import read_tables
from search_index.text import letters_only

_ID = re.compile(r"faq-[\w-]{1,60}")
_SEPARATORS = re.compile(r"[|｜、,，;；\s]+")
_LEFT_OUT = {"serial": "（序号，不导入）", "never": "（不导入：要由人核对以后在内容文件里填写）"}


class FaqReading:
    """The questions of one file, every sheet of it, with every complaint about them; nothing is raised."""

    def __init__(self, path: Path) -> None:
        self.columns: dict[str, str] = {}
        self.questions: list[Faq] = []
        self.unanswered: list[str] = []
        self.complaints: list[Complaint] = []
        try:
            tables = read_tables(path)
        except TableUnreadable as error:
            self.complaints.append(Complaint("error", path.name, 0, "", str(error)))
            return
        for table in tables:
            shown = f"{path.name}·{table.name}" if len(tables) > 1 and table.name else path.name
            columns, entries = read_entries(table, partial(self._warn, shown))
            if not columns:
                self._warn(shown, 0, "", "没有导入：找不到「标准问」「答案」（或「问题」「答复」）这样的表头")
            self.columns |= {column.header: _use(column) for column in columns if column.header}
            self._tell_left_out(shown, columns)
            for entry in entries:
                self._take(entry, shown)
        if not self.columns:
            message = "没有找到常见问题：表里要有一行表头，写着「标准问」和「答案」（或「问题」「答复」）"
            self.complaints.append(Complaint("error", path.name, 0, "", message))
        elif not self.questions:
            self.complaints.append(Complaint("error", path.name, 0, "", "表头下面没有一问一答"))

    def _warn(self, shown: str, row: int, column: str, sentence: str) -> None:
        self.complaints.append(Complaint("warning", shown, row, column, sentence))

    def _tell_left_out(self, shown: str, columns: Sequence[FaqColumn]) -> None:
        for column in columns:
            if column.field == "never":
                self._warn(shown, 0, column.header, "这一栏不导入：核实过的，请由核实的人在内容文件里填写")

    def _take(self, entry: Entry, shown: str) -> None:
        answer = "\n".join(entry.answer)
        if not answer:
            self.unanswered.append(entry.question)
            self._warn(shown, entry.row, "答案", f"「{entry.question}」没有答案，没有导入")
            return
        own_id = entry.others.get("id", "")
        self.questions.append(
            Faq(
                id=own_id if _ID.fullmatch(own_id) else "",
                question=entry.question,
                answer=answer,
                variants=_others(entry.variants, entry.question),
                negatives=_others(entry.negatives, entry.question),
                legal_basis=entry.others.get("legal_basis", ""),
                cites=tuple(filter(None, _SEPARATORS.split(entry.others.get("cites", "")))),
                origin=Origin(file=shown, row=entry.row),
                extra=entry.extra,
            )
        )


def _others(ways: Sequence[str], question: str) -> tuple[str, ...]:
    """The ways of asking other than the question itself, each once."""
    own = letters_only(question)
    once = {letters_only(way): way for way in reversed(ways)}
    return tuple(way for key, way in reversed(once.items()) if key not in {own, ""})


def _use(column: FaqColumn) -> str:
    if column.field in _LEFT_OUT:
        return _LEFT_OUT[column.field]
    return str(Faq.model_fields[column.field].title) if column.field else "（保留为附加栏）"
