"""What a Word document or a Markdown text says, block by block; and files that are refused."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from search_index.errors import TableUnreadable
from search_index.intake.blocks import text_of
from search_index.intake.reading import read_source
from tests.intake.files import ROWS, Truth, write_markdown, write_page, write_sheet, write_word


def _numbered_document(path: Path) -> Path:
    """Paragraphs that Word numbers itself: 第一条, 第二条 with （一）（二）, 第三条."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="japaneseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.insert(0, abstract)
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for level, text in [(0, "为了便民。"), (0, "条件："), (1, "本地户籍；"), (1, "年满六十周岁。"), (0, "由民政局解释。")]:
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))
    document.save(str(path))
    return path


def test_numbers_that_word_sets_itself_are_written_out(tmp_path: Path) -> None:
    source = read_source(_numbered_document(tmp_path / "办法.docx"))
    assert [block.text for block in source.blocks] == [
        "第一条 为了便民。",
        "第二条 条件：",
        "（一）本地户籍；",
        "（二）年满六十周岁。",
        "第三条 由民政局解释。",
    ]


def test_headings_stand_apart_and_paragraphs_are_counted(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("高龄津贴说明", 0)
    document.add_heading("谁能领", 1)
    document.add_paragraph("年满八十周岁的老人。")
    document.add_paragraph("")
    document.add_heading("领多少", 2)
    document.add_paragraph("每月100元。\n分行的第二行。")
    document.save(str(tmp_path / "a.docx"))
    source = read_source(tmp_path / "a.docx")
    assert source.title == "高龄津贴说明"
    assert [(block.kind, block.number) for block in source.blocks] == [
        ("title", 1), ("heading", 2), ("paragraph", 3), ("heading", 4), ("paragraph", 5), ("paragraph", 6),
    ]  # fmt: skip
    assert text_of(source.blocks[1:]) == "谁能领\n年满八十周岁的老人。\n\n领多少\n每月100元。\n分行的第二行。"


def test_a_table_is_read_in_its_place_each_row_with_its_columns(tmp_path: Path) -> None:
    for path in (write_word(tmp_path / "a.docx", Truth()), write_markdown(tmp_path / "a.md", Truth())):
        assert [block.text for block in read_source(path).blocks if block.kind == "row"] == ROWS


def test_a_merged_cell_is_said_of_every_row(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("补贴标准")
    grid = document.add_table(3, 3)
    for top, row in enumerate([["类别", "档次", "金额"], ["城市", "一档", "800元"], ["", "二档", "600元"]]):
        for left, text in enumerate(row):
            grid.cell(top, left).text = text
    grid.cell(1, 0).merge(grid.cell(2, 0))
    document.save(str(tmp_path / "a.docx"))
    rows = [block.text for block in read_source(tmp_path / "a.docx").blocks if block.kind == "row"]
    assert rows == ["类别：城市；档次：一档；金额：800元", "类别：城市；档次：二档；金额：600元"]


def test_markdown_keeps_lists_lines_and_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        "---\n标题: 示范区养老服务办法\n发文字号: 示政〔2022〕3号\n---\n\n## 总则\n\n    第一条 缩进的段落。\n第二行\n\n"
        "1. 先登记\n2. 再评估\n\n**重点**和<b>标签</b>\n\n<div><script>x()</script>框里的话</div>\n",
        encoding="utf-8",
    )
    source = read_source(path)
    assert source.title == "示范区养老服务办法" and source.facts["number"] == "示政〔2022〕3号"
    assert [block.text for block in source.blocks] == [
        "总则", "第一条 缩进的段落。", "第二行", "1. 先登记", "2. 再评估", "重点和标签", "框里的话",
    ]  # fmt: skip


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * (300 * 1024 * 1024))


def _entities(path: Path) -> None:
    write_word(path, Truth())
    declaration = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("customXml/item9.xml", declaration)


def _broken(path: Path) -> None:
    write_word(path, Truth())
    raw = path.read_bytes()
    path.write_bytes(raw[: len(raw) // 2])


def _pdf(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 something")


def _workbook(path: Path) -> None:
    write_sheet(path.with_suffix(".xlsx"), [["标准问", "答案"]])
    path.with_suffix(".xlsx").rename(path)


def _old_word(path: Path) -> None:
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + "WordDocument".encode("utf-16-le"))


def _pictures_only(path: Path) -> None:
    write_page(path, '<html><body><div class="TRS_Editor"><img src="1.jpg"></div><script>1</script></body></html>')


def _endless(path: Path) -> None:
    path.write_text("# 汇编\n\n" + "这一句话写了很多遍。\n\n" * 60_000, encoding="utf-8")


def _huge_page(path: Path) -> None:
    path.write_bytes(b"<html><body>" + b"<p>\xe5\xad\x97</p>" * 1_000_000)


def _endless_table(path: Path) -> None:
    rows = "<tr><td>甲</td><td>乙乙</td></tr>" * 60_000
    write_page(path, f'<html><body><div class="content"><table>{rows}</table></div></body></html>')


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("炸弹.docx", _bomb, "展开后过大"),
        ("实体.docx", _entities, "外部声明"),
        ("半截.docx", _broken, "损坏"),
        ("文件.docx", _pdf, "PDF"),
        ("目录.docx", _workbook, "表格"),
        ("旧.doc", _old_word, "另存为 .docx"),
        ("图.html", _pictures_only, "没有正文"),
        ("汇编.md", _endless, "一份文件一份文件"),
        ("大.html", _huge_page, "超过 8 MB"),
        ("表.html", _endless_table, "过大"),
        ("空.docx", lambda path: path.write_bytes(b""), "空文件"),
        ("没有.docx", Path.exists, "找不到"),
        ("数据.csv", lambda path: path.write_text("标题,文号\n甲,乙\n", encoding="utf-8"), "不是政策文件"),
    ],
)
def test_hostile_and_wrong_files_get_a_clear_refusal(
    name: str, make: Callable[[Path], object], says: str, tmp_path: Path
) -> None:
    make(tmp_path / name)
    begun = time.monotonic()
    with pytest.raises(TableUnreadable, match=says):
        read_source(tmp_path / name)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 5_000 + "正文只有这一句，请照着办理，不要遗漏任何材料。" + "</div>" * 5_000,
        '<!DOCTYPE html [<!ENTITY a SYSTEM "file:///etc/passwd">]><html><body><p>正文只有这一句，请照着办理，不要遗漏。&a;</p></body></html>',
        "<html><body><p>正文只有这一句，请照着办理，不要遗漏。" + "<b>" * 3_000 + "</body></html>",
    ],
    ids=["deep", "entity", "unclosed"],
)
def test_a_hostile_page_costs_little_and_reads_no_other_file(page: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    try:
        text = text_of(read_source(write_page(tmp_path / "a.html", page)).blocks)
    except TableUnreadable:
        text = ""
    assert "root:" not in text
    assert time.monotonic() - begun < 10


def test_the_number_before_a_paragraph_stands_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("一、自己写的序号")
    document.save(str(tmp_path / "a.docx"))
    assert document.element.body.find(qn("w:p")) is not None
    assert [block.text for block in read_source(tmp_path / "a.docx").blocks] == ["一、自己写的序号"]
