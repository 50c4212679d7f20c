"""Robustness variants: the same question as other people, other keyboards and other ears would have put it.

Every variant is a function of kind, seed and question alone: its random numbers come from a BLAKE2 hash of the three,
so a figure can be measured again. Texts in, texts out (no units); None where a kind cannot change the question.
"""

from __future__ import annotations

import csv
import hashlib
import logging
import random
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, product
from pathlib import Path
from typing import Any

import jieba
from opencc import OpenCC
from pypinyin import lazy_pinyin

COMMON = 2_600
"""So many hanzi count as common; 现代汉语常用字表 (1988) has 2,500, and 1,000 less common ones."""
COMMON_WORD = 20
"""Occurrences in jieba's dictionary from which an input method is taken to offer a word."""
_APART: Any = list  # pypinyin takes a list for what is no hanzi; its stub does not know
_HANZI = re.compile(r"[\u4e00-\u9fff]+")
_END = " \u3000。．.！!？?…~～、，,；;"
_MARKS = re.compile(r"(?<!\d)[^\w\s%]|[^\w\s%](?!\d)|(?<![A-Za-z])\s|\s(?![A-Za-z])")
_COMMA = re.compile(r"[，,、；;。？?！!]\s*(?=\S)")
_OPENER = re.compile(r"^(?:(?:[您你]好|请问一下|请问|喂|麻烦问一下|(?:我?想)?问一下|我?想问下|那个|哎)[，,、 ]*)+")
_CLOSER = re.compile(r"[呢啊呀哦嘛啦哈]+$")
_converter = lru_cache(maxsize=1)(OpenCC)


_LOOK_ALIKES = Path(__file__).with_name("look_alikes.csv")
_FORMER_AGENCIES = Path(__file__).parents[1] / "former_agencies.csv"


@lru_cache(maxsize=2)
def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("variants.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _cutter() -> jieba.Tokenizer:
    """A word cutter of its own, that knows agencies and choices: what others teach jieba never changes a variant."""
    jieba.setLogLevel(logging.WARNING)
    cutter = jieba.Tokenizer()
    agencies = [row["现行名称"] for row in _rows(_FORMER_AGENCIES)]
    for word in agencies + _words()["order"]["choices"] + _words()["cutter"]["terms"]:
        cutter.add_word(word)
    return cutter


def _cut(text: str) -> list[str]:
    return list(_cutter().lcut(text))


def _blurred(syllable: str) -> str:
    """A syllable as southern typists blur it: zh/z, ch/c, sh/s, n/l and -ng/-n are one."""
    return re.sub(r"^n", "l", re.sub(r"^([zcs])h", r"\1", re.sub(r"ng$", "n", syllable)))


def _sounds(text: str) -> list[str]:
    """One toneless syllable a hanzi, any other character as it is."""
    return list(lazy_pinyin(text, errors=_APART))


@lru_cache(maxsize=2)
def _by_sound(blur: bool) -> dict[str, list[str]]:
    """The common hanzi by toneless (or blurred) syllable, most frequent first by the words of jieba's dictionary."""
    seen: Counter[str] = Counter()
    for word, frequency in _cutter().FREQ.items():
        seen.update(dict.fromkeys(word, frequency) if frequency else ())
    found: defaultdict[str, list[str]] = defaultdict(list)
    for char in sorted(filter(_HANZI.fullmatch, seen), key=lambda char: (-seen[char], char))[:COMMON]:
        (sound,) = _sounds(char)
        found[_blurred(sound) if blur else sound].append(char)
    return dict(found)


def _typo(question: str, draw: random.Random) -> str | None:
    """One hanzi taken for one that looks alike, or for one that a blurred pinyin gives (是 → 四)."""
    sounds = _sounds(question)
    for at in draw.sample(range(len(question)), len(question)):
        groups = [row["形近字"] for row in _rows(_LOOK_ALIKES) if question[at] in row["形近字"]]
        seen = [char for group in groups for char in group if char != question[at]]
        near = _by_sound(True).get(_blurred(sounds[at]), []) if _HANZI.match(question[at]) else []
        heard = [char for char in near if _sounds(char)[0] != sounds[at]][:4]
        if seen or heard:
            other = draw.choice(seen if seen and (not heard or draw.random() < 0.5) else heard)
            return question[:at] + other + question[at + 1 :]
    return None


def _same_sounding(word: str, sounds: Sequence[str]) -> list[str]:
    """Words an input method offers for the same syllables; for want of any, one hanzi of the word exchanged."""
    same = [_by_sound(False).get(sound, []) for sound in sounds]
    frequency = _cutter().FREQ
    pairs = {"".join(pair) for pair in product(*same)} - {word} if len(word) == 2 else set()
    offered = [pair for pair in pairs if frequency.get(pair, 0) >= COMMON_WORD]
    if offered:
        return sorted(offered, key=lambda pair: (-frequency[pair], pair))
    return [word[:at] + char + word[at + 1 :] for at in range(len(word)) for char in same[at][:4] if char != word[at]]


def _homophone(question: str, draw: random.Random) -> str | None:
    """One or two neighbouring hanzi exchanged for others of exactly the same toneless pinyin (申请 → 深情)."""
    sounds, words = _sounds(question), _cut(question)
    places = [(end - len(word), end) for word, end in zip(words, accumulate(map(len, words)), strict=True)]
    for start, end in draw.sample(places, len(places)):
        word = question[start:end]
        found = _same_sounding(word, sounds[start:end]) if _HANZI.fullmatch(word) else []
        for other in draw.sample(found[:4], len(found[:4])) + found[4:]:
            changed = question[:start] + other + question[end:]
            if _sounds(changed) == sounds:
                return changed
    return None


def _pinyin(question: str, _: random.Random) -> str | None:
    """The question typed without an input method: a space between words, Latin and digits kept."""
    words = ["".join(_sounds(word)) for word in _cut(unicodedata.normalize("NFKC", question))]
    typed = " ".join(word for word in words if any(map(str.isalnum, word)))
    return None if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", typed) else typed


def _traditional(question: str, _: random.Random) -> str | None:
    """OpenCC's standard traditional characters."""
    return str(_converter("s2t").convert(question))


def _fullwidth(question: str, draw: random.Random) -> str | None:
    """ASCII in full width, and one or two ideographic spaces before longer words."""
    words = _cut(question)
    inside = [at for at in range(1, len(words)) if len(words[at]) > 1 and not words[at - 1].isspace()]
    gaps = draw.sample(inside, min(len(inside), draw.randint(1, 2)))
    spaced = "".join(" " * (at in gaps) + word for at, word in enumerate(words))
    return "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in spaced)


def _asks(word: str) -> bool:
    """Whether a word asks: a question word, or a choice such as 能不能 and 贴不贴."""
    return word in _words()["order"]["choices"] or any(cue in word for cue in _words()["order"]["cues"])


def _particles(question: str, draw: random.Random) -> str | None:
    """Politeness and sentence particles put in, left out or exchanged."""
    lists, body = _words()["particles"], question.rstrip(_END)
    bare = _CLOSER.sub("", _OPENER.sub("", body)).replace("一下", "")
    words = _cut(bare)
    if not words or (bare != body and draw.random() < 0.5):
        return bare and bare + question[len(body) :]
    ways = [draw.choice(lists["openers"]) + body] if not _OPENER.match(body) else [bare]
    if words[0] in lists["softened"] and len(words) > 1:
        ways.append(words[0] + "一下" + bare[len(words[0]) :])
    if words[-1] in lists["doubts"]:
        ways.append(bare[: -len(words[-1])] + draw.choice([each for each in lists["doubts"] if each != words[-1]]))
    elif any(map(_asks, words)):
        ways.append(bare + draw.choice(lists["closers"]))
    return draw.choice(ways) + question[len(body) :]


def _seam(words: Sequence[str]) -> int | None:
    """Where to cut so that the part that asks (怎么申请, 需要什么材料) stands whole on one side; else None."""
    lists, size = _words()["order"], len(words)
    asked = next((at for at, word in enumerate(words) if _asks(word)), None)
    if asked is None:
        verbs = [at for at in range(1, size) if words[at] in lists["verbs"]]
        first = next((at for at in range(1, size) if words[at] in lists["modals"]), verbs[-1] if verbs else None)
        return first if words and words[-1] in lists["doubts"] else None
    start = asked
    close = asked == size - 1 or words[asked] in lists["objects"]
    before = lists["leads"] + (lists["verbs"] + lists["aspects"] if close else [])
    while start and words[start - 1] in before:
        start -= 1
    if start:
        return None if words[start] in lists["objects"] + lists["aspects"] else start
    verbs = [at for at in range(1, min(4, size)) if words[at] in lists["verbs"]]
    stop = 1 + (verbs[0] if verbs else 1 if words[0] in lists["objects"] else size)
    stop = 1 if words[0] in lists["alone"] + lists["choices"] else stop
    while stop < size and words[stop] in lists["aspects"]:
        stop += 1
    return stop if stop < size else None


def _order(question: str, draw: random.Random) -> str | None:
    """The part that asks moved to the front or to the back, as an afterthought is spoken (怎么申请，低保)."""
    whole = question.rstrip(_END)
    body = _OPENER.sub("", whole)
    opening, end = whole[: len(whole) - len(body)], question[len(whole) :]
    if commas := list(_COMMA.finditer(body)):
        cut = draw.choice(commas)
        return opening + body[cut.end() :] + "，" + body[: cut.start()] + end
    words = _cut(body)
    at = _seam(words)
    front, back = "".join(words[at:]), "".join(words[:at])
    if at is None or (back.endswith(tuple(_words()["order"]["dangling"])) and not any(map(_asks, words[:at]))):
        return None
    return opening + front + draw.choice("，， ") + back + end


def _speech(question: str, draw: random.Random) -> str | None:
    """As a speech recogniser writes it down: no punctuation, filler words, a word of the first half said twice."""
    lists, words = _words()["speech"], _cut(_MARKS.sub("", question))
    hanzi = [at for at, word in enumerate(words) if _HANZI.fullmatch(word) and (at == 0 or len(word) > 1)]
    inside = [at for at in hanzi if at]
    twice = [at for at in hanzi if len(words[at]) <= 2 and at <= len(words) // 2]
    filled = draw.choice(inside) if inside and draw.random() < 0.6 else 0
    repeated = draw.choice(twice) if twice else None
    if repeated is not None:
        words[repeated] *= 2
    if words:
        openers = lists["openers"][: 2 if _OPENER.match(question) else None]
        words[filled] = draw.choice(lists["fillers"] if filled else openers) + words[filled]
    return "".join(words)


def _former_agency(question: str, draw: random.Random) -> str | None:
    """Agencies by the names people remember from before the last reforms (市监局 → 工商局)."""
    names = {row["现行名称"]: row["曾用名称"].split("|") for row in _rows(_FORMER_AGENCIES)}
    longest_first = "|".join(sorted(names, key=len, reverse=True))
    return re.sub(longest_first, lambda found: draw.choice(names[found[0]]), question)


_MAKERS = [_typo, _homophone, _pinyin, _traditional, _fullwidth, _particles, _order, _speech, _former_agency]
VARIANTS: dict[str, Callable[[str, random.Random], str | None]] = {maker.__name__[1:]: maker for maker in _MAKERS}
"""The kinds of variants and how each is made; :func:`variant` is the way in."""


def variant(kind: str, question: str, seed: int = 0) -> str | None:
    """The question as ``kind`` would put it; None where that cannot be, or where nothing would change.

    >>> variant("pinyin", "低保怎么申请？"), variant("traditional", "低保怎么申请")
    ('dibao zenme shenqing', '低保怎麼申請')
    >>> variant("former_agency", "低保怎么申请") is None
    True
    """
    question = question.strip()
    key = hashlib.blake2b(f"{kind}\0{seed}\0{question}".encode(), digest_size=8).digest()
    made = VARIANTS[kind](question, random.Random(int.from_bytes(key, "big"))) if question else None
    return made if made and made != question else None
