"""The doors: the addresses to listen on, and whether the world's address leads to them."""

import errno
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.checks import Finding
from bot.checks.reach import CannotReach, reach
from bot.checks.running import Running
from bot.settings import Settings, address
from bot.settings.addresses import is_loopback
from bot.settings.settings import WEBHOOK_PATH
from bot.web.browser import origin_of
from bot.web.headers import policy


async def look(settings: Settings, running: Running) -> list[Finding]:
    """Try both addresses, and the way from outside to the pages of the bot that runs."""
    found = [*_bindings(settings, is_running=running.here)]
    if running.anywhere and (settings.esia_client_id or settings.updates == "webhook"):
        found += await _pages(settings)
    return found


def _bindings(settings: Settings, *, is_running: bool) -> Iterator[Finding]:
    for name, listen in (("LISTEN", settings.listen), ("LISTEN_PRIVATE", settings.listen_private)):
        code = _bind(*address(listen))
        if code == errno.EADDRINUSE and not is_running:
            yield Finding(f"{name}: another program listens on {listen}")
        elif code and code != errno.EADDRINUSE:
            yield Finding(
                f"{name}: cannot listen on {listen}: it is no address of this machine, or not allowed"
            )
    host = address(settings.listen_private)[0]
    if not is_loopback(host):
        text = "is open to other machines: see that only yours reach it"
        yield Finding(f"LISTEN_PRIVATE: {settings.listen_private} {text}", is_wrong=False)


def _bind(host: str, port: int) -> int:
    """Listen for a moment; return the error's number, 0 when it works."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            probe.listen(1)
    except socket.gaierror:
        return errno.EADDRNOTAVAIL
    except OSError as error:
        return error.errno or errno.EADDRNOTAVAIL
    return 0


async def _pages(settings: Settings) -> list[Finding]:
    """Go the way that browsers and Telegram go, and see whether our own page stands at its end."""
    path = "/esia/done" if settings.esia_client_id else WEBHOOK_PATH
    url = settings.public_url + path
    try:
        answer = await reach(url)
    except CannotReach as error:
        return [Finding(f"PUBLIC_URL: {error}")]
    if answer.headers.get("Content-Security-Policy") == policy(origin_of(settings.esia_url)):
        return []
    return [Finding(f"PUBLIC_URL: {urlsplit(url).netloc} answers, but not with this bot's page at {path}")]
