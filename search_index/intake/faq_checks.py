"""Questions of one list that are the same or nearly the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import ceil

from search_index.errors import Complaint
from search_index.records import Faq
from search_index.text import letters_only, subject_of, tokens

ALIKE = 0.8
"""Share of common words (Jaccard, of letters and letter pairs) from which two questions are nearly the same."""


def without_repeats(questions: Sequence[Faq]) -> tuple[list[Faq], list[Complaint]]:
    """Each question once: repeats with the same answer are left out and told, those with another answer are errors."""
    first: dict[str, Faq] = {}
    kept: list[Faq] = []
    told: list[Complaint] = []
    for faq in questions:
        key = letters_only(faq.question)
        before = first.setdefault(key, faq)
        if before is faq:
            kept.append(faq)
            continue
        same = letters_only(before.answer) == letters_only(faq.answer)
        place = f"{before.origin.file} 第 {before.origin.row} 行"
        sentence = (
            f"和 {place}完全重复，只导入前一行"
            if same
            else f"和 {place}是同一个问题，答案却不一样；请核对以哪一行为准，删去另一行"
        )
        told.append(Complaint("warning" if same else "error", faq.origin.file, faq.origin.row, "标准问", sentence))
    return kept, told


def near_repeats(questions: Sequence[Faq]) -> Iterator[Complaint]:
    """A warning for each question that nearly repeats one before it, or is another one's variant."""
    asked = {letters_only(faq.question): faq for faq in questions}
    for faq in questions:
        for variant in faq.variants:
            other = asked.get(letters_only(variant))
            if other is not None and other is not faq:
                sentence = f"相似问「{variant}」和第 {other.origin.row} 行的标准问是同一句，请只留一处"
                yield Complaint("warning", faq.origin.file, faq.origin.row, "相似问", sentence)
    for place, again_at in _alike([frozenset(tokens(subject_of(faq.question) or faq.question)) for faq in questions]):
        first, again = questions[place], questions[again_at]
        sentence = f"和第 {first.origin.row} 行「{first.question}」很像；如果是同一件事，请合成一问，另一句写进相似问"
        yield Complaint("warning", again.origin.file, again.origin.row, "标准问", sentence)


def _alike(sets: Sequence[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Pairs of places whose sets are alike, each later one with the first before it.

    Two sets that are alike share one of their few rarest words (prefix filtering, Chaudhuri et al. 2006), so only
    questions filed under those are compared.
    """
    frequency = Counter(token for one in sets for token in one)
    filed: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(sets):
        rarest = sorted(one, key=lambda token: (frequency[token], token))[: len(one) - ceil(ALIKE * len(one)) + 1]
        for before in sorted({other for token in rarest for other in filed[token]}):
            if len(one & sets[before]) >= ALIKE * len(one | sets[before]):
                yield before, place
                break
        for token in rarest:
            filed[token].append(place)
