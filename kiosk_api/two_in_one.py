"""Two matters in one turn, told from a story with a question: 「低保怎么申请,公租房归谁管」."""

from __future__ import annotations

from collections.abc import Sequence

from kiosk_api.topics import Topic, matter, same_matter, topic_of
from kiosk_api.understanding import Half
from search_index import SearchIndex
from search_index.records import CatalogItem, GuidePart, Record

HALF_TOP_K = 12
BOTH_TOP_K = 40
"""Records looked at when two questions in one are told from a story with a question."""
BOTH_AMONG = 12
"""Each half's matter has to stand among so many matters of the whole turn. On development turns the second half of
two true questions ranks at most 8th, words that only sound like another matter (「找谁说理」) from 16th on."""
BOTH_CONFIDENCE = 0.6


def two_topics(index: SearchIndex, halves: Sequence[Half], text: str) -> tuple[Topic, Topic] | None:
    """What the two halves of a turn are about; None where there are none, or where they are about one matter."""
    if not halves:
        return None
    content = index.content
    whole = (content.by_id[hit.id] for hit in index.search(text, top_k=BOTH_TOP_K).hits)
    near = list(dict.fromkeys(matter(content, record) for record in whole))[:BOTH_AMONG]
    topics: list[Topic] = []
    for half in halves:
        found = index.search(half.question, top_k=HALF_TOP_K)
        if found.confidence < BOTH_CONFIDENCE:
            return None
        topics.append(topic_of(content, found.hits, half.question))
    first, second = topics
    matters = {matter(content, first.main), matter(content, second.main)}
    if len(matters) < len(topics) or not matters <= set(near) or _is_one(first.main, second.main):
        return None
    return first, second


def _is_one(first: Record, second: Record) -> bool:
    """Whether a guide and an item are on the same matter."""
    return {type(first), type(second)} == {CatalogItem, GuidePart} and same_matter(first, second)
