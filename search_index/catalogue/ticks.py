"""What is ticked: boxes before channels, cells below a word to tick."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from search_index.catalogue.repair import joined, without_noise
from search_index.catalogue.words import group_of, header_key, words

_TRIM = " 、,，;；。_＿\n\t"
_COUNTED = re.compile(r"(?:^|(?<=[^\d.]))[(（]?\d{1,2}[.、．)）](?!\d)\s*")
_INSIDE = "窗入出户接关港门人路井渡海江河风进闸切创借胃伤缺"
"""口 after one of these belongs to a word (窗口, 入口)."""


@dataclass(frozen=True, slots=True)
class Choices:
    """The entries of a cell with boxes in order, each with its tick; what stands before the first box counts."""

    entries: tuple[tuple[str, bool], ...]

    @property
    def ticked(self) -> tuple[str, ...]:
        return tuple(entry for entry, is_ticked in self.entries if is_ticked)


@lru_cache(maxsize=1)
def _boxes() -> re.Pattern[str]:
    known = words()
    letters = re.escape(known.ticked_letters + known.unticked_letters.replace("口", ""))
    plain = re.escape(known.ticked + known.unticked)
    # Letters and 口 are boxes only where an entry begins: after white space or a mark, right before a hanzi.
    lettered = rf"(?:(?<=^)|(?<=[\s、,，;；)）:：]))([{letters}口])(?=\s?[\u4e00-\u9fff])"
    glued = rf"(?<=[\u4e00-\u9fff)）])([{letters}])(?=[\u4e00-\u9fff])"
    return re.compile(rf"([{plain}])|{lettered}|(?<=[^{_INSIDE}\s])(口)(?=[\u4e00-\u9fff])|{glued}")


@lru_cache(maxsize=8_192)
def choices(text: str) -> Choices | None:
    """The boxes of a cell; None where it has none.

    >>> choices("■政府网站 □两微一端").ticked
    ('政府网站',)
    """
    clean = without_noise(text)
    found = [match for match in _boxes().finditer(clean) if not _is_word(clean, match)]
    plain = set(words().ticked + words().unticked)
    if not any(match[0] in plain for match in found) and not _all_entries(found):
        return None
    before = joined(clean[: found[0].start()]).strip(_TRIM)
    entries: list[tuple[str, bool]] = [(before, True)] if before else []
    for position, match in enumerate(found):
        end = found[position + 1].start() if position + 1 < len(found) else len(clean)
        is_ticked = match[0] in words().ticked or match[0] in words().ticked_letters
        for piece in words().channel.split(clean[match.end() : end]):
            if entry := joined(piece).strip(_TRIM):
                entries.append((entry, is_ticked))
    return Choices(tuple(entries))


def _is_word(text: str, match: re.Match[str]) -> bool:
    """A 口 inside a run of hanzi is a box only between two entries of a cell that has boxes of another kind."""
    if match[4] is not None:
        # A letter between two words is a box where the cell begins with a box.
        known = words()
        return text[0] not in known.ticked + known.unticked + known.ticked_letters + known.unticked_letters
    if match[3] is None:
        return False
    plain = words().ticked + words().unticked
    return not any(char in plain for char in text)


def _all_entries(found: list[re.Match[str]]) -> bool:
    """Letters alone count as boxes when the cell begins with one, or holds ticked and unticked ones."""
    return bool(found) and (found[0].start() == 0 or len({match[0] for match in found}) > 1)


def chosen(text: str, *, every: bool = False) -> str:
    """The ticked entries of a cell joined by 、 (all entries with ``every``); a cell without boxes as a plain list."""
    boxes = choices(text)
    if boxes is None:
        return as_list(text)
    return "、".join(dict.fromkeys(entry for entry, is_ticked in boxes.entries if is_ticked or every))


def as_list(text: str) -> str:
    """A cell whose entries stand on lines or between spaces, joined by 、; a sentence stays as it is."""
    clean = without_noise(text)
    if len(numbered := [piece for piece in _COUNTED.split(clean) if piece.strip(_TRIM)]) > 1 and _COUNTED.match(clean):
        return "、".join(joined(piece).strip(_TRIM) for piece in numbered)
    if re.search(r"[。；;]", clean):
        return joined(clean)
    lines = clean.split("\n")
    if len(lines) > 2 and max(map(len, lines)) <= 3:
        return joined(clean)
    entries: list[str] = []
    for line in lines:
        pieces = line.split(" ")
        entries += [joined(line)] if any(len(piece) == 1 for piece in pieces) else pieces
    whole: list[str] = []
    for entry in filter(None, (entry.strip(_TRIM) for entry in entries)):
        if whole and (_open(whole[-1]) or entry[0] in ")）"):
            whole[-1] += entry
        else:
            whole.append(entry)
    return "、".join(whole)


def _open(entry: str) -> bool:
    return len(re.findall(r"[(（]", entry)) > len(re.findall(r"[)）]", entry))


def ticked_word(cell: str, word: str) -> str:
    """What a cell below a word to tick says: the word, the word with a named group, or "" for no tick.

    >>> ticked_word("√", "全社会"), ticked_word("□", "全社会"), ticked_word("低保对象", "特定群众")
    ('全社会', '', '特定群众（低保对象）')
    """
    known = words()
    text = joined(cell).strip(_TRIM)
    mark = text.lower()
    if not text or mark in known.no or all(char in known.unticked for char in mark):
        return ""
    if mark in known.yes or all(char in known.ticked for char in mark):
        return word
    ticks = any(char in known.ticked for char in text)
    rest = re.sub(f"[{re.escape(known.ticked + known.unticked)}]", "", text).strip(_TRIM + "()（）")
    if not ticks and any(char in known.unticked for char in text):
        return ""
    key, wanted = header_key(rest), header_key(word)
    if key == wanted or (group_of(key) is not None and group_of(key) == group_of(wanted)):
        return rest if key != wanted else word
    return f"{word}（{rest}）"
