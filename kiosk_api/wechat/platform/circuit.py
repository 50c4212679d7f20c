"""Leaves a platform alone that does not answer."""

from __future__ import annotations

import time
from collections.abc import Callable

FAILURES = 5
"""So many calls in a row without an answer, then rest."""

REST_SECONDS = 30.0


class Circuit:
    """Counts failures in a row; while it rests only one call a rest goes out, to see whether the platform is back."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._failures = 0
        self._resting_until = 0.0

    def allows(self) -> bool:
        """Whether a call may go out now."""
        if self._failures < FAILURES:
            return True
        if self._now() < self._resting_until:
            return False
        self._resting_until = self._now() + REST_SECONDS
        return True

    def succeeded(self) -> None:
        """The platform answered, be it with an error of ours."""
        self._failures = 0

    def failed(self) -> None:
        """The platform did not answer, or said that it is busy."""
        self._failures += 1
        if self._failures == FAILURES:
            self._resting_until = self._now() + REST_SECONDS
