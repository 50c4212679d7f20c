"""The titles of laws and documents in a legal basis, held against the field's list."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from search_index.text import letters_only

ENDED = ("已废止", "已被取代")
"""The status of a law or policy that no longer holds."""
_TITLE = re.compile(r"《([^《》]{2,60})》")
_LOCAL = re.compile(r"^(?!中华人民共和国)[\u4e00-\u9fff]{2,8}(?:省|自治区|市|州|县|区)")
"""A place's own rules are in no national list."""
_NAMED_LIKE_LAW = re.compile(r"(?:法|条例|规定|规则|办法|细则|决定|令)$")


@dataclass(frozen=True, slots=True)
class Law:
    """One line of ``laws.csv``."""

    title: str
    status: str
    successor: str


@lru_cache(maxsize=8)
def known_laws(field_dir: Path) -> dict[str, Law]:
    """Key of title or short title → law; empty without a list."""
    path = field_dir / "laws.csv"
    if not path.is_file():
        return {}
    found: dict[str, Law] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            law = Law(row["标题"], row.get("状态") or "", row.get("取代") or "")
            short = (row.get("简称") or "").split("|")
            for name in (row["标题"], *short, row["标题"].removeprefix("中华人民共和国")):
                if name:
                    found.setdefault(letters_only(name), law)
    return found


def titles_in(basis: str) -> list[str]:
    """The titles in 《》, in order, each once; a place's own rules and notices of one office are left out."""
    named = (title.strip() for title in _TITLE.findall(basis.replace("\n", "")))
    return [title for title in dict.fromkeys(named) if _NAMED_LIKE_LAW.search(title) and not _LOCAL.match(title)]


def doubts(basis: str, field_dir: Path) -> Iterator[tuple[str, str]]:
    """Title and sentence for each law that is unknown or no longer in force."""
    laws = known_laws(field_dir)
    for title in titles_in(basis) if laws else ():
        if letters_only(title) not in laws:
            yield title, f"《{title}》不在已知的法律文件清单里，请核对名称有没有写错"
        else:
            yield from ended(f"《{title}》", field_dir)


def ended(basis: str, field_dir: Path) -> Iterator[tuple[str, str]]:
    """Title and sentence for each law that the list gives as no longer in force."""
    laws = known_laws(field_dir)
    for title in titles_in(basis):
        law = laws.get(letters_only(title))
        if law is not None and law.status in ENDED:
            by = f"，已由《{law.successor}》取代" if law.successor else ""
            yield title, f"《{title}》{law.status}{by}，请核对依据是否要更新"
