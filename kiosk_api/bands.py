"""The operating points of the service."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bands:
    """Operating points on the calibrated confidence."""

    answer: float = 0.4
    """From here the first hit is given as the answer."""
    clarify: float = 0.15
    """From here two or three options are offered; below, the catalogue has nothing."""
    follow_up: float = 0.75
    """A short turn after an answer starts a new subject only when search is this sure of one."""
