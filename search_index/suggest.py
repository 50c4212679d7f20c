"""Typeahead over whole questions and titles: hanzi, full pinyin and initials."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from search_index.content import Content
from search_index.lexicon import pinyin
from search_index.text import letters_only, normalise


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A question or title with the keys it is found by."""

    text: str
    hanzi: str
    spelled: str
    initials: str


class Suggester:
    """Linear over a few thousand entries: about a millisecond."""

    def __init__(self, texts: Iterable[str], hot: Iterable[str]) -> None:
        self._hot = list(hot)
        self._entries = [_suggestion(text) for text in dict.fromkeys(texts)]

    @classmethod
    def of(cls, content: Content) -> Suggester:
        """Hot questions, frequent questions, guides, items and policies, in this order."""
        questions = [faq.question for faq in content.faq]
        guides = [part.name for part in content.guides]
        items = [
            f"{item.topic} {item.title}" if item.topic and item.topic != item.title else item.title
            for item in content.items
        ]
        policies = [policy.name for policy in content.policies]
        hot = content.district.hot_questions or tuple(questions[:8]) or tuple(items[:8])
        return cls([*hot, *questions, *guides, *items, *policies], hot)

    def suggest(self, typed: str, limit: int) -> list[str]:
        """At most ``limit`` texts; starts before insides, hanzi before pinyin before initials."""
        key = letters_only(typed)
        if not key:
            return self._hot[:limit]
        found: list[tuple[int, int]] = []
        for number, entry in enumerate(self._entries):
            rank = _rank(entry, key)
            if rank is not None:
                found.append((rank, number))
        return [self._entries[number].text for _, number in sorted(found)[:limit]]


def _suggestion(text: str) -> Suggestion:
    hanzi = letters_only(text)
    syllables = pinyin(hanzi)
    return Suggestion(text, hanzi, "".join(syllables), "".join(syllable[:1] for syllable in syllables))


def _rank(entry: Suggestion, key: str) -> int | None:
    if entry.hanzi.startswith(key):
        return 0
    if key in entry.hanzi:
        return 1
    if not key.isascii():
        mixed = "".join(pinyin(normalise(key)))
        return 4 if len(key) > 1 and entry.spelled.startswith(mixed) else None
    if entry.initials.startswith(key):
        return 2
    if entry.spelled.startswith(key):
        return 2
    if len(key) > 1 and (key in entry.initials or key in entry.spelled):
        return 3
    return None
