"""What the metrics tell, as a test reads them: a figure, or by how much it has moved; each test begins anew.

The metrics are the process's own, and so are shared by all tests that it runs, in whatever order: what one of
them had counted, or a job that one had named an hour ago, would be told in another.
"""

from contextlib import contextmanager

import pytest
from prometheus_client import Counter, Gauge, Histogram

from bot.monitoring import metrics
from bot.monitoring.tally import Tally


def _all_series():
    for metric in metrics.REGISTRY._collector_to_names:
        if isinstance(metric, Counter | Gauge | Histogram):
            yield from metric._metrics.values() if metric._labelnames else [metric]


def _numbers(series):
    """Return what a series counts in, the one that always moves first: a number, or a sum and buckets."""
    held = vars(series)
    return [each for each in (held.get("_value"), held.get("_sum"), *held.get("_buckets", ())) if each]


TALLIES = {each: len(each._series) for each in vars(metrics).values() if isinstance(each, Tally)}
SERIES = [(vars(each), [(number, number.get()) for number in _numbers(each)]) for each in _all_series()]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Have all figures stand as they do when the process starts; what has not moved costs nothing."""
    for tally, at_first in TALLIES.items():
        _forget(tally, list(tally._series)[at_first:])
    for held, numbers in SERIES:
        held.pop("_child_samples", None)  # a look at what only another test had
        if numbers[0][0]._value != numbers[0][1]:
            for number, at_first in numbers:
                number.set(at_first)


def _forget(tally, named_since):
    for (name,) in named_since:
        del tally._series[name,]
        tally._known[0].discard(name)
        tally._metric.remove(name)


def figure(name, /, **labels):
    """Return the value of one series; it must be there."""
    value = metrics.REGISTRY.get_sample_value(name, labels)
    assert value is not None, (name, labels)
    return value


@contextmanager
def moving(name, /, **labels):
    """Have a series move by one within."""
    before = figure(name, **labels)
    yield
    assert figure(name, **labels) - before == 1, (name, labels)
