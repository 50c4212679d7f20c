"""Questions that nothing answers, grouped by meaning: what people ask for that the content lacks, or hides too well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kiosk_api.coverage.expectations import is_unlabelled
from kiosk_api.coverage.records import Outcome, TestQuestion, Verdict
from kiosk_api.models import Status
from search_index.embedding.embedder import Embedder, Vectors

GROUP_DISTANCE = 0.30
"""Mean cosine distance up to which two groups become one, for the default model.

Chosen on the 196 questions of ``data/questions/demo_dev.jsonl`` that expect a catalogue item, two of them being alike
when they expect one domain and topic: 0.30 has the best F0.5 (.42; precision .59, recall .19 of the pairs). 0.32 to
0.36 join 公租房 with 公租房 still, but 0.40 joins housing with schooling; whole questions beat their bare subjects.
"""
EXAMPLES = 5
"""Questions of a group shown beside its title."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Questions of one meaning, the most central first; its own words are the group's title."""

    outcomes: tuple[Outcome, ...]

    @property
    def title(self) -> str:
        return spoken(self.outcomes[0].question)

    @property
    def size(self) -> int:
        return len(self.outcomes)

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to ``EXAMPLES`` further questions, each wording once."""
        others = dict.fromkeys(spoken(outcome.question) for outcome in self.outcomes)
        return tuple(text for text in others if text != self.title)[:EXAMPLES]


@dataclass(frozen=True, slots=True)
class Gaps:
    """Groups, the largest first."""

    unanswered: tuple[Gap, ...] = ()
    """Questions with a known right answer that got none: the right record was neither shown nor offered."""
    unlabelled: tuple[Gap, ...] = ()
    """Questions without a known answer on which the content has nothing."""


def find_gaps(outcomes: Sequence[Outcome], embedder: Embedder, distance: float = GROUP_DISTANCE) -> Gaps:
    """Groups the questions of a run that nothing answers; robustness variants are left out.

    ``distance`` is a cosine distance, 0 to 2. Embeds each such question once; O(n²) in their number.
    """
    asked = [outcome for outcome in outcomes if not outcome.question.variant]
    nothing = [each for each in asked if is_unlabelled(each.question) and each.status is Status.no_content]
    unanswered = [each for each in asked if is_unanswered(each)]
    return Gaps(_grouped(unanswered, embedder, distance), _grouped(nothing, embedder, distance))


def spoken(question: TestQuestion) -> str:
    """A question with what was said before it, without which 「怎么领」 means nothing."""
    return " → ".join((*question.context, question.question))


def is_unanswered(outcome: Outcome) -> bool:
    """Whether a question that has an answer ended without it."""
    return not is_unlabelled(outcome.question) and outcome.verdict in (Verdict.missed, Verdict.wrong_record)


def _grouped(outcomes: Sequence[Outcome], embedder: Embedder, distance: float) -> tuple[Gap, ...]:
    if not outcomes:
        return ()
    vectors = embedder.encode_query([spoken(outcome.question) for outcome in outcomes])
    members = [np.flatnonzero(labels) for labels in membership(vectors, distance)]
    gaps = [Gap(tuple(outcomes[i] for i in _central_first(vectors, group))) for group in members]
    return tuple(sorted(gaps, key=lambda gap: -gap.size))


def membership(vectors: Vectors, distance: float) -> list[NDArray[np.bool_]]:
    """One mask a group, in the order of the groups' first questions."""
    if len(vectors) == 1:
        return [np.array([True])]
    from sklearn.cluster import AgglomerativeClustering

    labels = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=distance
    ).fit_predict(vectors)
    return [labels == label for label in dict.fromkeys(labels.tolist())]


def _central_first(vectors: Vectors, group: NDArray[np.intp]) -> list[int]:
    """The group by falling cosine to its mean; equal ones keep their order."""
    # Rounded: of two questions each is as close to their mean as the other, but for the last digits.
    closeness = np.round(vectors[group] @ vectors[group].mean(axis=0), 5)
    return [int(i) for i in group[np.argsort(-closeness, kind="stable")]]
