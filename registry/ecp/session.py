"""The session: one login for all calls, renewed by one of them at a time.

A wrong password is told to the operator and never tried again by this process: registries lock accounts. What
is no answer to a login at all (a page, say) is tried again only after a long pause, for the same reason.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from math import inf
from time import monotonic

from patient.privacy import Private
from registry.ecp.answers import ELSEWHERE, error_code, is_page, is_passing
from registry.ecp.values import lowered, rows
from registry.errors import RegistryRefused, RegistryReplyMalformed, RegistryUnavailable
from registry.wire import Answer, Wire

log = logging.getLogger(__name__)

LASTS_SECONDS = 25 * 60.0  # clients keep theirs for some half an hour
PAUSE = timedelta(minutes=15)  # between two logins of which neither was understood
LOGIN = "user/login"
ID = re.compile(r"[A-Za-z0-9,_-]{1,128}")
DENIALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
TAKEN = ELSEWHERE | DENIALS
SEE = "see REGISTRY_LOGIN, REGISTRY_PASSWORD and REGISTRY_API_KEY"


@dataclass(frozen=True, slots=True, repr=False)
class Account(Private):
    """Who logs in; some instances want an *api_key* too."""

    login: str
    password: str
    api_key: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """Return what a login sends."""
        key = {"apiKey": self.api_key} if self.api_key else {}
        return {"Login": self.login, "Password": self.password, **key}


class LoginRefused(RegistryRefused):
    """The account is not let in; nobody tries it again before the next start."""


class Session:
    """What every call goes along with."""

    def __init__(self, wire: Wire, account: Account) -> None:
        self._wire = wire
        self._account = account
        self._login: asyncio.Task[str] | None = None
        self._ends_at = inf
        self._refused: str | None = None
        self._rests_until = -inf

    async def id(self) -> str:
        """Return the id of the session that goes on, or of a new one; whoever asks meanwhile waits too.

        Raises:
            LoginRefused: the account is not let in.
            RegistryError: nobody can log in now.
        """
        if self._login is None or monotonic() > self._ends_at:
            self._raise_if_closed()
            self._ends_at = inf
            self._login = asyncio.create_task(self._begin(), name="login")
            self._login.add_done_callback(self._note_end)
        return await asyncio.shield(self._login)

    def end(self, session: str) -> None:
        """Have the next call log in anew, unless another one has done so meanwhile."""
        begun = self._login
        if begun and _is_well(begun) and begun.result() == session:
            self._login = None

    async def aclose(self) -> None:
        """Wait for no login any more."""
        if self._login:
            self._login.cancel()
            await asyncio.gather(self._login, return_exceptions=True)

    def _note_end(self, begun: asyncio.Task[str]) -> None:
        """Let the next call try again after a login that came to nothing."""
        if not _is_well(begun) and self._login is begun:
            self._login = None

    async def _begin(self) -> str:
        parameters = self._account.parameters
        try:
            session = session_of(await self._wire.send("GET", LOGIN, taken=TAKEN, params=parameters))
        except LoginRefused as error:
            self._refused = str(error)
            log.error("registry: %s, so nobody logs in again before the next start: %s", error, SEE)  # noqa: TRY400
            raise
        except (RegistryRefused, RegistryReplyMalformed):
            self._rests_until = monotonic() + PAUSE.total_seconds()
            raise
        self._ends_at = monotonic() + LASTS_SECONDS
        return session

    def _raise_if_closed(self) -> None:
        if self._refused:
            raise LoginRefused(self._refused)
        rest = self._rests_until - monotonic()
        if rest > 0:
            raise RegistryUnavailable("no login was understood", timedelta(seconds=rest), may_be_done=False)


def _is_well(begun: asyncio.Task[str]) -> bool:
    return begun.done() and not begun.cancelled() and begun.exception() is None


def session_of(answer: Answer) -> str:
    """Return the id of the session that a login began.

    Raises:
        LoginRefused: the account is not let in; an answer in JSON without a session says so too.
        RegistryUnavailable: it says itself that it fails only now.
        RegistryReplyMalformed: this is no answer to a login.
    """
    if answer.status in DENIALS:
        raise LoginRefused(f"the login is refused (HTTP {answer.status})")
    if answer.status in ELSEWHERE or is_page(answer):
        raise RegistryReplyMalformed("a page instead of an answer to the login")
    content = answer.json()
    if not isinstance(content, Mapping):
        raise RegistryReplyMalformed("no answer to a login")
    code = error_code(content)
    if code and is_passing(content):
        raise RegistryUnavailable(f"a login that fails now (error {code})", may_be_done=False)
    sessions = (row.get("sess_id") for row in [*rows(content), lowered(content)] if isinstance(row, Mapping))
    session = next((each for each in sessions if isinstance(each, str) and ID.fullmatch(each)), None)
    if code or session is None:
        raise LoginRefused(f"the login is refused (error {code or 'without a code'})")
    return session
