"""Passwords of staff: what is accepted, and how it is kept (argon2id)."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from kiosk_api.admin.errors import PasswordCommon, PasswordIsName, PasswordShort

LEAST, MOST = 10, 200
"""Characters of a password."""

_HASHER = PasswordHasher()
_TWO_AT_ONCE = threading.BoundedSemaphore(2)
"""A hash takes 64 MB: many who try at once must not take the memory of the service."""


def check_rules(password: str, name: str) -> None:
    """Raises PasswordRefused unless the password is long enough, not the name and not among the commonest."""
    if not LEAST <= len(password) <= MOST:
        raise PasswordShort(LEAST, MOST)
    folded = folded_name(password)
    if folded_name(name) in folded or len(set(folded)) < 3:
        raise PasswordIsName
    core = folded.strip("0123456789!@#$%^&*()_+-=.,?~ ")
    if {folded, core} & _common() or not core:
        raise PasswordCommon


def hash_password(password: str) -> str:
    """What is kept of a password; takes some 0.1 seconds and 64 MB."""
    with _TWO_AT_ONCE:
        return _HASHER.hash(password.encode("utf-8", "replace"))


def is_password(kept: str | None, password: str) -> bool:
    """Whether this is the password; takes as long for ``None``, nobody's, as for a wrong one."""
    with _TWO_AT_ONCE:
        try:
            _HASHER.verify(kept or _nobodys(), password.encode("utf-8", "replace"))
        except (VerificationError, InvalidHashError):
            return False
    return kept is not None


def folded_name(text: str) -> str:
    """A name or password as it is compared: full-width and capitals do not make another one."""
    return unicodedata.normalize("NFKC", text).casefold().strip()


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("nobody")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split())
