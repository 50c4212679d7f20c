"""Errors of the package.

* SearchIndexError
  x ContentError        -- content refused; carries every complaint with file, row and column
  x TableUnreadable     -- a file that is no table at all, or a hostile one
  x IndexUnavailable    -- nothing published, or the version asked for is not there
    + IndexDamaged      -- a file of the version is missing or does not match its checksum
    + IndexMismatch     -- built by another model or another format
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing wrong with the content, where it stands, and what to do about it."""

    severity: Literal["error", "warning"]
    file: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = self.file + (f" 第{self.row}行" if self.row else "") + (f"「{self.column}」" if self.column else "")
        return f"{'错误' if self.severity == 'error' else '提醒'}：{where}：{self.message}"


class SearchIndexError(Exception):
    """Base of all errors of this package; the message is Chinese and can be shown to staff."""


class ContentError(SearchIndexError):
    """The content was refused; nothing was written."""

    def __init__(self, complaints: Sequence[Complaint]) -> None:
        self.complaints = tuple(complaints)
        errors = [str(c) for c in self.complaints if c.severity == "error"]
        super().__init__(f"内容有 {len(errors)} 处错误，没有写入任何东西：\n" + "\n".join(errors))


class TableUnreadable(SearchIndexError):
    """The file cannot be read as a table."""


class IndexUnavailable(SearchIndexError):
    """There is no index version to serve."""


class IndexDamaged(IndexUnavailable):
    """A file of the index version is missing or changed."""


class IndexMismatch(IndexUnavailable):
    """The index was built with another embedding model or another format."""
