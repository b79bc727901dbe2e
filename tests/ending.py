"""Processes begin to be imported when tests were found, and end with their test and with the run."""

import sys

import pytest


def pytest_collection_finish(session):
    """Begin early with what the tests of whole processes need, if there are any."""
    processes = sys.modules.get("tests.processes")
    if processes and not session.config.option.collectonly:
        processes.import_ahead()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    if processes := sys.modules.get("tests.processes"):
        processes.end_those_left()


def pytest_sessionfinish(session):
    if processes := sys.modules.get("tests.processes"):
        processes.end_all()
