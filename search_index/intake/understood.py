"""What one document was understood as: a record, where each of its fields was found, and what a person should see."""

from __future__ import annotations

from dataclasses import dataclass, field

from search_index.catalogue.noise import is_traditional, scanned
from search_index.errors import Complaint
from search_index.intake.blocks import Block, Source
from search_index.records import Interpretation, Policy

_MOST_DAMAGED = 5
"""Damaged places of a file that are told one by one."""


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value as people read it, and where it stood (「第3段」, 「页面上方」)."""

    column: str
    value: str
    where: str


@dataclass(slots=True)
class Understood:
    """One document; ``record`` is None when it cannot be one, and an error says why."""

    source: Source
    record: Policy | Interpretation | None = None
    found: list[Found] = field(default_factory=list)
    complaints: list[Complaint] = field(default_factory=list)

    def note(self, column: str, value: object, where: str) -> None:
        """Remembers where a field was found."""
        self.found.append(Found(column, str(value), where))

    def warn(self, column: str, sentence: str, row: int = 0) -> None:
        """Adds a warning at a paragraph (0 for the whole file)."""
        self.complaints.append(Complaint("warning", self.source.file, row, column, sentence))

    def refuse(self, column: str, sentence: str, row: int = 0) -> None:
        """Adds an error."""
        self.complaints.append(Complaint("error", self.source.file, row, column, sentence))


def tell_damage(understood: Understood, blocks: tuple[Block, ...]) -> None:
    """Warns of what a scanner or copying program spoilt."""
    damaged = [(block.number, *one) for block in blocks for one in scanned(block.text)]
    for number, piece, meant in damaged[:_MOST_DAMAGED]:
        understood.warn("正文", f"「{piece}」像是扫描或复制出错（{meant}），请对照原文", number)
    if len(damaged) > _MOST_DAMAGED:
        understood.warn("正文", f"像这样的地方一共有 {len(damaged)} 处，请换一份清楚的文件")
    if is_traditional("".join(block.text for block in blocks)[:4_000]):
        understood.warn("正文", "正文是繁体字，像是从转载的网页复制来的；请用政府网站上的原文")
