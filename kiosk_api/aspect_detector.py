"""What a question asks of its subject: every aspect in order, told by cue patterns and the aspect model together."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from kiosk_api.aspect_model import AspectModel, load_aspect_model
from kiosk_api.models import Aspect

WHOLE_SURE = 0.7
"""The model overrules the cues of a whole question from here on."""
CLAUSE_SURE = 0.45
"""A clause of its own asks what the model says from here on; below, only what a cue in it says."""
VALIDITY_SURE = 0.8
"""The same, where the model hears whether a rule is still in force."""
NONSENSE = 0.35
"""Below this probability of any aspect a turn without a cue asks none: a greeting, a page turned, the weather."""
MOST = 2
"""Aspects of one question: nobody asks three at once and means each."""

_ASKS = re.compile(
    r"哪|什么|啥|怎|咋|多少|多久|多大|多长|好久|几|谁|吗|么|嘛|何|凭|是否|能否|可否|呢|邻个|(.)[不没]\1|(不|没|没有|没得)$|要.{1,3}要"
)
_ASKS_WHAT = re.compile(r"多少|什么|啥|哪些|几个?钱|几样")
_CLAUSE = re.compile(r"[,，。;；?？!！、\s]+|还有|另外|顺便|再问|以及|并且")


@dataclass(frozen=True, slots=True)
class AspectCues:
    """One entry of ``aspects.toml``."""

    label: str
    follow_up: str
    item: tuple[str, ...]
    vague: re.Pattern[str] | None
    publishing: re.Pattern[str] | None
    silent: str
    extra: tuple[str, ...]
    cues: tuple[re.Pattern[str], ...]
    weak_cues: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The aspects of a question in the order asked, and how sure of the first, 0 to 1."""

    aspects: tuple[Aspect, ...]
    confidence: float


def load_aspects() -> dict[Aspect, AspectCues]:
    """``aspects.toml`` by aspect, in the file's order."""
    data = tomllib.loads(Path(__file__).with_name("aspects.toml").read_text("utf-8"))
    return {
        Aspect(name): AspectCues(
            entry["label"],
            entry["follow_up"],
            tuple(entry["item"]),
            re.compile(entry["vague"]) if "vague" in entry else None,
            re.compile(entry["publishing"]) if "publishing" in entry else None,
            entry.get("silent", ""),
            tuple(entry["extra"]),
            tuple(re.compile(cue) for cue in entry["cues"]),
            tuple(re.compile(cue) for cue in entry.get("weak_cues", ())),
        )
        for name, entry in data.items()
    }


class AspectDetector:
    """Cues and model; reads normalised text."""

    def __init__(self, model: AspectModel | None = None) -> None:
        self.aspects = load_aspects()
        self._model = model or load_aspect_model()

    def asked(self, text: str) -> Asked:
        """The aspects asked; none for a text that names a subject and nothing more."""
        likeliest, share, sense = self._likeliest(text)
        cued = self.cued(text)
        if not cued and sense < NONSENSE:
            return Asked((), 0.0)
        asking = [clause for clause in _CLAUSE.split(text) if len(clause) > 1 and self.asks(clause)]
        if len(asking) > 1:
            found = tuple(dict.fromkeys(aspect for clause in asking if (aspect := self._of_clause(clause))))
            if len(found) > 1:
                return Asked(found[:MOST], share)
        if likeliest in cued:
            both = len(_ASKS.findall(text)) > 1 and len(cued) > 1 and share < WHOLE_SURE
            return Asked(cued[:MOST] if both else (likeliest,), max(share, WHOLE_SURE))
        # 「张榜了吗」 sounds like 「作废了吗」: what its words say outweighs the model longer there.
        sure = VALIDITY_SURE if likeliest is Aspect.validity else WHOLE_SURE
        if share >= sure or not cued:
            return Asked(() if likeliest is Aspect.what and not cued else (likeliest,), share)
        return Asked(cued[:1], CLAUSE_SURE)

    def of_the_matter(self, text: str) -> frozenset[Aspect]:
        """Aspects that, in these words, ask of the matter itself (「钱什么时候到」) and not of its publication."""
        cued = self.cued(text)
        return frozenset(
            aspect
            for aspect, cues in self.aspects.items()
            if cues.silent and (cues.publishing is None or (aspect in cued and not cues.publishing.search(text)))
        )

    @staticmethod
    def asks(text: str) -> bool:
        """Whether a clause asks; a story (「猪得瘟病让拉去埋了」) only tells."""
        return bool(_ASKS.search(text))

    def cued(self, text: str) -> tuple[Aspect, ...]:
        """The aspects whose cues occur, in the order of their first cue."""
        found: list[tuple[int, int, Aspect]] = []
        for aspect, entry in self.aspects.items():
            spans = [match.span() for cue in entry.cues if (match := cue.search(text))]
            if spans:
                start, end = min(spans, key=lambda span: (span[0], -span[1]))
                found.append((start, end, aspect))
        weak = (aspect for aspect, entry in self.aspects.items() if any(cue.search(text) for cue in entry.weak_cues))
        return _without_shadows(found) or tuple(weak)

    def _of_clause(self, clause: str) -> Aspect | None:
        """What one clause of several asks; None where it asks nothing that can be told."""
        likeliest, share, _ = self._likeliest(clause)
        cued = self.cued(clause)
        if cued and likeliest not in cued and share < WHOLE_SURE:
            return cued[0]
        if likeliest is Aspect.what and not cued and not _ASKS_WHAT.search(clause):
            # 「井盖没了」 tells what happened; it asks nothing.
            return None
        return likeliest if cued or share >= CLAUSE_SURE else None

    def _likeliest(self, text: str) -> tuple[Aspect, float, float]:
        """The likeliest aspect, its share among the aspects, and the probability that an aspect is asked at all."""
        shares = self._model.probabilities(text)
        aspects = {aspect: shares.get(aspect.value, 0.0) for aspect in Aspect}
        best = max(aspects, key=lambda aspect: aspects[aspect])
        sense = sum(aspects.values())
        share = aspects[best] / (sense or 1.0)
        if best is Aspect.where and Aspect.apply in self.cued(text):
            # 「去哪儿申请」 asks where to go and do it, not where to read of it.
            best = Aspect.apply
        return best, share, sense


def _without_shadows(found: list[tuple[int, int, Aspect]]) -> tuple[Aspect, ...]:
    """Drops an aspect whose cue lies inside another's (「在哪申请」 asks how to apply, not where to read)."""
    kept: list[tuple[int, int, Aspect]] = []
    for start, end, aspect in sorted(found, key=lambda entry: (entry[0], -entry[1])):
        inside = any(other_start <= start and end <= other_end for other_start, other_end, _ in kept)
        if not inside:
            kept.append((start, end, aspect))
    return tuple(aspect for _, _, aspect in kept)
