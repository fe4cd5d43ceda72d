"""What a monitor may ask, in a registry of its own (two apps in one process do not mix)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from starlette.types import Scope

from bot.ports import Writer
from bot.store import SqliteStore
from bot.types import Timings

OUTCOMES = ("accepted", "retried", "replaced", "unready", "failed")
BUCKETS = (0.005, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)


class Metrics:
    """Counts as requests pass; asks store and writer when it is read."""

    def __init__(self, store: SqliteStore, writer: Writer) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "because_requests", "Requests by route and status", ("method", "route", "status"),
            registry=self._registry,
        )  # fmt: skip
        self._to_cards = Histogram(
            "because_time_to_cards_seconds", "Time from the utterance to its cards", buckets=BUCKETS,
            registry=self._registry,
        )  # fmt: skip
        self._registry.register(_Asked(store, writer))

    def request(self, scope: Scope, status: int) -> None:
        """By the route's pattern, never by the path: a label a visitor can invent would grow without end."""
        route = getattr(scope.get("route"), "path", "")
        self._requests.labels(scope["method"], route or "other", str(status)).inc()

    def cards(self, timings: Timings) -> None:
        self._to_cards.observe((timings.understand + timings.retrieve + timings.rank) / 1000)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Asked:
    """Numbers that others keep."""

    def __init__(self, store: SqliteStore, writer: Writer) -> None:
        self._store, self._writer = store, writer

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        tally: Any = getattr(self._writer, "tally", None)
        sentences = CounterMetricFamily(
            "because_sentences", "Sentences of the language model by what became of them", labels=["outcome"]
        )
        for outcome in OUTCOMES:
            sentences.add_metric([outcome], getattr(tally, outcome, 0))
        yield sentences
        counts = self._store.counts()
        for name in ("conversations", "turns"):
            yield GaugeMetricFamily(f"because_{name}", f"Stored {name}", value=counts[name])
        feedback = GaugeMetricFamily("because_feedback", "Stored feedback by kind", labels=["kind"])
        for kind, count in self._store.feedback_counts().items():
            feedback.add_metric([kind], count)
        yield feedback
