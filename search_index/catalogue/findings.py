"""What a person should look at in the items of one import: blanks, doubts, damage, repeats and contradictions."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path

from search_index.catalogue.noise import filtered_characters, is_traditional, scanned
from search_index.catalogue.time_limits import time_limits
from search_index.checks import HIJACKED, TEMPLATE, blank_elements, known_domains
from search_index.errors import Complaint
from search_index.laws import doubts
from search_index.records import CatalogItem
from search_index.text import letters_only

_TEXTS = tuple(
    name for name, info in CatalogItem.model_fields.items() if info.title and name not in {"as_of", "verified", "id"}
)
_COMPARED = ("elements", "legal_basis", "time_limit", "channels", "audience", "mode")
_ALIKE = 0.75
"""Likeness of two agencies' names from which one may be a slip of the other."""
_SHOWN_ROWS = 6

Finding = Callable[[Sequence[CatalogItem]], Iterator[Complaint]]


def item_complaints(items: list[CatalogItem], field_dir: Path, current: Sequence[CatalogItem]) -> list[Complaint]:
    """Every complaint across the items of one file; items of the same id get a suffix, in place."""
    found = [*blank_elements(items)]
    for check in (_nameless, _hijacked, _unfilled, _unreadable_limits, _damaged, _filtered):
        found += check(items)
    found += _domains(items, known_domains(field_dir))
    found += _laws(items, field_dir)
    found += _agencies(items, current)
    found += _repeats(items)
    return found


def _title(name: str) -> str:
    return str(CatalogItem.model_fields[name].title)


def _warn(item: CatalogItem, name: str, sentence: str, *, error: bool = False) -> Complaint:
    return Complaint("error" if error else "warning", item.origin.file, item.origin.row, _title(name), sentence)


def _texts(item: CatalogItem) -> Iterator[tuple[str, str]]:
    for name in _TEXTS:
        if text := getattr(item, name):
            yield name, text


def _nameless(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    for item in items:
        if not item.title:
            yield _warn(item, "name", "没有事项名称", error=True)


def _hijacked(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    for item in items:
        for name, text in _texts(item):
            if bad := HIJACKED.search(text):
                yield _warn(item, name, f"出现「{bad[0]}」，像是被篡改的网页或广告", error=True)
        for column, text in item.extra.items():
            if bad := HIJACKED.search(text):
                sentence = f"出现「{bad[0]}」，像是被篡改的网页或广告"
                yield Complaint("error", item.origin.file, item.origin.row, column, sentence)


def _unfilled(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    for item in items:
        for name, text in _texts(item):
            if found := TEMPLATE.search(text):
                yield _warn(item, name, f"「{found[0]}」像是没有填写的模板，请填上本地的名称")


def _unreadable_limits(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    for item in items:
        if item.time_limit and not time_limits(item.time_limit):
            yield _warn(item, "time_limit", f"「{item.time_limit}」看不出是多长时间，照原样导入，请核对")


def _damaged(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    for item in items:
        for name, text in _texts(item):
            for piece, meant in scanned(text):
                yield _warn(item, name, f"「{piece}」像是扫描或复制出错（{meant}），请对照原文")
    traditional = [item for item in items if is_traditional("".join(text for _, text in _texts(item)))]
    if traditional:
        first, count = traditional[0], len(traditional)
        sentence = f"有 {count} 项是繁体字，像是从转载的网页复制来的；请用政府网站上的原表"
        yield Complaint("warning", first.origin.file, first.origin.row, "", sentence)


def _filtered(items: Sequence[CatalogItem]) -> Iterator[Complaint]:
    texts = [text for item in items for _, text in _texts(item)]
    for char, words in filtered_characters(texts):
        shown = "、".join(f"「{word.replace(char, '')}」（应为「{word}」）" for word in words[:3])
        sentence = f"整个文件里一个「{char}」字也没有，像是被关键词过滤删掉了，例如 {shown}；请换一份完整的文件"
        yield Complaint("warning", items[0].origin.file, items[0].origin.row, "", sentence)


def _domains(items: Sequence[CatalogItem], known: Sequence[str]) -> Iterator[Complaint]:
    unknown: dict[str, CatalogItem] = {}
    for item in items:
        if known and item.domain and item.domain not in known:
            unknown.setdefault(item.domain, item)
    for domain, first in unknown.items():
        yield _warn(first, "domain", f"「{domain}」不在领域清单里；如果是本地自定的领域，可以不管")


def _laws(items: Sequence[CatalogItem], field_dir: Path) -> Iterator[Complaint]:
    where: dict[str, list[CatalogItem]] = defaultdict(list)
    for item in items:
        for _, sentence in doubts(item.legal_basis, field_dir):
            where[sentence].append(item)
    for sentence, named in where.items():
        rows = "、".join(str(item.origin.row) for item in named[:_SHOWN_ROWS])
        etc = "等" if len(named) > _SHOWN_ROWS else ""
        more = f"（第 {rows} 行{etc}，共 {len(named)} 处）" if len(named) > 1 else ""
        yield _warn(named[0], "legal_basis", sentence + more)


def _agencies(items: Sequence[CatalogItem], current: Sequence[CatalogItem]) -> Iterator[Complaint]:
    """An agency that the district does not know; or, named once, that is nearly another one's name."""
    known = Counter(item.agency for item in current if item.agency)
    own = Counter(item.agency for item in items if item.agency)
    frequent = [*known, *(name for name, count in own.items() if count > 1 and name not in known)]
    for item in items:
        if not item.agency or item.agency in known or own[item.agency] > 1:
            continue
        alike = max(frequent, key=lambda name: _likeness(name, item.agency), default="")
        if alike and _likeness(alike, item.agency) >= _ALIKE:
            yield _warn(item, "agency", f"「{item.agency}」只出现这一次，是不是「{alike}」？请核对")
        elif known or len(frequent) > 1:
            yield _warn(item, "agency", f"「{item.agency}」没有在别处出现过，请核对是不是本地的机关")


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _repeats(items: list[CatalogItem]) -> Iterator[Complaint]:
    """Items of one path and agency: the same twice, or with elements that contradict each other."""
    seen: dict[str, CatalogItem] = {}
    taken = {item.id for item in items}
    for position, item in enumerate(items):
        first = seen.setdefault(item.id, item)
        if first is item:
            continue
        items[position] = item.model_copy(update={"id": _suffixed(item, taken)})
        differing = [name for name in _COMPARED if _differs(getattr(first, name), getattr(item, name))]
        file = f"（{first.origin.file}）" if first.origin.file != item.origin.file else ""
        place = f"第{first.origin.row}行{file}"
        if not differing:
            yield _warn(item, "name", f"与{place}完全重复，请删去一行")
        elif "elements" in differing:
            yield _warn(item, "name", f"与{place}同名同主体，公开内容不同，当作两项导入，编号加了后缀")
        else:
            names = "、".join(_title(name) for name in differing)
            yield _warn(item, differing[0], f"与{place}是同一项，但{names}写得不一样，请核对以哪一行为准")


def _suffixed(item: CatalogItem, taken: set[str]) -> str:
    """A free id that the content of the row decides, so that other rows may come and go."""
    digest = hashlib.sha256(letters_only(item.elements).encode()).hexdigest()
    number = f"{item.id}-{digest[:4]}"
    count = 1
    while number in taken:
        count += 1
        number = f"{item.id}-{digest[:4]}-{count}"
    taken.add(number)
    return number


def _differs(one: str, other: str) -> bool:
    return letters_only(one) != letters_only(other)
