"""Whole turns through the API's own path: aspects, follow-ups, two questions in one, lists, policies, procedure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kiosk_api.answering import Answerer
from kiosk_api.assistant import Assistant
from kiosk_api.models import Answer, ConversationState, Status
from kiosk_api.offline import FixedIndex
from search_index import Content, SearchIndex
from search_index.fitting import answers
from tests.bench.labelled import Labelled, of_set

SETS = ("aspect", "follow_up", "double", "listing", "policy", "procedure")


@dataclass(frozen=True, slots=True)
class Said:
    """What came of one labelled turn."""

    labelled: Labelled
    answer: Answer
    state: ConversationState


async def ask(index: SearchIndex, assistant: Assistant, questions: Sequence[Labelled]) -> list[Said]:
    """Each question in a conversation of its own, after its earlier turns."""
    answerer = Answerer(FixedIndex(index), assistant)
    said = []
    for number, labelled in enumerate(of_set(questions, *SETS)):
        name, state = f"bench-{number}", ConversationState()
        for turn in (*labelled.context, labelled.question):
            answer, state = await answerer.answer(name, state, turn)
        await answerer.forget(name)
        said.append(Said(labelled, answer, state))
    return said


def right_aspect(said: Said, _: Content) -> bool:
    """The aspect asked is the one shown first; of two both are shown and nothing else."""
    found, wanted = [str(aspect) for aspect in said.state.aspects], said.labelled.aspects
    return found[:1] == list(wanted) if len(wanted) == 1 else set(found) == set(wanted)


def right_item(said: Said, content: Content) -> bool:
    """What is shown first answers the question; for two questions in one, each has an answer shown."""
    shown = [item.id for item in said.answer.items]
    if said.labelled.each:
        return all(any(answers(content, name, expected) for name in shown) for expected in said.labelled.each)
    return any(answers(content, name, said.labelled.expected) for name in shown[:2])


def right_turn(said: Said, content: Content) -> bool:
    """Item and aspect."""
    return right_aspect(said, content) and right_item(said, content)


def right_double(said: Said, content: Content) -> bool:
    """Both aspects of one item, or both of two items."""
    return right_item(said, content) if said.labelled.each else right_aspect(said, content)


def right_list(said: Said, _: Content) -> bool:
    """The exact number, as a list."""
    listing = said.answer.listing
    return said.answer.status is Status.listing and listing is not None and listing.total == said.labelled.count


def right_words(said: Said, _: Content) -> bool:
    """Everything that a right answer must show is shown and nothing that it may not give as current."""
    shown = shown_text(said.answer)
    return all(
        any(squeezed(word) in shown for word in one.split("|")) for one in said.labelled.says
    ) and not gives_repealed(said)


def gives_repealed(said: Said) -> bool:
    """Whether a repealed rule or sum stands in the answer's own words."""
    return any(squeezed(word) in squeezed(said.answer.text) for word in said.labelled.never)


def shown_text(answer: Answer) -> str:
    """The answer's words and the fields asked for, without spaces."""
    return squeezed(answer.text + "".join(field.label + field.value for field in answer.fields if field.asked))


def squeezed(text: str) -> str:
    """Without white space and thousands' commas."""
    return re.sub(r"[\s,，]", "", text)


RIGHT: dict[str, Callable[[Said, Content], bool]] = {
    "aspect": right_aspect,
    "follow_up": right_turn,
    "double": right_double,
    "listing": right_list,
    "policy": right_words,
    "procedure": right_words,
}


def shares(said: Sequence[Said], content: Content) -> dict[str, list[bool]]:
    """Right or wrong by set, and ``repealed`` for answers that give what no longer holds."""
    found: dict[str, list[bool]] = defaultdict(list)
    for one in said:
        found[one.labelled.set].append(RIGHT[one.labelled.set](one, content))
        if one.labelled.never:
            found["repealed given as current"].append(gives_repealed(one))
    return dict(found)
