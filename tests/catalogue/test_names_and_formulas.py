"""Sound tables under wrong names are read, and cells that look like formulas stay words wherever they go."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from search_index.catalogue import export_catalogue, read_catalogue
from tests.catalogue import hostile
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("目录.csv", hostile.xlsx),
        ("目录.xls", hostile.xlsx),
        ("目录.txt", hostile.word),
        ("目录.xls", lambda: hostile.page("")),
        ("目录.xlsx", lambda: hostile.page("")),
        ("目录.doc", lambda: hostile.page("")),
        ("目录.xlsx", hostile.old_workbook),
        ("目录.csv", hostile.old_workbook),
        ("目录.xls", lambda: "\n".join("\t".join(row) for row in hostile.ROWS).encode("gb18030")),
        ("目录.txt", lambda: "\n".join("\t".join(row) for row in hostile.ROWS).encode("utf-16")),
        ("目录", lambda: "\n".join(",".join(row) for row in hostile.ROWS).encode("utf-8-sig")),
    ],
)
def test_a_sound_table_under_a_wrong_name_is_read(name: str, made: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    items = read_catalogue(path, FIELD).items
    assert [(item.title, item.elements, item.agency) for item in items] == [("低保审核", "条件、标准", "示例县民政局")]


FORMULAS = ['=HYPERLINK("http://example.com","点这里")', "=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)",
            "=1+1", "'=1+1"]  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_cells_that_look_like_formulas_stay_text_and_are_never_exported_as_formulas(suffix: str, tmp_path: Path) -> None:
    rows = [["序号", "公开事项", "公开内容", "公开依据"], *([str(at), f"事项{at}", text, "《条例》"] for at, text in enumerate(FORMULAS))]
    book = openpyxl.Workbook()
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts, start=1):
            book.worksheets[0].cell(row, column, text).data_type = "s"
    book.save(tmp_path / "目录.xlsx")
    items = read_catalogue(tmp_path / "目录.xlsx", FIELD).items
    assert [item.elements for item in items] == FORMULAS
    out = tmp_path / f"导出{suffix}"
    export_catalogue(items, out)
    if suffix == ".xlsx":
        cells = [cell for row in openpyxl.load_workbook(out).worksheets[0].iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} <= {"s"}
        assert not [cell.value for cell in cells if str(cell.value)[0] in "=+-@"]
    else:
        told = [cell for row in csv.reader(io.StringIO(out.read_text("utf-8-sig"))) for cell in row]
        assert not [cell for cell in told if cell[:1] in {"=", "+", "-", "@"}]
        assert "'=1+1" in told
    assert [item.elements for item in read_catalogue(out, FIELD).items] == FORMULAS


def test_a_real_formula_is_not_worked_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["公开事项", "公开内容"], ["低保", "=1+1"], ["特困", "条件"]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "目录.xlsx")
    assert [item.elements for item in read_catalogue(tmp_path / "目录.xlsx", FIELD).items] == ["", "条件"]
