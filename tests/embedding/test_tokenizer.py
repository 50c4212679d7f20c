"""The cut vocabulary reads Chinese as the full one does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from search_index.embedding.nano_e5 import PackedE5
from search_index.embedding.tokenizer import (
    BOS,
    EOS,
    SPECIAL_SCORE,
    SPECIALS,
    UNK,
    Vocabulary,
    build_tokenizer,
    is_kept,
    prune,
)

CHINESE = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
        st.sampled_from(
            "政务公开事项低保怎么申请在哪里看多久办理社会救助食品安全，。？！《》（）：；、 　0123456789％①"
        ),
    ),
    max_size=40,
)


@pytest.fixture(scope="module")
def cut(packed: PackedE5) -> Vocabulary:
    return prune(packed.pieces, packed.scores.tolist())


@pytest.fixture(scope="module")
def tokenizer(cut: Vocabulary) -> Tokenizer:
    return build_tokenizer(cut)


@pytest.fixture(scope="module")
def full(packed: PackedE5) -> Tokenizer:
    """The whole vocabulary, `<mask>` apart."""
    size = len(packed.pieces) - 1
    scores = [SPECIAL_SCORE] * len(SPECIALS) + packed.scores.tolist()[len(SPECIALS) : size]
    return build_tokenizer(Vocabulary(tuple(range(size)), tuple(packed.pieces[:size]), tuple(scores)))


def test_size_and_prompt_pieces(cut: Vocabulary) -> None:
    assert cut.pieces[:4] == SPECIALS
    assert {"▁que", "ry", "▁passage", "▁", "公开", "低"} <= set(cut.pieces)
    assert 40_000 < len(cut.pieces) < 60_000
    assert len(cut.ids) == len(cut.pieces) == len(cut.scores) == len(set(cut.ids))


@pytest.mark.parametrize(
    ("piece", "kept"),
    [
        ("▁passage", True),
        ("政府信息", True),
        ("▁《", True),
        ("wifi", True),
        ("▁passages", False),
        ("▁город", False),
        ("한국", False),
        ("の", False),
        ("é", False),
        ("☎", True),
    ],
)
def test_what_is_kept(piece: str, kept: bool) -> None:
    assert is_kept(piece) is kept


@given(text=CHINESE, prompt=st.sampled_from(["query: ", "passage: "]))
def test_chinese_gives_the_same_pieces_as_the_full_vocabulary(
    cut: Vocabulary, tokenizer: Tokenizer, full: Tokenizer, text: str, prompt: str
) -> None:
    assert [cut.ids[i] for i in tokenizer.encode(prompt + text).ids] == full.encode(prompt + text).ids


@given(text=st.text(max_size=60))
def test_any_text_is_read_and_framed(cut: Vocabulary, tokenizer: Tokenizer, text: str) -> None:
    ids = tokenizer.encode(text).ids
    assert ids[0] == BOS and ids[-1] == EOS
    assert all(3 <= i < len(cut.pieces) for i in ids[1:-1])


@pytest.mark.parametrize("typed", ["<s>", "</s>", "<pad>", "你好</s>再见", "<unk><mask>"])
def test_typed_marks_stay_text(tokenizer: Tokenizer, typed: str) -> None:
    assert min(tokenizer.encode(typed).ids[1:-1]) > UNK


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＷｉＦｉ 密码", "WiFi 密码"),
        ("低保\t怎么\n申请", "低保 怎么 申请"),
        ("低保    申请", "低保 申请"),
        ("低保\u0001申请\u007f", "低保申请"),
        ("低保\u200b申请", "低保 申请"),
        ("第①项 50㎡", "第1项 50m2"),
    ],
)
def test_normalisation(tokenizer: Tokenizer, one: str, other: str) -> None:
    assert tokenizer.encode(one).ids == tokenizer.encode(other).ids


def test_known_reading(tokenizer: Tokenizer) -> None:
    assert tokenizer.encode("query: 公开事项").tokens == ["<s>", "▁que", "ry", ":", "▁", "公开", "事项", "</s>"]
    assert tokenizer.encode("passage: 低保").tokens == ["<s>", "▁passage", ":", "▁", "低", "保", "</s>"]


def test_a_foreign_order_is_refused() -> None:
    with pytest.raises(ValueError, match="begin with"):
        prune(["a", "b"], [0.0, 0.0])
