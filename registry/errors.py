"""What can go wrong between us and the clinics' registry.

* RegistryError
  - RegistryUnavailable     no answer, or a 5xx: worth another try, after ``retry_after`` if it says so
    - SomeMissing           some of many could not be had: keep and show the others, ask again for these
  - RegistryRefused         our token or our request is not accepted: the operator's matter
    - RegistryUnsupported   it does not know this call at all: do without
  - RegistryUntrusted       it cannot prove who it is (TLS): the operator's matter as well
  - RegistryReplyMalformed  an answer that is no FHIR R4, too large, or leads elsewhere
  - RegistryMissing         there is no such resource, or no longer: what it stands for is gone
  - RegistryConflict        somebody changed the resource before us: look at it again
  - PersonUnknown           it knows no such person, or several: the registry desk can help
    - SeveralRecords        the several
  - SlotTaken               the time is somebody else's now: offer the next ones
  - SlotHeld                it is done, but the time is not given back yet: that is to be tried again

Each has the ``word`` by which the operator's monitor counts it; ``no`` is an answer as good as any.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from patient.visit import Visit


class RegistryError(Exception):
    """Anything that keeps us from an answer; the text never holds a number or a name."""

    word = "no"
    told: Sequence[Any] = ()  # what could be had all the same


class RegistryUnavailable(RegistryError):
    """No answer came, or one that says nothing; what was asked for may be done, or be done yet.

    The server itself says of some calls that it did not do them: then ``may_be_done`` is false.
    """

    word = "unavailable"

    def __init__(
        self, reason: str, retry_after: timedelta | None = None, *, may_be_done: bool = True
    ) -> None:
        super().__init__(reason)
        self.retry_after = retry_after
        self.may_be_done = may_be_done


class SomeMissing(RegistryUnavailable):
    """Some of many could not be had; *told* are the others."""

    def __init__(self, told: Sequence[Any]) -> None:
        super().__init__("some of many could not be had")
        self.told = told


class RegistryRefused(RegistryError):
    """The registry does not take our requests."""

    word = "refused"


class RegistryUnsupported(RegistryRefused):
    """It does not know this call (HTTP 400, 405, 422, 501 …): no other token would help."""


class RegistryUntrusted(RegistryError):
    """Its certificate is wrong, or the bundle of ours that should know it."""

    word = "refused"


class RegistryReplyMalformed(RegistryError):
    """The answer cannot be trusted."""

    word = "malformed"


class RegistryMissing(RegistryError):
    """There is no such resource (HTTP 404), or no longer (410)."""


class RegistryConflict(RegistryError):
    """The resource has another version by now (HTTP 409 or 412)."""


class PersonUnknown(RegistryError):
    """There is not exactly one person with these data."""


class SeveralRecords(PersonUnknown):
    """There are several: nothing is known of any of them until the desk has put them right."""


class SlotTaken(RegistryError):
    """Somebody else was faster, or the clinic withdrew the time."""


class SlotHeld(RegistryError):
    """The *visit* is cancelled, and its time is still ours at the registry."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("a time is not given back yet")
        self.visit = visit
