"""No label of a metric can hold anything of a person: each has a set of values, all there from the start."""

import ast
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import Counter, generate_latest

from bot.bot_api.errors import BotApiError
from bot.monitoring import metrics
from bot.monitoring.tally import OTHER, Tally
from esia.errors import EsiaError
from esia.provider import EsiaProvider
from patient.attachment import RegistryAnswer
from registry.errors import RegistryError
from registry.port import Directory, Visits
from tests.architecture.test_house import ROOMS, ROOT, sources
from tests.bot_api import METHODS


def below(kind):
    """Return all classes below *kind*."""
    return {each for child in kind.__subclasses__() for each in (child, *below(child))}


def doors(port):
    """Return the names of what a port can be asked."""
    return {name for name, value in vars(port).items() if callable(value) and not name.startswith("_")}


def nodes(*rooms):
    """Return what the sources of *rooms* are made of, with the place of each."""
    for path in sources():
        if path.relative_to(ROOT).parts[0] in rooms:
            for node in ast.walk(ast.parse(path.read_text())):
                yield str(path.relative_to(ROOT)), node


def texts(*rooms):
    """Return the texts that stand in the code of *rooms*."""
    for path, node in nodes(*rooms):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield path, node.value


def calls_of(name):
    for path, node in nodes(*ROOMS):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield path, node


def given_to(name):
    """Return the texts with which the function *name* is called in the process's own room."""
    return {
        each.value
        for path, call in calls_of(name)
        for each in call.args
        if path.startswith("bot/") and isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def test_every_labelled_series_is_there_before_anything_happens():
    """A rate sees no first count of a series that the count makes."""
    fresh = {metric.name: metric for metric in metrics.REGISTRY.collect() if metric.name.startswith("bot_")}
    for name in ("bot_calls", "bot_updates", "bot_poll_failures", "bot_searches"):
        assert fresh[name].samples, name
    asked = fresh["bot_registry_seconds"].samples
    assert {sample.labels["operation"] for sample in asked} == {*metrics.ASKED_OF_REGISTRY, OTHER}


@given(st.text(), st.text())
def test_what_nobody_named_beforehand_counts_as_other(first, second):
    """Whatever a person wrote."""
    tally = Tally(Counter("tried", "Tried", ["one", "two"], registry=None), ["a"], ["b"])
    tally.of(first, second).inc()
    (metric,) = tally.of("a", "b").collect()
    assert metric is not None
    shown = {value for each in tally._metric.collect() for s in each.samples for value in s.labels.values()}
    assert shown <= {"a", "b", OTHER}


def test_labels_are_given_in_one_place():
    """Elsewhere only what a class is called."""
    found = [(path, ast.unparse(call)) for path, call in calls_of("labels")]
    elsewhere = [each for each in found if each[0] != "bot/monitoring/tally.py"]
    assert elsewhere == [("handlers/cards/jobs/search.py", "SEARCHES.labels(type(answer).__name__)")]


def test_the_sets_are_whole():
    """What can be called, answered, kept going and asked is named."""
    assert {text for _, text in texts("bot", "handlers")} & set(METHODS) == set(metrics.METHODS)
    assert {kind.__name__ for kind in below(BotApiError)} == set(metrics.TELEGRAM_SAID) - {"ok"}
    assert given_to("keep") | {"polling", "webhook"} == set(metrics.KEPT_GOING)
    assert doors(Directory) | doors(Visits) | {"look"} == set(metrics.ASKED_OF_REGISTRY)
    assert doors(EsiaProvider) - {"validity", "findings", "aclose"} == set(metrics.ASKED_OF_ESIA)


@pytest.mark.parametrize(
    ("root", "said"), [(RegistryError, metrics.REGISTRY_SAID), (EsiaError, metrics.ESIA_SAID)]
)
def test_every_error_counts_by_a_word(root, said):
    """Its own or that of the class above it."""
    assert {kind.word for kind in below(root)} | {"ok"} == set(said)


def test_a_searchs_answers_are_all_there():
    """By the names of their classes."""
    (told,) = [metric for metric in metrics.REGISTRY.collect() if metric.name == "bot_searches"]
    assert {sample.labels["answer"] for sample in told.samples} == {
        kind.__name__ for kind in get_args(RegistryAnswer)
    } | {OTHER}


def test_nothing_is_told_that_nobody_asks_for():
    """When each series began would double the page."""
    assert b"_created" not in generate_latest(metrics.REGISTRY)
