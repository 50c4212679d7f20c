"""Everyday words and their formal words; pinyin and homophones as a second chance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from pypinyin import Style, lazy_pinyin

from search_index.content import Content
from search_index.records import Alias
from search_index.spelling import Speller
from search_index.text import normalise, question_words, tokens

TERM_CHARS = range(2, 13)
"""Length of the terms that pinyin is matched against; single characters have too many homophones."""
_HANZI = re.compile(r"^[\u4e00-\u9fff]+$")
_LATIN_RUN = re.compile(r"[a-z][a-z' ]*[a-z]")


def pinyin(text: str) -> tuple[str, ...]:
    """Toneless syllables of a hanzi text, one a character."""
    return tuple(lazy_pinyin(text, style=Style.NORMAL))


@dataclass(frozen=True, slots=True)
class Expansion:
    """A question in formal words and the everyday words that were replaced."""

    text: str
    words: tuple[str, ...]


def known_pairs(content: Content) -> set[str]:
    """Every pair of neighbouring hanzi of the content: two characters that stand there were typed on purpose."""
    texts = [dumped for record in content.records for dumped in record.model_dump(exclude={"origin"}).values()]
    return {token for text in texts if isinstance(text, str) for token in tokens(text) if len(token) == 2}


class Lexicon:
    """Aliases and terms of one content version.

    >>> Lexicon([Alias(word="低保", formal=("最低生活保障",))], []).expand("低保怎么办").text
    '最低生活保障怎么办'
    """

    def __init__(self, aliases: Iterable[Alias], terms: Sequence[str], known: Set[str] = frozenset()) -> None:
        self._known = known
        self._formal: dict[str, str] = {}
        for alias in aliases:
            self._formal[normalise(alias.word)] = " ".join(normalise(word) for word in alias.formal)
        words = sorted(self._formal, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, words))) if words else None
        self._sounds: dict[tuple[str, ...], str] = {}
        for term in [*terms, *self._formal]:
            clean = normalise(term)
            if _HANZI.match(clean) and len(clean) in TERM_CHARS:
                self._sounds.setdefault(pinyin(clean), clean)
        self._terms = {normalise(term) for term in terms} | set(self._formal)
        self._speller = Speller([*(word for word in question_words() if len(word) > 1), *self._sounds.values()])
        self._initials = {
            "".join(syllable[0] for syllable in sound): term
            for sound, term in reversed(self._sounds.items())
            if len(sound) >= 3
        }

    @classmethod
    def of(cls, content: Content) -> Lexicon:
        """The lexicon of a content: its aliases, and its titles, topics and domains as terms."""
        terms: list[str] = []
        for item in content.items:
            terms += [item.subtopic, item.topic, item.title, item.domain]
        terms += [record.title for record in (*content.guides, *content.redirects)]
        formal = [word for alias in content.aliases for word in alias.formal]
        return cls(content.aliases, [*terms, *formal], known_pairs(content))

    def expand(self, question: str) -> Expansion:
        """The normalised question with everyday words replaced by formal ones, longest words first."""
        if self._pattern is None:
            return Expansion(question, ())
        used: list[str] = []

        def formal(match: re.Match[str]) -> str:
            word = self._formal[match[0]]
            if word in question:
                return match[0]
            used.append(match[0])
            return word

        return Expansion(self._pattern.sub(formal, question), tuple(used))

    def names_term(self, question: str) -> bool:
        """Whether a normalised question holds a term of the content (a title, topic or domain) or an everyday word."""
        pieces = (question[start:end] for start in range(len(question)) for end in range(start + 2, len(question) + 1))
        return any(piece in self._terms for piece in pieces)

    def warm_up(self) -> None:
        """Makes ready what the first question typed in pinyin would otherwise wait a second for."""
        self._speller.warm_up()

    def second_chance(self, question: str) -> str | None:
        """The question with typed pinyin spelled out and homophones put right; None when nothing sounds like a term."""
        changed = _LATIN_RUN.sub(lambda match: self._spell(match[0]), question)
        changed = self._homophones(changed)
        return changed if changed != question else None

    def _spell(self, run: str) -> str:
        letters = run.replace(" ", "").replace("'", "")
        if letters in self._initials:
            return self._initials[letters]
        # A word like "app" spells nothing and stays.
        return self._speller.hanzi(letters) or run

    def _homophones(self, question: str) -> str:
        sounds = pinyin(question) if _HANZI.match(question) else None
        if sounds is None:
            return re.sub(r"[\u4e00-\u9fff]+", lambda match: self._homophones(match[0]), question)
        if len(sounds) != len(question):
            return question
        position, out = 0, ""
        while position < len(question):
            for length in range(min(len(question) - position, TERM_CHARS.stop - 1), TERM_CHARS.start - 1, -1):
                term = self._sounds.get(sounds[position : position + length])
                if term and (length > 2 or question[position : position + 2] not in self._known):
                    out, position = out + term, position + length
                    break
            else:
                out, position = out + question[position], position + 1
        return out
