"""Slips of the hand and of the input method, put into training questions so that a slip moves a vector little."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin

_HANZI = re.compile(r"[\u4e00-\u9fff]")


@lru_cache(maxsize=1)
def _sounding_alike(alphabet: str) -> dict[str, str]:
    """Syllable without tone → the characters that sound so."""
    sounds: dict[str, list[str]] = defaultdict(list)
    for char in alphabet:
        sounds[lazy_pinyin(char)[0]].append(char)
    return {sound: "".join(chars) for sound, chars in sounds.items()}


class Mistyping:
    """Writes questions as hurried people do: one or two characters replaced by others that sound alike, one left out,
    two swapped. The characters come from the training texts themselves."""

    def __init__(self, texts: Sequence[str], share: float, rng: random.Random) -> None:
        """``share`` of the questions get a slip, 0 to 1."""
        self._share = share
        self._rng = rng
        self._alike = _sounding_alike("".join(sorted(set(_HANZI.findall("".join(texts))))))

    def __call__(self, text: str, prompt: str) -> str:
        """The text after its prompt, perhaps with a slip."""
        body = text.removeprefix(prompt)
        places = [place for place, char in enumerate(body) if _HANZI.match(char)]
        if len(places) < 4 or self._rng.random() >= self._share:
            return text
        chars = list(body)
        place = self._rng.choice(places)
        slip = self._rng.random()
        if slip < 0.7:
            for each in self._rng.sample(places, 1 if len(places) < 8 else 2):
                chars[each] = self._rng.choice(self._alike[lazy_pinyin(chars[each])[0]])
        elif slip < 0.85:
            del chars[place]
        elif place + 1 < len(chars):
            chars[place], chars[place + 1] = chars[place + 1], chars[place]
        return prompt + "".join(chars)
