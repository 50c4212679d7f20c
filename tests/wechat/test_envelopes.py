"""Messages that others sealed open here, what is sealed here opens there, and what is neither is refused."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st

from kiosk_api.wechat.crypto import Envelope, EnvelopeRefused, is_signed, sign
from tests.wechat.simulated_callback import Envelope as OtherEnvelope

GOLDEN = json.loads(Path(__file__).with_name("golden").joinpath("envelopes.json").read_text("utf-8"))
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
APPID = "wxb11529c136998cb6"


def envelope(vector: dict[str, Any]) -> Envelope:
    return Envelope(vector["account"]["aes_key"], vector["account"]["appid"])


def padding(vector: dict[str, Any]) -> int:
    """What the sender padded with, read without the product's code."""
    key = base64.b64decode(vector["account"]["aes_key"] + "=")
    decryptor = Cipher(algorithms.AES(key), modes.CBC(key[:16])).decryptor()
    return (decryptor.update(base64.b64decode(vector["sealed"])) + decryptor.finalize())[-1]


@pytest.mark.parametrize("vector", GOLDEN["opened"], ids=lambda vector: vector["source"])
def test_what_others_sealed_and_signed_is_opened(vector: dict[str, Any]) -> None:
    parts = (vector["timestamp"], vector["nonce"], vector["sealed"])
    assert is_signed(vector["signature"], vector["account"]["token"], *parts)
    assert not is_signed(vector["signature"], vector["account"]["token"], *parts[:1], "1", *parts[2:])
    opened = envelope(vector).open(vector["sealed"])
    assert all(words in opened for words in vector["holds"])


@pytest.mark.parametrize("vector", GOLDEN["sealed"], ids=lambda vector: vector["source"])
def test_sealed_here_is_sealed_as_others_do(vector: dict[str, Any]) -> None:
    assert envelope(vector).seal(vector["message"], vector["random"].encode()) == vector["sealed"]
    if "signature" in vector:
        signed = sign(vector["account"]["token"], vector["timestamp"], vector["nonce"], vector["sealed"])
        assert signed == vector["signature"]


def test_some_of_them_are_padded_by_more_than_a_block_of_the_cipher() -> None:
    assert sum(padding(vector) > 16 for vector in [*GOLDEN["opened"], *GOLDEN["sealed"]]) >= 2


@pytest.mark.parametrize("vector", GOLDEN["opened"], ids=lambda vector: vector["source"])
def test_another_accounts_message_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(EnvelopeRefused, match="appid"):
        Envelope(vector["account"]["aes_key"], "wx0000000000000000").open(vector["sealed"])


@given(st.text(max_size=3_000))
def test_whatever_is_said_comes_out_as_it_went_in(message: str) -> None:
    ours, theirs = Envelope(KEY, APPID), OtherEnvelope("pamtest", KEY, APPID)
    try:
        message.encode()
    except UnicodeEncodeError:
        return
    assert ours.open(ours.seal(message)) == message
    assert ours.open(theirs.seal(message)) == message
    assert theirs.open(ours.seal(message)) == message


@given(st.binary(max_size=400))
def test_noise_is_refused(noise: bytes) -> None:
    with pytest.raises(EnvelopeRefused):
        Envelope(KEY, APPID).open(base64.b64encode(noise).decode())


@given(st.text(max_size=200))
def test_what_is_not_base64_is_refused(text: str) -> None:
    with pytest.raises(EnvelopeRefused):
        Envelope(KEY, APPID).open(text)


def test_one_changed_bit_is_refused_by_the_signature() -> None:
    sealed = Envelope(KEY, APPID).seal("低保")
    signature = sign("pamtest", "1", "2", sealed)
    changed = ("A" if sealed[0] != "A" else "B") + sealed[1:]
    assert is_signed(signature, "pamtest", "1", "2", sealed)
    assert not is_signed(signature, "pamtest", "1", "2", changed)
    assert not is_signed("签名", "pamtest", "1", "2", sealed)


@pytest.mark.parametrize("key", ["", "short", KEY + "x", "!" * 43])
def test_a_key_that_cannot_be_one_is_refused_when_it_is_set(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey"):
        Envelope(key, APPID)
