"""The log: classes and places, never what an exception says."""

import asyncio
import json
import logging
import re
import subprocess
import sys
from datetime import datetime, timedelta

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from bot.jobs.running import attempt
from bot.monitoring.log import FORMS, Redaction, reason
from bot.web.server import named
from handlers.ground.jobs import Job
from storage.origin import ORIGIN, on_behalf_of
from tests.servers import PATIENCE, serving

NAME = "Канарейкина"
PLACES = (
    "it failed: ValueError",
    "Task exception was never retrieved (fail_in_task)",
    "RuntimeWarning at",
    "a thread has ended",
    "nobody could be told of an error",
    "no HTTP was sent",
    "the process ends by an error nobody foresaw",
    "bot/jobs/clock.py",
)


def told(record, form="text"):
    return Redaction(FORMS[form]()).format(record)


def failed(error, form="text"):
    """A line of some library's that tells of *error*."""
    record = logging.LogRecord("some.library", 40, "x", 1, "it failed", (), (type(error), error, None))
    return told(record, form)


def as_lines(text, form):
    """Return what a process wrote; of each object its message and its error."""
    if form == "text":
        return text
    objects = [json.loads(line) for line in text.splitlines()]
    return "\n".join(f"{each['message']}: {each.get('error', '')}" for each in objects)


@pytest.mark.parametrize("form", FORMS)
def test_whatever_fails_in_whatever_way_is_told_without_its_text(form):
    """A job, a task that nobody awaits, a thread, a warning, a bad header, a library, the end itself."""
    words = [sys.executable, "-m", "tests.bot.spilling", form]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert ended.returncode == 1
    assert NAME not in ended.stderr
    assert "Traceback" not in ended.stderr
    for place in PLACES:
        assert place in as_lines(ended.stderr, form), ended.stderr


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
    line = told(record)
    assert len(line.splitlines()) == 1
    assert datetime.fromisoformat(line.split()[0]).tzinfo


@pytest.mark.parametrize("error", [ValueError(NAME), asyncio.CancelledError(NAME), SystemExit(NAME)])
def test_a_text_that_another_formatter_kept_is_not_taken_over(error):
    """Records are shared between handlers."""
    record = logging.LogRecord("some.library", 40, "x", 1, "it failed", (), (type(error), error, None))
    logging.Formatter().format(record)
    assert NAME in record.exc_text
    for form in FORMS:
        assert NAME not in told(record, form)
        assert NAME not in failed(error, form)


def test_an_object_has_what_a_line_has():
    """Time with its zone, level, logger, message, error; what is empty is not there."""
    with on_behalf_of("update/12"):
        given = json.loads(failed(ValueError(NAME), "json"))
        line = failed(ValueError(NAME))
    assert datetime.fromisoformat(given.pop("time")).tzinfo
    assert given == {
        "level": "ERROR",
        "logger": "some.library",
        "origin": "update/12",
        "message": "it failed",
        "error": "ValueError",
    }
    assert line.endswith(" ERROR some.library [update/12] it failed: ValueError")
    assert set(json.loads(told(logging.LogRecord("bot", 20, "x", 1, "ready", (), None), "json"))) == {
        "time",
        "level",
        "logger",
        "message",
    }


@pytest.mark.parametrize("form", FORMS)
def test_what_a_library_hangs_on_a_record_is_left_out(form):
    """An address, a header, a person."""
    record = logging.LogRecord("some.library", 20, "x", 1, "asked", (), None)
    record.url = record.first_request_line = NAME
    record.stack_info = NAME
    assert NAME not in told(record, form)


@pytest.mark.parametrize("form", FORMS)
@given(text=st.text(), number=st.integers(10**10, 10**11 - 1))
def test_no_number_of_a_persons_gets_through(form, text, number):
    """A SNILS is one of eleven digits; whatever stands around it, one line comes of it."""
    line = told(logging.LogRecord("some.library", 20, "x", 1, "%s %d %s", (text, number, text), None), form)
    assert str(number) not in line.replace(text, "")
    assert "\n" not in line
    if form == "json":
        assert "•••" in json.loads(line)["message"]


async def test_lines_tell_on_whose_behalf_they_were_written(database, capsys):
    """Also those that the writer's task writes for somebody, and only those."""

    async def work(_):
        return ORIGIN.get()

    with on_behalf_of("update/1"):
        first = asyncio.create_task(database.write(work))
    with on_behalf_of("mail/2"):
        second = asyncio.create_task(database.write(work))
    assert await asyncio.gather(first, second, database.write(work)) == ["update/1", "mail/2", ""]


async def test_a_jobs_runs_have_names():
    """Each run another one."""
    seen = []

    async def run():
        seen.append(ORIGIN.get())

    job = Job("full age", timedelta(hours=1), run)
    await attempt(job)
    await attempt(job)
    assert len(set(seen)) == 2
    assert all(re.fullmatch("full-age/[0-9a-f]{8}", name) for name in seen)
    assert ORIGIN.get() == ""


async def test_requests_have_names():
    """None of which tells who asks."""

    async def show(_):
        return web.Response(text=ORIGIN.get())

    app = web.Application(middlewares=[named])
    app.router.add_get("/", show)
    async with serving(app) as base, aiohttp.ClientSession(base) as session:
        names = [await (await session.get("/")).text() for _ in range(2)]
    assert len(set(names)) == 2
    assert all(re.fullmatch("request/[0-9a-f]{8}", name) for name in names)


async def test_an_updates_lines_have_its_number(updates, capsys):
    """Whatever goes wrong with it, the operator finds all that was written about it."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redaction())
    logging.getLogger("bot").addHandler(handler)
    await updates.take({"update_id": 77, "message": {"text": NAME}})
    logging.getLogger("bot").removeHandler(handler)
    assert " bot.incoming.updates [update/77] update 77 failed: " in capsys.readouterr().err
