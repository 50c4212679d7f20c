"""Holds what was read against the truth, cell by cell, and finds what got lost without a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cache

from opencc import OpenCC

from search_index.errors import Complaint
from search_index.records import CatalogItem
from tests.catalogue.quirks.truth import TICKED

LISTS = frozenset({*TICKED, "channels"})
FIELDS = tuple(name for name, info in CatalogItem.model_fields.items() if info.title)
_NOT_COMPARED = {"id", "as_of", "verified", "source_url"}
_TEXTS = tuple(name for name in FIELDS if name not in _NOT_COMPARED)
_SEPARATORS = re.compile(r"[、,;/\s]+")


@dataclass(frozen=True, slots=True)
class Miss:
    """One cell read otherwise than it was written; ``row`` is the item's place in the truth, 1-based, 0 for none."""

    row: int
    column: str
    expected: str
    got: str

    def __str__(self) -> str:
        return f"第{self.row}项 {self.column}：应为「{self.expected}」，读成「{self.got}」"


@dataclass(slots=True)
class Comparison:
    """Cells right, cells wrong, and wrong ones whose truth is neither kept anywhere in the item nor told of."""

    right: int = 0
    wrong: list[Miss] = field(default_factory=list)
    lost: list[Miss] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Right cells of all."""
        return self.right / max(1, self.right + len(self.wrong))

    def __str__(self) -> str:
        lines = [f"{self.right} 格对，{len(self.wrong)} 格错（{self.share:.1%}）"]
        lines += [f"  {miss}" for miss in self.wrong]
        return "\n".join(lines + [f"  无声丢失：{miss}" for miss in self.lost])


def compare(truth: Sequence[CatalogItem], read: Sequence[CatalogItem], told: Sequence[Complaint]) -> Comparison:
    """Every filled cell of either side once; an item that is missing has all its cells wrong."""
    result = Comparison()
    messages = plain(" ".join(complaint.message for complaint in told))
    pairs = list(_paired(truth, read))
    orphans = "".join(_everything(got) for wanted, _, got in pairs if wanted is None and got)
    for wanted, number, got in pairs:
        kept = (_everything(got) if got else orphans) + messages
        for column, expected, found in _cells(wanted, got):
            if _alike(column, expected, found):
                result.right += 1
                continue
            miss = Miss(number, column, expected, found)
            result.wrong.append(miss)
            if not all(piece in kept for piece in _pieces(column, expected)):
                result.lost.append(miss)
    return result


def plain(text: str) -> str:
    """Without white space, width and traditional forms."""
    simplified: str = _simplified(unicodedata.normalize("NFKC", text))
    return re.sub(r"\s", "", simplified)


@cache
def _simplified(text: str) -> str:
    converted: str = _to_simplified().convert(text)
    return converted


@cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _pieces(column: str, text: str) -> list[str]:
    if column not in LISTS:
        return [plain(text)] if plain(text) else []
    pieces = [plain(piece) for piece in _SEPARATORS.split(unicodedata.normalize("NFKC", text))]
    # 主动 and 主动公开 are one word: a heading says the one, a cell below it the other.
    shortened = [piece.removesuffix("公开") if column == "mode" else piece for piece in pieces]
    return [piece for piece in shortened if piece]


def _alike(column: str, expected: str, found: str) -> bool:
    return expected == found or _pieces(column, expected) == _pieces(column, found)


def _cells(wanted: CatalogItem | None, got: CatalogItem | None) -> Iterator[tuple[str, str, str]]:
    """Column, truth and read text of each cell that either side fills.

    An extra column the truth has not counts only when it says something that the truth says nowhere.
    """
    for name in _TEXTS:
        expected, found = (str(getattr(item, name)) if item else "" for item in (wanted, got))
        if expected or found:
            yield name, expected, found
    wanted_extra = {plain(column): text for column, text in (wanted.extra if wanted else {}).items()}
    got_extra = {plain(column): text for column, text in (got.shown_extra if got else {}).items()}
    for column, text in wanted_extra.items():
        yield column, text, got_extra.get(column, "")
    stated = _everything(wanted) if wanted else ""
    for column, text in got_extra.items():
        if column not in wanted_extra and plain(text) not in stated:
            yield column, "", text


def _everything(item: CatalogItem) -> str:
    return plain("\n".join([*(str(getattr(item, name)) for name in _TEXTS), *item.extra.values()]))


def _paired(
    truth: Sequence[CatalogItem], read: Sequence[CatalogItem]
) -> Iterator[tuple[CatalogItem | None, int, CatalogItem | None]]:
    """Items that belong together: in order, by name when their number differs."""
    if len(truth) == len(read):
        yield from zip(truth, range(1, len(truth) + 1), read, strict=True)
        return
    matcher = SequenceMatcher(None, list(map(_key, truth)), list(map(_key, read)), autojunk=False)
    last = (0, 0)
    for block in matcher.get_matching_blocks():
        yield from ((truth[at], at + 1, None) for at in range(last[0], block.a))
        yield from ((None, 0, read[at]) for at in range(last[1], block.b))
        yield from ((truth[block.a + at], block.a + at + 1, read[block.b + at]) for at in range(block.size))
        last = (block.a + block.size, block.b + block.size)


def _key(item: CatalogItem) -> str:
    return plain(item.title)
