"""The demo's own words: what it does, where it is ready, and why not."""

import asyncio
import logging
import os
import signal
import socket
import sys

import pytest

from bot.settings import Settings
from sandbox.demo import Ports, Stage, demo
from sandbox.registry_kinds import KINDS
from tests.journeys.house import free_port

TINY = (
    "import os, sys, urllib.request\n"
    "if 'keys' in sys.argv: sys.exit()\n"
    'api = f\'{os.environ["TELEGRAM_API_URL"]}/bot{os.environ["BOT_TOKEN"]}/getUpdates?timeout=\'\n'
    "urllib.request.urlopen(api + '0').read()\n"
    "if 'polls' in sys.argv: urllib.request.urlopen(api + '50').read()\n"
)


@pytest.fixture
def ports():
    return Ports(free_port(), free_port(), free_port())


async def test_the_demo_says_what_it_does_and_where_it_is_ready(ports, caplog):
    """It is ready when the bot takes updates, not before."""
    caplog.set_level(logging.INFO, logger="demo")
    running = asyncio.create_task(demo(ports, (sys.executable, "-c", TINY, "polls")))
    while "Ready" not in caplog.text and not running.done():
        await asyncio.sleep(0.02)
    assert caplog.text.index("Starting") < caplog.text.index(f"Ready at http://127.0.0.1:{ports.page}/")
    os.kill(os.getpid(), signal.SIGTERM)
    assert await running == 0


@pytest.mark.parametrize("kind", KINDS)
def test_either_registry_can_be_played(ports, tmp_path, kind):
    """The bot hears of its kind and where it is; the settings hold."""
    settings = Settings(_env_file=None, **lowered(Stage.set(ports, tmp_path, kind).bot_settings()))
    assert settings.registry_kind == kind
    assert settings.registry_url.startswith(f"http://127.0.0.1:{ports.page}/registry/")


def lowered(environment):
    return {name.lower(): value for name, value in environment.items()}


async def test_a_bot_that_ends_is_told(ports, caplog):
    """With the exit code of a failure."""
    assert await demo(ports, (sys.executable, "-c", TINY)) == 1
    assert "The bot has ended" in caplog.text


@pytest.mark.parametrize("which", ["page", "bot", "private"])
async def test_a_taken_port_is_named(ports, which):
    """Before anything is started."""
    port = getattr(ports, which)
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SystemExit, match=f"Port {port} .* is taken"),
    ):
        await demo(ports, ("false",))
