"""The console over a real content, with questions that got no answer."""

from __future__ import annotations

from tests.admin.conftest import app, browser, clock, running, settings, signed_in

__all__ = ["app", "browser", "clock", "running", "settings", "signed_in"]
