"""Hostile and broken files are refused in words that staff can follow, and cost little."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from search_index.catalogue import plan_import, read_catalogue
from search_index.errors import ContentError
from tests.catalogue import hostile
from tests.catalogue.hostile_sizes import read_within_limits
from tests.conftest import ROOT

FIELD = ROOT / "data" / "field"


def _told(path: Path) -> str:
    """The refusal of a file, alone and in a plan that then writes nothing."""
    with pytest.raises(ContentError) as refused:
        read_catalogue(path, FIELD)
    into = path.parent / "into"
    plan = plan_import([path], into, FIELD)
    with pytest.raises(ContentError):
        plan.write()
    assert not into.exists()
    return str(refused.value)


def _with_macro(sound: bytes, part: str) -> bytes:
    return hostile.repacked(sound, {}, {part: b"\xcc\x61\x5e\x00" * 10})


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("空.xlsx", bytes, "空文件.*请"),
    "empty csv": ("空.csv", bytes, "空文件.*请"),
    "truncated": ("断.xlsx", lambda: hostile.xlsx()[:-900], "没有下载完整.*请"),
    "truncated early": ("断.xlsx", lambda: hostile.xlsx()[:900], "没有下载完整.*请"),
    "truncated document": ("断.docx", lambda: hostile.word()[:-5_000], "没有下载完整.*请"),
    "encrypted": ("密.xlsx", lambda: hostile.compound("EncryptionInfo", "EncryptedPackage"), "密码.*请去掉密码"),
    "old document": ("旧.doc", lambda: hostile.compound("WordDocument", "1Table"), r"另存为 \.docx"),
    "old document by another name": ("旧.xls", lambda: hostile.compound("WordDocument"), r"另存为 \.docx"),
    "old macros": ("宏.xls", lambda: hostile.compound("Workbook", "_VBA_PROJECT_CUR", "VBA"), "宏.*请另存"),
    "other container": ("装.msi", lambda: hostile.compound("SummaryInformation"), "请另存"),
    "broken old workbook": ("坏.xls", lambda: hostile.compound("Workbook"), "请"),
    "picture": ("图.xlsx", hostile.picture, "图片.*请"),
    "words": ("字.xlsx", lambda: "这是一段说明文字。\n没有表格。".encode(), "请"),
    "words as csv": ("字.csv", lambda: "这是一段说明文字。\n没有表格。".encode(), "没有找到公开目录"),
    "binary": ("乱.csv", lambda: bytes(range(256)) * 20, "请"),
    "macros": ("宏.xlsm", lambda: _with_macro(hostile.xlsx(), "xl/vbaProject.bin"), "宏.*请另存"),
    "macros by another name": ("宏.xlsx", lambda: _with_macro(hostile.xlsx(), "xl/vbaProject.bin"), "宏.*请另存"),
    "document macros": ("宏.docx", lambda: _with_macro(hostile.word(), "word/vbaProject.bin"), "宏.*请另存"),
    "plain zip": ("包.zip", hostile.packed_words, "压缩包.*解压"),
    "page without table": ("页.html", lambda: "<html><p>没有表格</p></html>".encode(), "没有表格"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_by_name_with_what_to_do(case: str, tmp_path: Path) -> None:
    name, made, wanted = REFUSED[case]
    path = tmp_path / name
    path.write_bytes(made())
    told = _told(path)
    assert name in told
    assert re.search(wanted, told, re.DOTALL), told


@pytest.mark.parametrize("lying", [False, True], ids=["honest", "lying"])
@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("弹.xlsx", "xl/worksheets/sheet1.xml"),
        ("弹.xlsx", "xl/sharedStrings.xml"),
        ("弹.docx", "word/document.xml"),
    ],
)
def test_a_file_that_unpacks_to_more_than_a_gigabyte_costs_little(name: str, part: str, lying: bool, tmp_path: Path) -> None:
    sound = hostile.xlsx() if name.endswith("xlsx") else hostile.word()
    path = hostile.bomb(sound, part, 1_100, tmp_path / name, lying=lying)
    assert path.stat().st_size < 16 * hostile.MEGABYTE
    told, titles = read_within_limits(path)
    assert name in told and "请" in told
    assert titles == []


@pytest.mark.parametrize(
    ("name", "made", "wanted"),
    [
        ("远.xlsx", hostile.far_away, "1048576 行"),
        ("长.xlsx", lambda: hostile.tall(200_000), "最多 100000 行.*拆分"),
        (
            "碎.xlsx",
            lambda: hostile.repacked(hostile.xlsx(), {}, {f"xl/media/{at}.png": b"" for at in range(5_001)}),
            "过大.*请",
        ),
        ("长.csv", lambda: ("公开事项\n" + "低保\n" * 200_000).encode(), "100000 行.*请拆分"),
    ],
)
def test_a_huge_table_is_refused_with_its_size_and_costs_little(
    name: str, made: Callable[[], bytes], wanted: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(made())
    told, _ = read_within_limits(path)
    assert name in told
    assert re.search(wanted, told), told


PARTS = [(hostile.xlsx, "目录.xlsx", "xl/sharedStrings.xml"), (hostile.xlsx, "目录.xlsx", "xl/workbook.xml"),
         (hostile.xlsx, "目录.xlsx", "xl/worksheets/sheet1.xml"), (hostile.word, "目录.docx", "word/document.xml"),
         (hostile.word, "目录.docx", "word/styles.xml")]  # fmt: skip
SECRET = "不可外传的口令"


@pytest.mark.parametrize("laughs", [False, True], ids=["outside", "laughs"])
@pytest.mark.parametrize(("sound", "name", "part"), PARTS)
def test_declarations_inside_office_files_are_refused(
    laughs: bool, sound: Callable[[], bytes], name: str, part: str, tmp_path: Path
) -> None:
    text = hostile.LAUGHS if laughs else hostile.outside(_secret(tmp_path))
    path = tmp_path / name
    path.write_bytes(hostile.repacked(sound(), {part: lambda old: hostile.declared(old, text, b"k")}))
    told = _told(path)
    assert name in told and "请" in told
    assert SECRET not in told


@pytest.mark.parametrize("laughs", [False, True], ids=["outside", "laughs"])
@pytest.mark.parametrize(("sound", "name", "part"), PARTS)
def test_a_declaration_behind_a_long_comment_is_never_followed(
    laughs: bool, sound: Callable[[], bytes], name: str, part: str, tmp_path: Path
) -> None:
    text = hostile.PADDING + (hostile.LAUGHS if laughs else hostile.outside(_secret(tmp_path)))
    path = tmp_path / name
    path.write_bytes(hostile.repacked(sound(), {part: lambda old: hostile.declared(old, text, b"k")}))
    try:
        said = "".join(item.model_dump_json() for item in read_catalogue(path, FIELD).items)
    except ContentError as error:
        said = str(error)
        assert name in said and "请" in said
    assert SECRET not in said
    assert len(said) < 10_000


def _secret(folder: Path) -> Path:
    path = folder / "secret.txt"
    path.write_text(SECRET, encoding="utf-8")
    return path


def test_a_declaration_in_another_encoding_is_refused(tmp_path: Path) -> None:
    def hidden(old: bytes) -> bytes:
        body = hostile.declared(old.replace(b"UTF-8", b"UTF-16").replace(b"utf-8", b"utf-16"), hostile.LAUGHS, b"k")
        return body.decode("utf-8").encode("utf-16")

    path = tmp_path / "目录.docx"
    path.write_bytes(hostile.repacked(hostile.word(), {"word/document.xml": hidden}))
    told, titles = read_within_limits(path)
    assert "目录.docx" in told and titles == []


@pytest.mark.parametrize(
    "first",
    [
        "<tr><td rowspan=999999999 colspan=999999999>示例县公开目录</td></tr>",
        "<tr><td colspan=999999999>示例县公开目录</td></tr>",
        "<tr><td rowspan=-1 colspan=abc>示例县公开目录</td></tr>",
    ],
)
def test_a_page_with_senseless_spans_is_read_or_refused_and_costs_little(first: str, tmp_path: Path) -> None:
    path = tmp_path / "目录.html"
    path.write_bytes(hostile.page(first))
    told, titles = read_within_limits(path)
    assert titles == ["低保审核"] or "目录.html" in told


@pytest.mark.parametrize("spans", ["colspan=1000", "colspan=1000 rowspan=0"])
def test_a_page_of_many_wide_cells_costs_little(spans: str, tmp_path: Path) -> None:
    path = tmp_path / "宽.html"
    path.write_bytes(hostile.page(f"<tr>{f'<td {spans}>宽</td>' * 500}</tr>", rows=200))
    told, titles = read_within_limits(path)
    assert "宽.html" in told or titles == ["低保审核"]
