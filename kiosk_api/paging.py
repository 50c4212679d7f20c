"""Pages of a browsed list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel

T = TypeVar("T")
V = TypeVar("V")


class Page(BaseModel, Generic[V]):
    """One page of ``total`` records."""

    total: int
    page: int
    page_size: int
    items: list[V]


class Paging:
    """Which page is asked for, 1-based."""

    def __init__(
        self,
        page: Annotated[int, Query(ge=1, le=100_000, description="第几页，从 1 起")] = 1,
        page_size: Annotated[int, Query(ge=1, le=100, description="每页几条")] = 20,
    ) -> None:
        self.page = page
        self.page_size = page_size

    def of(self, records: Sequence[T], view: Callable[[T], V]) -> Page[V]:
        """The page of these records, each as its view; past the end it is empty."""
        start = (self.page - 1) * self.page_size
        shown = [view(record) for record in records[start : start + self.page_size]]
        return Page[V](total=len(records), page=self.page, page_size=self.page_size, items=shown)


PagingDep = Annotated[Paging, Depends()]
