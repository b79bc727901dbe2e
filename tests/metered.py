"""What the metrics tell, as a test reads them: a figure, or by how much it has moved."""

from contextlib import contextmanager

from bot.monitoring import metrics


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
