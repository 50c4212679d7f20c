"""What can go wrong with a call to the platform.

* PlatformError
  x NotCalled   nothing was sent: the day's budget is spent, or the platform is left alone for a while
  x NoAnswer    no answer that could be read; ``arrived`` is whether the platform may have acted all the same
  x Refused     an ``errcode``; ``advice`` is what the operator can do, in Chinese

None of them carries a token, a secret, an openid or the platform's own words: those may quote what was sent.
"""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from pathlib import Path

BUSY = -1
STALE_TOKEN = frozenset({40001, 40014, 42001})
NOT_ALLOWED_FROM_HERE = 40164


class PlatformError(Exception):
    """Base; ``api`` is the path of the call."""

    def __init__(self, api: str, reason: str) -> None:
        self.api = api
        super().__init__(f"{api}: {reason}")

    @property
    def advice(self) -> str:
        """What it means and what an operator can do, in Chinese."""
        return _advice()["no_answer"]


class NotCalled(PlatformError):
    """Nothing was sent; ``why`` is ``budget`` or ``resting``."""

    def __init__(self, api: str, why: str) -> None:
        self.why = why
        super().__init__(api, why)

    @property
    def advice(self) -> str:
        return _advice()[self.why]


class NoAnswer(PlatformError):
    """Connection refused or lost, too late, or no sense in it; ``arrived``: the platform may have acted on it."""

    def __init__(self, api: str, reason: str, *, arrived: bool) -> None:
        self.arrived = arrived
        super().__init__(api, reason)


class Refused(PlatformError):
    """The platform's ``errcode``; ``address`` is this server's own address where the platform named it (40164)."""

    def __init__(self, api: str, code: int, address: str = "") -> None:
        self.code = code
        self.address = address
        super().__init__(api, f"errcode {code}")

    @property
    def advice(self) -> str:
        known = _advice().get(str(self.code), _advice()["unknown"])
        return known.format(code=self.code, address=self.address or "（见服务器的公网地址）")


def own_address(message: str) -> str:
    """The address in the message of 40164, the one that has to be put on the list; blank where there is none."""
    found = re.search(r"\b\d{1,3}(?:\.\d{1,3}){3}\b", message)
    return found.group() if found else ""


@lru_cache(maxsize=1)
def _advice() -> dict[str, str]:
    table: dict[str, str] = tomllib.loads(Path(__file__).with_name("errcodes.toml").read_text("utf-8"))
    return table
