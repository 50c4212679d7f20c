"""A run's workbook, opened as staff would open it."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from kiosk_api.coverage.records import Run
from kiosk_api.coverage.report import find, write_excel
from tests.character_embedder import CharacterEmbedder
from tests.coverage.small_run import CONTENT

SHEETS = ["概要", "逐题", "覆盖矩阵", "没问到的事项", "答不上来的", "重复和矛盾的问答", "候选"]


def workbook_of(path: Path, run: Run, *, embedded: bool = True) -> Workbook:
    """The workbook of a run, opened again."""
    write_excel(run, CONTENT, path, find(run, CONTENT, CharacterEmbedder() if embedded else None))
    return load_workbook(path)


def rows(workbook: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(workbook[sheet].iter_rows(values_only=True))
