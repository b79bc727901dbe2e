"""A tally: a metric by labels whose values are all known beforehand."""

from collections.abc import Iterable
from itertools import product
from typing import Generic, TypeVar

from prometheus_client.metrics import MetricWrapperBase

OTHER = "other"

M = TypeVar("M", bound=MetricWrapperBase)


class Tally(Generic[M]):
    """Each series is there from the start, so that a rate sees its first count.

    What nobody has named beforehand counts as ``other``: no label can hold what a person wrote.
    """

    def __init__(self, metric: M, *values: Iterable[str]) -> None:
        self._metric = metric
        self._known = [{*known, OTHER} for known in values]
        self._series = {labels: metric.labels(*labels) for labels in product(*self._known)}

    def expect(self, name: str) -> M:
        """Name one more value of the only label at the start, and return its series."""
        self._known[0].add(name)
        return self._series.setdefault((name,), self._metric.labels(name))

    def knows(self, value: str) -> bool:
        """Tell whether the first label may have this value."""
        return value in self._known[0]

    def of(self, *labels: str) -> M:
        """Return the series with these *labels*."""
        if labels not in self._series:
            known = zip(labels, self._known, strict=True)
            labels = tuple(label if label in values else OTHER for label, values in known)
        return self._series[labels]
