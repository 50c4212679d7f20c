"""Typeahead over whole questions and titles: hanzi, full pinyin, initials, and a mix of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from search_index.content import Content
from search_index.lexicon import pinyin
from search_index.records import Alias
from search_index.text import letters_only

_HANZI = re.compile(r"[\u4e00-\u9fff]+")
_SHORTEST_FORMAL = 2


@dataclass(frozen=True, slots=True)
class _Key:
    """One wording in the ways it may be typed."""

    hanzi: str
    spelled: str
    initials: str

    @classmethod
    def of(cls, text: str) -> _Key:
        hanzi = letters_only(text)
        syllables = pinyin(hanzi)
        return cls(hanzi, "".join(syllables), "".join(syllable[:1] for syllable in syllables))


@dataclass(frozen=True, slots=True)
class _Entry:
    """What is suggested; ``variants`` are other wordings of the same, ``words`` everyday words for what it names."""

    text: str
    key: _Key
    variants: list[_Key]
    words: list[_Key] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed so far, read once: ``spelled`` and ``hanzi`` differ in a mix such as 社bao."""

    letters: str
    spelled: str
    hanzi: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> _Typed:
        letters = letters_only(text)
        return cls(letters, "".join(pinyin(letters)), tuple(_HANZI.findall(letters)))

    @property
    def is_mixed(self) -> bool:
        return bool(self.hanzi) and self.hanzi != (self.letters,)


class Suggester:
    """Linear over a few thousand entries: a few milliseconds."""

    def __init__(
        self, texts: Iterable[tuple[str, Sequence[str]]], hot: Sequence[str], aliases: Iterable[Alias] = ()
    ) -> None:
        """``texts`` with other wordings of each, in the order in which they are preferred."""
        self._hot = list(hot)
        known: dict[str, _Entry] = {}
        for text, variants in texts:
            entry = known.setdefault(text, _Entry(text, _Key.of(text), []))
            entry.variants.extend(_Key.of(variant) for variant in variants)
        self._entries = list(known.values())
        for alias in aliases:
            self._name(alias)

    @classmethod
    def of(cls, content: Content) -> Suggester:
        """Hot questions, frequent questions, guides, items, what is handled elsewhere, and policies, in this order."""
        questions = [(faq.question, faq.variants) for faq in content.faq]
        guides = [(part.name, ()) for part in content.guides]
        items = [
            (f"{item.topic} {item.title}" if item.topic and item.topic != item.title else item.title, ())
            for item in content.items
        ]
        elsewhere = [(redirect.name, redirect.variants) for redirect in content.redirects]
        policies = [(policy.name, ()) for policy in content.policies]
        hot = content.district.hot_questions or [text for text, _ in (questions[:8] or items[:8])]
        first = [(text, ()) for text in hot]
        return cls([*first, *questions, *guides, *items, *elsewhere, *policies], hot, content.aliases)

    def suggest(self, typed: str, limit: int) -> list[str]:
        """At most ``limit`` texts; starts before insides, hanzi before letters, its own wording before others'."""
        key = _Typed.of(typed)
        if not key.letters:
            return self._hot[:limit]
        found: list[tuple[int, int]] = []
        for number, entry in enumerate(self._entries):
            rank = _rank(entry, key)
            if rank is not None:
                found.append((rank, number))
        return [self._entries[number].text for _, number in sorted(found)[:limit]]

    def _name(self, alias: Alias) -> None:
        """An everyday word finds what holds its formal word, or itself."""
        meant = [word for word in map(letters_only, (alias.word, *alias.formal)) if len(word) >= _SHORTEST_FORMAL]
        key = _Key.of(alias.word)
        for entry in self._entries:
            if any(word in entry.key.hanzi for word in meant):
                entry.words.append(key)


def _rank(entry: _Entry, typed: _Typed) -> int | None:
    """Smaller is better; None when the entry is not meant."""
    own = _matches(entry.key, typed)
    if own is not None and own < _INSIDE_LETTERS:
        return own
    if any(typed.letters in (word.hanzi, word.spelled, word.initials) for word in entry.words):
        return _NAMED
    if own is not None:
        return own
    if any(_matches(variant, typed) is not None for variant in entry.variants):
        return _OTHER_WORDING
    begun = len(typed.letters) > 1 and any(_begins(word, typed) for word in entry.words)
    return _OTHER_WORDING if begun else None


_STARTS, _INSIDE, _STARTS_LETTERS, _NAMED, _INSIDE_LETTERS, _OTHER_WORDING = range(6)


def _matches(key: _Key, typed: _Typed) -> int | None:
    if typed.hanzi and not typed.is_mixed:
        if key.hanzi.startswith(typed.letters):
            return _STARTS
        if typed.letters in key.hanzi:
            return _INSIDE
        # The wrong character of the right sound.
        return _INSIDE_LETTERS if len(typed.letters) > 1 and key.spelled.startswith(typed.spelled) else None
    if typed.is_mixed:
        if not all(piece in key.hanzi for piece in typed.hanzi) or typed.spelled not in key.spelled:
            return None
        return _STARTS_LETTERS if key.spelled.startswith(typed.spelled) else _INSIDE_LETTERS
    if key.hanzi.startswith(typed.letters):
        return _STARTS
    if key.initials.startswith(typed.letters) or key.spelled.startswith(typed.letters):
        return _STARTS_LETTERS
    inside = typed.letters in key.hanzi or typed.letters in key.initials or typed.letters in key.spelled
    return _INSIDE_LETTERS if len(typed.letters) > 1 and inside else None


def _begins(word: _Key, typed: _Typed) -> bool:
    if typed.is_mixed:
        return word.spelled.startswith(typed.spelled) and all(piece in word.hanzi for piece in typed.hanzi)
    return any(form.startswith(typed.letters) for form in (word.hanzi, word.spelled, word.initials))
