"""Web pages as blocks: the article without menus, scripts and share bars, and the facts that portals put beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from lxml import html
from lxml.etree import ParserError, XMLSyntaxError

from search_index.errors import TableUnreadable
from search_index.intake.blocks import Block, Source, facts_of, numbered, rows_of, without_facts
from search_index.intake.words import label_named, labelled, words
from search_index.tables import Table
from search_index.tables.html import BREAKS, UNSEEN, page_source, table_cells

_META = {"articletitle": "title", "pubdate": "published", "contentsource": "source"}
"""Names of <meta> that government pages carry (国办发〔2019〕19号, appendix 2)."""
_DROPPED = {*UNSEEN, "nav", "footer", "aside", "form", "iframe", "object", "button", "select", "svg", "audio", "video"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_SEPARATE = BREAKS | {"td", "th", "ul", "ol", "dl", "body", "article", "main", "header", "center", "blockquote"}
_ENOUGH = 0.5
"""Share of the richest container's text from which a surer container is taken instead."""
_LONG = 120
_MOST_ELEMENTS = 50_000
"""Ten times what a page with a long document has."""
_HANZI = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_HANZI_BREAK = re.compile(rf"(?<={_HANZI})\x01(?={_HANZI})")


def read_page(path: Path) -> Source:
    """A saved page's article and facts; raises TableUnreadable when it is no page or has no article."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        tree = html.document_fromstring(page_source(path), parser=parser)
    except (ParserError, XMLSyntaxError, ValueError) as error:
        raise TableUnreadable(f"{path.name} 不是能读的网页，请在浏览器里另存一次再导入") from error
    if sum(1 for _ in tree.iter()) > _MOST_ELEMENTS:
        raise TableUnreadable(f"{path.name} 过大，不像是一份文件的网页，请只留下正文再导入")
    facts = _meta_facts(tree)
    page_title = words().site.sub("", _flat(tree.findtext(".//title") or ""))
    _clean(tree)
    headlines = [text for element in tree.iter("h1") if (text := _flat(element.text_content()))]
    body = tree.find("body")
    if body is None:
        raise TableUnreadable(f"{path.name} 里没有正文，请在浏览器里打开原网页，等内容都显示出来再另存")
    facts = _facts_beside(body) | {name: value for name, value in facts.items() if value}
    above, blocks = without_facts(numbered(_blocks(_article(body))))
    if not blocks:
        raise TableUnreadable(f"{path.name} 里没有正文，请在浏览器里打开原网页，等内容都显示出来再另存")
    title = facts.get("title") or (headlines[0] if len(headlines) == 1 else "") or page_title
    return Source(path.name, blocks, above | facts, title)


def _meta_facts(tree: html.HtmlElement) -> dict[str, str]:
    named = ((str(element.get("name", "")).lower(), element.get("content", "")) for element in tree.iter("meta"))
    return {_META[name]: _flat(value) for name, value in named if name in _META}


def _clean(tree: html.HtmlElement) -> None:
    """Takes away what is not seen and what stands around every article of the site."""
    for element in list(tree.iter()):
        if element.getparent() is None or element.tag in {"html", "body"}:
            continue
        names = [*str(element.get("class", "")).split(), str(element.get("id", ""))]
        known = any(name.lower() in words().containers for name in names)
        around = not known and any(name and words().around.search(name) for name in names)
        if element.tag in _DROPPED or _HIDDEN.search(element.get("style", "")) or around:
            element.drop_tree()


def _facts_beside(body: html.HtmlElement) -> dict[str, str]:
    """Labels and values in cells, list entries and lines, down to the first long paragraph."""
    facts: dict[str, str] = {}
    waiting = ""
    for text in _leaves(body):
        if len(text) >= _LONG:
            break
        name = label_named(text)
        if waiting and not name and not labelled(text):
            facts.setdefault(waiting, text)
            waiting = ""
        elif own := labelled(text):
            facts = {key: value for key, value in own.items() if value} | facts
            waiting = next((key for key, value in own.items() if not value), "") if len(own) == 1 else ""
        else:
            waiting = name
    return facts


def _leaves(element: html.HtmlElement) -> Iterator[str]:
    """The texts of the smallest parts that stand apart on the page."""
    for block in _walk(element, beside=True):
        for line in block.text.split("\n"):
            if line.strip():
                yield line.strip()


def _article(body: html.HtmlElement) -> list[html.HtmlElement]:
    """The container of the article by its name; on an unknown site the element with most text of its own."""
    richest = max([_dense(body), *_named(body)], key=lambda one: sum(map(_own_chars, one)))
    most = sum(map(_own_chars, richest))
    for candidate in _named(body):
        if sum(map(_own_chars, candidate)) >= max(most * _ENOUGH, 1):
            return candidate
    return richest


def _named(body: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """For each known container name, surest first, its outermost elements in the page."""
    places: dict[str, list[html.HtmlElement]] = {}
    for element in body.iter():
        for name in {*str(element.get("class", "")).lower().split(), str(element.get("id", "")).lower()}:
            if name in words().containers:
                inside = places.setdefault(name, [])
                if not any(outer in set(element.iterancestors()) for outer in inside[-1:]):
                    inside.append(element)
    return [places[name] for name in words().containers if name in places]


def _own_chars(element: html.HtmlElement) -> int:
    """Visible characters that are no link."""
    linked = sum(len(_flat(link.text_content())) for link in element.iter("a"))
    return len(_flat(element.text_content())) - linked


def _dense(body: html.HtmlElement) -> list[html.HtmlElement]:
    """Each paragraph speaks for the element around it, and half as loud for the one around that."""
    weights: dict[html.HtmlElement, float] = {}
    for element in body.iter("p", "td", "div", "span", "br"):
        own = _flat((element.text or "") + "".join(child.tail or "" for child in element))
        text = _flat(element.text_content()) if element.tag == "p" else own
        parent = element.getparent()
        if len(text) < 10 or parent is None:
            continue
        target = parent if element.tag in {"p", "span"} else element
        weights[target] = weights.get(target, 0.0) + len(text)
        above = target.getparent()
        if above is not None and target is not body:
            weights[above] = weights.get(above, 0.0) + len(text) / 2
    return [max(weights, key=lambda element: weights[element])] if weights else [body]


def _blocks(elements: Sequence[html.HtmlElement]) -> list[Block]:
    found = [block for element in elements for block in _walk(element, beside=False)]
    lines = [Block(block.kind, line.strip()) for block in found for line in block.text.split("\n")]
    return [block for block in lines if block.text and not words().page_line.match(block.text)]


def _walk(element: html.HtmlElement, *, beside: bool) -> Iterator[Block]:
    """The element's blocks in reading order; a table of data as rows, one of layout as what its cells hold.

    A table of labels and values is no text; its cells are given one by one where what stands ``beside`` is wanted.
    """
    pending: list[str] = [_flowing(element.text)]
    for child in element:
        if child.tag in _SEPARATE or next(child.iterdescendants(*_SEPARATE), None) is not None:
            yield from _closed(pending)
            yield from _part(child, beside=beside)
        else:
            pending.append(_flowing(child.text_content()))
        pending.append(_flowing(child.tail))
    yield from _closed(pending)


def _part(child: html.HtmlElement, *, beside: bool) -> Iterator[Block]:
    if child.tag == "table" and _is_data(child):
        table = Table("", *table_cells(child))
        if not facts_of(table):
            yield from rows_of(table)
        elif beside:
            yield from (Block("row", text) for row in table.rows for text in row.cells if text)
    elif child.tag in _HEADINGS:
        yield Block("heading", _said(child.text_content()))
    elif child.tag != "br":
        yield from _walk(child, beside=beside)


def _is_data(table: html.HtmlElement) -> bool:
    """Whether a table has columns to read, and no other table or whole articles in its cells."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    cells = [len(_flat(cell.text_content())) for cell in table.iter("td", "th")]
    widest = max((len(row.findall("td") + row.findall("th")) for row in table.iter("tr")), default=0)
    return widest > 1 and max(cells, default=0) < 1_000


def _closed(pending: list[str]) -> Iterator[Block]:
    text = _said("".join(pending))
    pending.clear()
    if text:
        yield Block("paragraph", text)


def _flowing(text: str | None) -> str:
    """A line break of the source is no break of the page; between hanzi it is nothing at all."""
    return re.sub(r"\s*[\r\n]\s*", "\x01", text or "")


def _said(text: str) -> str:
    joined = _HANZI_BREAK.sub("", _flowing(text)).replace("\x01", " ")
    return re.sub(r"[^\S\n]+", " ", joined.replace("\xa0", " ")).strip()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\xa0", " ")).strip()
