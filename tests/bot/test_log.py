"""The log: classes and places, never what an exception says."""

import asyncio
import logging
import subprocess
import sys
from datetime import datetime

import pytest

from bot.log import LINE, Redaction, reason

NAME = "Канарейкина"
PLACES = (
    "it failed: ValueError",
    "Task exception was never retrieved (fail_in_task)",
    "RuntimeWarning at",
    "a thread has ended",
    "nobody could be told of an error",
    "Error handling request",
    "the process ends by an error nobody foresaw",
    "bot/clock.py",
)


def failed(error):
    """A line of some library's that tells of *error*."""
    record = logging.LogRecord("some.library", 40, "x", 1, "it failed", (), (type(error), error, None))
    return Redaction(LINE).format(record)


def test_whatever_fails_in_whatever_way_is_told_without_its_text():
    """A job, a task that nobody awaits, a thread, a warning, a bad header, a library, the end itself."""
    ended = subprocess.run(
        [sys.executable, "-m", "tests.bot.spilling"], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert NAME not in ended.stderr
    assert "Traceback" not in ended.stderr
    for place in PLACES:
        assert place in ended.stderr, ended.stderr


def test_a_chain_is_told_to_its_beginning():
    """What led to it helps, and quotes nobody either."""
    try:
        try:
            int(NAME)
        except ValueError as error:
            raise KeyError(NAME) from error
    except KeyError as error:
        told = reason(error)
    assert "KeyError at" in told
    assert " after ValueError at" in told
    assert NAME not in told


def test_groups_and_circles_are_told_too():
    """An error that is its own cause ends."""
    group = ExceptionGroup(NAME, [ValueError(NAME), KeyError(NAME)])
    assert reason(group) == "ExceptionGroup of ValueError, KeyError"
    first, second = ValueError(NAME), KeyError(NAME)
    first.__cause__, second.__cause__ = second, first
    assert reason(first).count(" after ") == 4


def test_a_line_is_one_line_and_has_its_zone():
    """Nobody can write a second one by what he sends."""
    record = logging.LogRecord("bot", 20, "x", 1, "a\nb%s", ("\r\nc",), None)
    line = Redaction(LINE).format(record)
    assert len(line.splitlines()) == 1
    assert datetime.fromisoformat(line.split()[0]).tzinfo


@pytest.mark.parametrize("error", [ValueError(NAME), asyncio.CancelledError(NAME), SystemExit(NAME)])
def test_a_text_that_another_formatter_kept_is_not_taken_over(error):
    """Records are shared between handlers."""
    record = logging.LogRecord("some.library", 40, "x", 1, "it failed", (), (type(error), error, None))
    logging.Formatter().format(record)
    assert NAME in record.exc_text
    assert NAME not in Redaction(LINE).format(record)
    assert NAME not in failed(error)
