"""A county nobody tuned for: figures on committed held-out questions, whose texts are never printed."""

from __future__ import annotations

import pytest

from kiosk_api.assistant import NoAssistant
from search_index import SearchIndex
from tests.bench.districts import District, held_out
from tests.bench.peers import ours
from tests.bench.retrieval import Ranks, figures, run
from tests.bench.turns import ask, shares

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def county() -> District:
    return next(district for district in held_out() if district.name == "county")


@pytest.fixture(scope="module")
def ranks(county: District) -> Ranks:
    index: SearchIndex = county.index
    return run(ours(index), index.content, county.questions)


def test_everyday_questions_find_the_item_far_more_often_than_with_plain_embeddings(ranks: Ranks) -> None:
    found = figures(ranks)
    assert found["recall@1"].value >= 0.38  # plain e5 + FAISS: .285
    assert found["recall@5"].value >= 0.70  # .564


def test_what_the_county_has_nothing_on_is_told_apart(ranks: Ranks) -> None:
    assert figures(ranks)["AUROC near miss"].value >= 0.82  # plain e5 + FAISS: .522


async def test_no_repealed_rule_or_sum_is_given_as_current(county: District) -> None:
    said = await ask(county.index, NoAssistant(), county.questions)
    found = shares(said, county.index.content)
    assert sum(found["repealed given as current"]) == 0
    assert sum(found["listing"]) / len(found["listing"]) >= 0.75
