"""The tokenizer of multilingual-e5-small over a vocabulary cut to what a Chinese service hall is asked.

Built from the pieces and scores of the packed model: SentencePiece's nmt_nfkc normalisation, spaces collapsed, ``▁``
for a space, unigram. A Chinese text gets the same pieces as from the full vocabulary; the ids are the cut one's own.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
BOS, PAD, EOS, UNK = range(4)
PROMPT_PIECES = frozenset({"▁passage"})
"""Longer than the cut allows, and part of every document's prompt: without it documents move (cosine 0.98). (``query``
is no piece of the full vocabulary either: ``▁que`` + ``ry``.)"""
LONGEST_ASCII = 5
"""Characters, the mark of a word's start included; longer Latin pieces are spelt out of shorter ones."""
SPECIAL_SCORE = -100.0
"""Below any sum of pieces that spells the same text, so that a typed ``<s>`` or ``</s>`` stays text."""

# What nmt_nfkc does beyond NFKC: control characters go, line breaks and invisible marks become spaces.
_DROPPED = "[\u0001-\u0008\u000b\u000e-\u001f\u007f\u008f\u009f]"
_SPACES = "[\t\n\u000c\r\u1680\u200b-\u200f\u2028\u2029\u2581]"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The pieces kept: their ids in the full model, and piece and score in the order of the new ids."""

    ids: tuple[int, ...]
    pieces: tuple[str, ...]
    scores: tuple[float, ...]


def _is_kept_character(character: str) -> bool:
    """Han, ASCII, and of any script what is no letter: digits, punctuation, symbols. Kana go."""
    if character.isascii() or unicodedata.category(character)[0] not in "LM":
        return True
    return unicodedata.name(character, "").startswith(("CJK ", "BOPOMOFO ")) or character in "々〇"


def is_kept(piece: str) -> bool:
    """Whether a piece of the full vocabulary stays."""
    if piece in PROMPT_PIECES:
        return True
    text = piece.replace("▁", "")
    if text.isascii():
        return len(piece) <= LONGEST_ASCII
    return all(_is_kept_character(character) for character in text)


def prune(pieces: Sequence[str], scores: Sequence[float]) -> Vocabulary:
    """Cut the vocabulary; the four special pieces stay in front, their ids 0–3 in both."""
    if tuple(pieces[: len(SPECIALS)]) != SPECIALS:
        raise ValueError("the vocabulary must begin with " + " ".join(SPECIALS))
    first = len(SPECIALS)
    ids = tuple(i for i in range(first, len(pieces)) if pieces[i] != "<mask>" and is_kept(pieces[i]))
    return Vocabulary(
        ids=(*range(first), *ids),
        pieces=(*SPECIALS, *(pieces[i] for i in ids)),
        scores=(*[SPECIAL_SCORE] * first, *(float(scores[i]) for i in ids)),
    )


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """A `tokenizers.Tokenizer`: text → ``<s> pieces </s>``, neither padded nor truncated (the caller sets both)."""
    pairs = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pairs, unk_id=UNK, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_DROPPED), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BOS), ("</s>", EOS)]
    )
    return tokenizer
