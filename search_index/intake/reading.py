"""A policy or interpretation file as blocks: Word, web page, Markdown or plain text, told apart by content."""

from __future__ import annotations

from pathlib import Path

from search_index.documents import WHOLE_TEXT_PIECES, chunks
from search_index.errors import TableUnreadable
from search_index.intake.blocks import Source, text_of
from search_index.tables.guard import Carrier, carrier_of

MAX_TEXT_BYTES = 8 * 1024 * 1024
"""Of a page or a text file; a policy is a hundred times smaller."""
_TEXTS = {".md", ".markdown", ".txt", ".text"}


def read_source(path: Path) -> Source:
    """The file's blocks; raises TableUnreadable, in Chinese with what to do, for all that is no such document."""
    _refuse_pdf(path)
    carrier = carrier_of(path)
    suffix = path.suffix.lower()
    if carrier in {Carrier.html, Carrier.text} and path.stat().st_size > MAX_TEXT_BYTES:
        most = MAX_TEXT_BYTES // 1024 // 1024
        raise TableUnreadable(f"{path.name} 超过 {most} MB，不像是一份文件的正文，请只留下正文再导入")
    if carrier is Carrier.docx:
        from search_index.intake.word import read_word

        source = read_word(path)
    elif carrier is Carrier.text or (carrier is Carrier.html and suffix in _TEXTS):
        if suffix not in _TEXTS:
            raise TableUnreadable(f"{path.name} 不是政策文件；请导入 Word（.docx）、网页（.html）或文本（.md、.txt）")
        from search_index.intake.markdown import read_markdown

        source = read_markdown(path)
    elif carrier is Carrier.html:
        from search_index.intake.page import read_page

        source = read_page(path)
    else:
        raise TableUnreadable(f"{path.name} 是表格；目录请用 gongkai import，常见问题请用 gongkai import-faq")
    return _of_fair_length(path, source)


def _refuse_pdf(path: Path) -> None:
    if path.is_file():
        with path.open("rb") as file:
            if file.read(4) == b"%PDF":
                raise TableUnreadable(f"{path.name} 是 PDF，文字顺序靠不住；请导入 Word 原件，或者网站上的网页版")


def _of_fair_length(path: Path, source: Source) -> Source:
    if not source.blocks:
        raise TableUnreadable(f"{path.name} 里没有文字（可能整页是图片），请导入有文字的文件")
    if len(chunks(text_of(source.blocks), WHOLE_TEXT_PIECES + 1)) > WHOLE_TEXT_PIECES:
        raise TableUnreadable(f"{path.name} 太长，像是汇编；请一份文件一份文件地导入")
    return source
