"""Proposes questions for what no question tests yet; a person decides which are kept."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from openpyxl import Workbook

from kiosk_api.coverage.matrix import CellState, coverage_matrix
from kiosk_api.coverage.names import aspect_name, column_name, status_name
from kiosk_api.coverage.question_lines import ADOPT
from kiosk_api.coverage.records import Run, TestQuestion
from kiosk_api.coverage.report.sheets import write_sheet
from kiosk_api.models import Aspect
from search_index import Content, SearchIndexError
from search_index.records import CatalogItem

TAG = "draft"
"""Marks a proposal that nobody has approved."""
OVERVIEW = "overview"


def draft_questions(content: Content, run: Run | None = None) -> list[TestQuestion]:
    """One question for every cell of the coverage matrix that states something and is not tested, in matrix order.

    Without a run nothing is tested yet. Wordings are those of ``draft.toml``, picked by a hash of item and aspect: the
    same every time. Tagged ``draft``.
    """
    matrix = coverage_matrix(content, run.outcomes if run else ())
    names = Names(content)
    return [
        TestQuestion(
            question=wording(row.item, column.aspect).format(name=name),
            expected=(row.item.id,),
            aspects=(column.aspect,) if column.aspect else (),
            tags=(TAG,),
        )
        for row, name in ((row, names.of(row.item)) for row in matrix.rows)
        for column, cell in zip(matrix.columns, row.cells, strict=True)
        if cell.state is CellState.untested
    ]


def wording(item: CatalogItem, aspect: Aspect | None) -> str:
    """The wording for one cell, with ``{name}`` for the item's name."""
    wordings = _data()[1][aspect or OVERVIEW]
    digest = hashlib.blake2b(f"{item.id}\x1f{aspect or OVERVIEW}".encode(), digest_size=8).digest()
    return wordings[int.from_bytes(digest) % len(wordings)]


class Names:
    """What to call an item so that it is told from every other: its title, with its path where that is not enough."""

    def __init__(self, content: Content) -> None:
        self._short: dict[str, str] = {}
        for alias in content.aliases:
            formal = alias.formal[0]
            if len(alias.formal) == 1 and _shortens(alias.word, formal):
                self._short.setdefault(formal, alias.word)
        self._items = Counter(names for item in content.items for names in set(_namings(item)))

    def of(self, item: CatalogItem) -> str:
        """「低保的办事指南」 for 社会救助／最低生活保障／办事指南."""
        namings = _namings(item)
        telling = (naming for naming in namings if self._items[naming] == 1 and not all(map(_is_bare, naming)))
        *above, title = next(telling, namings[-1])
        return "".join(self._short.get(part, part) for part in above) + "的" + title if above else title


def write_drafts(questions: Iterable[TestQuestion], content: Content, path: Path) -> None:
    """Proposals as a question file, ``.jsonl`` or ``.xlsx``, with a blank column 「是否采用」 for a person to fill.

    Raises SearchIndexError for another suffix, in Chinese.
    """
    listed = list(questions)
    if path.suffix.lower() == ".jsonl":
        path.write_text("".join(json.dumps(_line(each), ensure_ascii=False) + "\n" for each in listed), "utf-8")
    elif path.suffix.lower() == ".xlsx":
        _write_workbook(listed, content, path)
    else:
        raise SearchIndexError(f"候选问题只能写成 .xlsx 或 .jsonl 文件，不能写成「{path.name}」。")


def _line(question: TestQuestion) -> dict[str, object]:
    return {
        "question": question.question,
        "expected": list(question.expected),
        "aspects": [str(aspect) for aspect in question.aspects],
        "status": str(question.status),
        "tags": list(question.tags),
        ADOPT: "",
    }


def _write_workbook(questions: Sequence[TestQuestion], content: Content, path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "候选问题"
    header = [ADOPT, *map(column_name, ("question", "expected", "aspects", "status", "tags")), "事项"]
    rows = [
        (
            "",
            each.question,
            "|".join(each.expected),
            "|".join(map(aspect_name, each.aspects)),
            status_name(each.status),
            "|".join(each.tags),
            "；".join(shown(content, name) for name in each.expected),
        )
        for each in questions
    ]
    write_sheet(sheet, header, rows, widths=(10, 46, 22, 14, 12, 10, 60))
    workbook.save(path)


def shown(content: Content, record_id: str) -> str:
    """A record as staff know it: its path and title; its id when the content has none."""
    record = content.get(record_id)
    return "／".join((*record.path, record.title)) if record else record_id


def _namings(item: CatalogItem) -> tuple[tuple[str, ...], ...]:
    """Ways to name an item, the shortest first, each outermost part first."""
    above = [(part,) for part in reversed(item.path)] + [item.path[-2:], item.path]
    return tuple(dict.fromkeys([(item.title,), *((*parts, item.title) for parts in above if parts)]))


def _is_bare(part: str) -> bool:
    return _data()[0].fullmatch(part) is not None


def _shortens(word: str, formal: str) -> bool:
    """Whether the letters of 低保 stand in this order in 最低生活保障."""
    letters = iter(formal)
    return len(word) < len(formal) and all(letter in letters for letter in word)


@lru_cache(maxsize=1)
def _data() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    data = tomllib.loads(Path(__file__).with_name("draft.toml").read_text("utf-8"))
    return re.compile("(?:" + "|".join(map(re.escape, data["bare_words"])) + ")+"), data["wordings"]
