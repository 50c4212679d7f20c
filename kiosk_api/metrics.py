"""Prometheus figures of one process: counts and durations, never a word of a question."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from kiosk_api.models import Answer
from kiosk_api.storage.wechat_accounts import Calls

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1.0, 2.0, 4.0)


class Metrics:
    """The figures behind ``/metrics``."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "gongkai_answers", "Answered questions.", ["status", "understood_by"], registry=self.registry
        )
        self._turns = Histogram(
            "gongkai_turn_seconds",
            "From question to answer.",
            ["understood_by"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._requests = Counter(
            "gongkai_requests", "HTTP requests.", ["method", "route", "status"], registry=self.registry
        )
        self._durations = Histogram(
            "gongkai_request_seconds", "HTTP requests.", ["route"], buckets=_SECONDS, registry=self.registry
        )
        self._feedback = Counter("gongkai_feedback", "Feedback on answers.", ["useful"], registry=self.registry)

        self._wechat_calls = Gauge(
            "gongkai_wechat_calls_today",
            "Calls of the WeChat platform since midnight in China, by all processes.",
            ["account", "api", "result"],
            registry=self.registry,
        )

    def answered(self, answer: Answer, seconds: float) -> None:
        """One turn ended with this answer."""
        self._answers.labels(answer.status.value, answer.understood_by).inc()
        self._turns.labels(answer.understood_by).observe(seconds)

    def requested(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was served; ``route`` is the template."""
        known = method if method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} else "other"
        self._requests.labels(known, route, str(status)).inc()
        self._durations.labels(route).observe(seconds)

    def feedback(self, useful: bool) -> None:
        """A citizen said whether an answer was useful."""
        self._feedback.labels("yes" if useful else "no").inc()

    def wechat_calls(self, today: Iterable[Calls]) -> None:
        """What was counted today takes the place of what was shown before."""
        self._wechat_calls.clear()
        for calls in today:
            self._wechat_calls.labels(calls.account, calls.api, "failed").set(calls.failures)
            self._wechat_calls.labels(calls.account, calls.api, "done").set(calls.count - calls.failures)

    def text(self) -> bytes:
        """The exposition format."""
        return generate_latest(self.registry)
