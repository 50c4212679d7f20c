"""Whatever the exporter writes, the importer reads back letter for letter."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search_index.catalogue import export_catalogue, read_catalogue
from search_index.records import CatalogItem
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"
TITLES = {str(info.title) for info in CatalogItem.model_fields.values() if info.title}
TEXTS = [name for name, info in CatalogItem.model_fields.items() if info.title and info.annotation is str]
UNUSUAL = [
    "=HYPERLINK(\"http://example.com\",\"点\")", "+86 10", "-1", "@SUM(A1)", "'引号开头", "''=1", "'=1", "=", "一行\n两行", "a,b;c",
    '说"好"', "\t".join("甲乙"), "0012", "1e5", "2024-01-31", "TRUE", "同上", "□政府网站 ■政府公报", "標準", "𠮷野家", "é", "🙂", "_x000D_",
    "#N/A", "#REF!", "None", "nan", "中\u3000文", "<b>&amp;</b>", "100%", "1/2", "《法》", "|竖|", "公开方式", "注：说明",
]  # fmt: skip

printable = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"])
lines = st.text(printable, max_size=12)
texts = st.one_of(
    st.sampled_from(UNUSUAL),
    lines,
    st.lists(lines, min_size=2, max_size=3).map("\n".join),
    st.tuples(st.sampled_from("=+-@'"), lines).map("".join),
).map(str.strip)
columns = texts.filter(lambda name: name and name not in TITLES)


@st.composite
def catalogue_items(draw: st.DrawFn) -> list[CatalogItem]:
    """Items with any text in any field, and with extra columns that not every item has."""
    named = draw(st.lists(columns, max_size=3, unique=True))
    return [
        CatalogItem(
            **{name: draw(texts) for name in draw(st.sets(st.sampled_from(TEXTS), max_size=6)) - {"id", "name"}},
            id=f"i{number}",
            name=draw(texts.filter(bool)),
            as_of=draw(st.none() | st.dates(date(1990, 1, 1), date(2100, 1, 1))),
            verified=draw(st.booleans()),
            extra={column: text for column in named if (text := draw(texts))},
        )
        for number in range(draw(st.integers(1, 4)))
    ]


def _told(items: Sequence[CatalogItem]) -> list[dict[str, object]]:
    return [item.model_dump(exclude={"origin"}) for item in items]


def _again(items: Sequence[CatalogItem], suffix: str) -> list[CatalogItem]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"导出{suffix}"
        export_catalogue(items, path)
        return read_catalogue(path, FIELD).items


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(catalogue_items())
@example([CatalogItem(id="a", name="名"), CatalogItem(id="b", name="=1+1", extra={"=列": "'=2", "+": "-"})])
@example([CatalogItem(id="a", name="序号", topic="公开事项", extra={"序号": "1", "一级事项（2）": "同上"})])
@example([CatalogItem(id="a", name="名", extra={"公开内容（原文）": "■甲\n□乙"})])
def test_any_items_survive_export_and_import(suffix: str, items: list[CatalogItem]) -> None:
    assert _told(_again(items, suffix)) == _told(items)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("text", UNUSUAL)
def test_each_unusual_text_survives_in_every_place(suffix: str, text: str) -> None:
    fields = {name: text for name in TEXTS if name != "id"}
    extra = {"附加": text} if text in TITLES else {"附加": text, text: "附加"}
    items = [CatalogItem(**fields, id="i0", extra=extra)]
    assert _told(_again(items, suffix)) == _told(items)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_export_import_export_writes_the_same_items_in_the_same_order(suffix: str) -> None:
    items = [CatalogItem(id=f"i{number}", name=f"事项{number}", extra={f"栏{number % 3}": "有"}) for number in range(50)]
    once = _again(items, suffix)
    assert _told(_again(once, suffix)) == _told(items)
    assert [item.id for item in once] == [f"i{number}" for number in range(50)]


def test_another_suffix_is_refused_in_words_for_staff(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"只能导出为 \.xlsx 或 \.csv"):
        export_catalogue([CatalogItem(id="a", name="名")], tmp_path / "目录.xls")
