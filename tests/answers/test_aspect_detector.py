"""The aspect model as a probability model, and what the detector makes of bare words and of two questions."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.aspect_detector import MOST, AspectDetector
from kiosk_api.aspect_model import BUCKETS, AspectModel, features, load_aspect_model
from kiosk_api.models import Aspect
from search_index.text import normalise

DETECTOR = AspectDetector()


def asked(question: str) -> tuple[Aspect, ...]:
    return DETECTOR.asked(normalise(question)).aspects


@given(st.text(max_size=60))
def test_probabilities_of_any_text_sum_to_one(text: str) -> None:
    shares = load_aspect_model().probabilities(text)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-5)
    assert all(0 <= share <= 1 for share in shares.values())


@given(st.text(max_size=60))
def test_features_have_unit_length_and_stay_in_their_buckets(text: str) -> None:
    found = features(text)
    assert sum(value * value for value in found.values()) == pytest.approx(1)
    assert all(0 <= bucket < BUCKETS for bucket in found)


@given(st.text(alphabet="低保怎么申请在哪看多久,。? 还有顺便", max_size=40))
def test_no_question_asks_more_than_two_aspects_or_one_twice(text: str) -> None:
    aspects = DETECTOR.asked(normalise(text))
    assert len(aspects.aspects) <= MOST
    assert len(set(aspects.aspects)) == len(aspects.aspects)
    assert 0 <= aspects.confidence <= 1


@pytest.mark.parametrize("question", ["低保", "校车路线", "征地补偿", "今天天气真好", "你好"])
def test_a_bare_word_and_small_talk_ask_nothing(question: str) -> None:
    assert asked(question) == ()


@pytest.mark.parametrize(
    ("question", "aspects"),
    [
        ("什么时候公开，在哪看", (Aspect.when, Aspect.where)),
        ("在哪看，什么时候公开", (Aspect.where, Aspect.when)),
        ("要交多少钱？几天能办好", (Aspect.fee, Aspect.when)),
    ],
)
def test_two_aspects_are_heard_in_the_order_asked(question: str, aspects: tuple[Aspect, ...]) -> None:
    assert asked(question) == aspects


def test_a_cue_inside_another_cue_is_no_second_question() -> None:
    assert DETECTOR.cued("低保在哪申请") == (Aspect.apply,)


def test_a_model_decides_by_its_weights_and_survives_the_disk(tmp_path: Path) -> None:
    weights = np.zeros((2, BUCKETS), dtype=np.float32)
    weights[1, list(features("补助"))] = 2.0
    model = AspectModel(("where", "fee"), weights, np.zeros(2, dtype=np.float32))
    model.save(tmp_path / "model.npz")
    read = load_aspect_model(tmp_path / "model.npz")
    assert read.probabilities("补助")["fee"] > 0.9
    assert read.probabilities("补助") == model.probabilities("补助")


def test_a_detector_follows_the_model_it_is_given_where_no_cue_speaks() -> None:
    sure = np.array([9.0, 0.0], dtype=np.float32)
    model = AspectModel(("fee", "greet"), np.zeros((2, BUCKETS), dtype=np.float32), sure)
    assert AspectDetector(model).asked("低保").aspects == (Aspect.fee,)
    silent = AspectModel(("fee", "greet"), np.zeros((2, BUCKETS), dtype=np.float32), sure[::-1])
    assert AspectDetector(silent).asked("低保").aspects == ()
