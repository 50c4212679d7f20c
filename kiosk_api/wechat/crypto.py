"""Signatures and encryption of the message callback.

Protocol: 接入指南 (the signature) and 消息加解密说明 (the envelope) on developers.weixin.qq.com.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

KEY_LENGTH = 43
"""Characters of an EncodingAESKey: base64 of 32 bytes without its last sign."""

_BLOCK = 32
"""The padding's block: the cipher's own is 16, and a padding of 17 to 32 is as good as any."""
_AES_BLOCK = 16
_RANDOM = 16
_LENGTH = 4


class EnvelopeRefused(Exception):
    """Not encrypted for this account, or changed on the way."""


def sign(token: str, *parts: str) -> str:
    """SHA-1 of the token and the parts in sorted order, 40 hex digits; the algorithm is the protocol's."""
    return hashlib.sha1("".join(sorted((token, *parts))).encode()).hexdigest()


def is_signed(signature: str, token: str, *parts: str) -> bool:
    """Whether the signature is right, in a time that tells nothing."""
    return hmac.compare_digest(sign(token, *parts).encode(), signature.encode("utf-8", "replace"))


class Envelope:
    """Seals and opens the messages of one account."""

    def __init__(self, aes_key: str, appid: str) -> None:
        """``aes_key`` is the EncodingAESKey of the console; raises ValueError when it cannot be one."""
        try:
            key = base64.b64decode(aes_key + "=", validate=True)
        except binascii.Error as error:
            raise ValueError("EncodingAESKey") from error
        if len(aes_key) != KEY_LENGTH or len(key) != 32:
            raise ValueError("EncodingAESKey")
        self._cipher = Cipher(algorithms.AES(key), modes.CBC(key[:_AES_BLOCK]))
        self._appid = appid.encode()

    def seal(self, message: str, random: bytes | None = None) -> str:
        """16 random bytes, the message's length (big-endian), the message and the AppID; padded, encrypted, base64."""
        text = message.encode()
        plain = (random or secrets.token_bytes(_RANDOM)) + struct.pack("!I", len(text)) + text + self._appid
        missing = _BLOCK - len(plain) % _BLOCK
        encryptor = self._cipher.encryptor()
        sealed = encryptor.update(plain + bytes([missing]) * missing) + encryptor.finalize()
        return base64.b64encode(sealed).decode()

    def open(self, sealed: str) -> str:
        """The message; raises EnvelopeRefused."""
        try:
            data = base64.b64decode(sealed, validate=True)
        except (binascii.Error, ValueError) as error:
            raise EnvelopeRefused("base64") from error
        if not data or len(data) % _AES_BLOCK:
            raise EnvelopeRefused("length")
        decryptor = self._cipher.decryptor()
        plain = _unpadded(decryptor.update(data) + decryptor.finalize())
        if len(plain) < _RANDOM + _LENGTH:
            raise EnvelopeRefused("length")
        (length,) = struct.unpack("!I", plain[_RANDOM : _RANDOM + _LENGTH])
        body = plain[_RANDOM + _LENGTH :]
        if length > len(body) or not hmac.compare_digest(body[length:], self._appid):
            raise EnvelopeRefused("appid")
        try:
            return body[:length].decode()
        except UnicodeDecodeError as error:
            raise EnvelopeRefused("utf-8") from error


def _unpadded(plain: bytes) -> bytes:
    pad = plain[-1]
    if not 1 <= pad <= _BLOCK or plain[-pad:] != bytes([pad]) * pad:
        raise EnvelopeRefused("padding")
    return plain[:-pad]
