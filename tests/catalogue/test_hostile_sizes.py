"""Nested archives, declared sizes, a million rows and entities of pages cost little, and are refused or read right."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.catalogue import hostile, hostile_sizes


def test_a_sheet_that_only_says_it_is_endless_is_read(tmp_path: Path) -> None:
    path = tmp_path / "说大.xlsx"
    path.write_bytes(hostile_sizes.declared_wide())
    assert hostile_sizes.read_within_limits(path) == ("", ["低保审核"])


@pytest.mark.parametrize(("name", "part"), [("套.xlsx", "xl/embeddings/1.zip"), ("套.docx", "word/embeddings/1.zip")])
def test_archives_inside_an_archive_are_never_unpacked(name: str, part: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(hostile_sizes.nested(hostile.xlsx() if name.endswith("xlsx") else hostile.word(), part, 4))
    told, titles = hostile_sizes.read_within_limits(path)
    assert titles == ["低保审核"] or (name in told and "请" in told)


def test_a_million_rows_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "百万.xlsx"
    path.write_bytes(hostile.tall(1_000_000))
    told, titles = hostile_sizes.read_within_limits(path)
    assert titles == [] and "百万.xlsx" in told and "拆分" in told


@pytest.mark.parametrize("declaration", [hostile_sizes.OUTSIDE, hostile.LAUGHS], ids=["outside", "laughs"])
def test_entities_of_a_page_are_never_followed(declaration: bytes, tmp_path: Path) -> None:
    path = tmp_path / "目录.html"
    page = hostile.page("").replace("条件、标准".encode(), "条件、标准&k;&j;".encode())
    path.write_bytes(declaration.replace(b"<!DOCTYPE r", b"<!DOCTYPE html") + page)
    told, titles = hostile_sizes.read_within_limits(path)
    assert titles == ["低保审核"] or ("目录.html" in told and "请" in told)
