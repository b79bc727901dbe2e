"""The registry's client: FHIR R4 over HTTP, one careful call at a time.

Nothing is tried again here (jobs ask again later), no redirect is followed, an answer is cut off at 256 KiB,
and no number of a person stands in a URL. Source of the calls: the contract's page on the registry; FHIR R4
(hl7.org/fhir/R4) for the resources.
"""

import asyncio
import json
import logging
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

from patient.attachment import Ambiguous, Attachment, Found, NothingYet, RegistryAnswer, Unreachable
from patient.card import PersonalData
from patient.clinic import Clinic
from registry import fhir
from registry.errors import (
    RegistryError,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
)

log = logging.getLogger(__name__)

ANSWER_BYTES = 256 * 1024
CALL_SECONDS = 10.0
CONNECT_SECONDS = 2.0
PAGES = 10
ACCEPT = "application/fhir+json"


@dataclass(frozen=True, slots=True)
class IdentifierSystems:
    """The URIs by which this registry tells SNILS and polis numbers apart."""

    snils: str
    polis: str


class ClinicRegistry:
    """The region's register of patients and clinics; close it when done."""

    def __init__(
        self,
        base_url: str,
        token: str,
        systems: IdentifierSystems,
        *,
        ca_bundle: Path | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        self._base = base_url.rstrip("/") + "/"
        self._systems = systems
        self._call_seconds = call_seconds
        verify = ssl.create_default_context(cafile=str(ca_bundle)) if ca_bundle else True
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {token}", "Accept": ACCEPT},
            timeout=httpx.Timeout(call_seconds, connect=min(CONNECT_SECONDS, call_seconds)),
            follow_redirects=False,
            trust_env=False,
            verify=verify,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def look(self, person: PersonalData) -> RegistryAnswer:
        """Find the person and his attachments; trouble of any kind is an answer too."""
        try:
            return await self._look(person)
        except RegistryUnavailable as error:
            log.warning("registry: %s", error)
            return Unreachable(error.retry_after)
        except RegistryError as error:
            log.error("registry: %s: %s", type(error).__name__, error)  # noqa: TRY400 - the text is enough
            return Unreachable()

    async def _look(self, person: PersonalData) -> RegistryAnswer:
        patients = await self._patients(person)
        if len(patients) > 1:
            return Ambiguous(len(patients))
        if not patients:
            return NothingYet()
        attachments = await self._attachments(patients[0])
        return Found(attachments) if attachments else NothingYet()

    async def _patients(self, person: PersonalData) -> list[fhir.Patient]:
        """Search by all numbers, then by the SNILS alone; only this very person counts."""
        snils = f"{self._systems.snils}|{person.snils.digits}" if person.snils else None
        polis = f"{self._systems.polis}|{person.polis.number}" if person.polis else None
        patients = await self._search(person, list(filter(None, (snils, polis))))
        if not patients and snils and polis:
            patients = await self._search(person, [snils])
        return patients

    async def _search(self, person: PersonalData, identifiers: list[str]) -> list[fhir.Patient]:
        form = {"identifier": ",".join(identifiers), "birthdate": person.birth_date.iso}
        first = await self._call("POST", "Patient/_search", form)
        hits = {}
        async for resource in self._resources(first):
            patient = fhir.patient(resource)
            hits[patient.id] = patient
        same = [patient for patient in hits.values() if patient.is_same(person)]
        if len(same) < len(hits):
            log.error("registry: %d hits are other people and were dropped", len(hits) - len(same))
        return same

    async def _attachments(self, patient: fhir.Patient) -> tuple[Attachment, ...]:
        path = f"EpisodeOfCare?patient=Patient/{patient.id}&status=active"
        episodes = [
            fhir.episode(resource) async for resource in self._resources(await self._call("GET", path))
        ]
        if not episodes and patient.organization:
            episodes = [fhir.Episode(patient.organization, None, None)]
        attachments = [
            Attachment(await self._clinic(episode.organization), episode.kind, episode.since)
            for episode in episodes
            if episode.organization
        ]
        return tuple({attachment.key: attachment for attachment in attachments}.values())

    async def _clinic(self, organization: str) -> Clinic:
        return fhir.clinic(await self._call("GET", f"Organization/{organization}"))

    async def findings(self) -> list[str]:
        """Return what is wrong with the way to the registry, in plain words."""
        try:
            await self._call("GET", "metadata")
        except RegistryError as error:
            return [f"{type(error).__name__}: {error}"]
        return []

    async def _resources(self, bundle: Any) -> AsyncIterator[Any]:
        """Yield the resources of a Bundle and of the pages that follow it."""
        for _ in range(PAGES):
            for resource in fhir.entries(bundle):
                yield resource
            following = fhir.next_link(bundle)
            if following is None:
                return
            bundle = await self._call("GET", following)
        raise RegistryReplyMalformed("too many pages")

    async def _call(self, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        """Make one call within the base URL and return its JSON.

        Raises:
            RegistryError: which of them says what to do next.
        """
        url = urljoin(self._base, path)
        if not url.startswith(self._base):
            raise RegistryReplyMalformed("a link that leads elsewhere")
        try:
            async with (
                asyncio.timeout(self._call_seconds),
                self._http.stream(method, url, data=form) as response,
            ):
                _check(response)
                return json.loads(await _body(response))
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise RegistryUnavailable(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise RegistryReplyMalformed("an answer that is no JSON") from None


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status == HTTPStatus.OK:
        return
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.BAD_REQUEST}:
        raise RegistryRefused(f"HTTP {status}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RegistryUnavailable(f"HTTP {status}", _retry_after(response))
    raise RegistryReplyMalformed(f"HTTP {status}")


def _retry_after(response: httpx.Response) -> timedelta | None:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isascii() and seconds.isdigit() else None


async def _body(response: httpx.Response) -> bytes:
    """Read the decoded body, and no more of it than we are ready to hold."""
    body = bytearray()
    async for chunk in response.aiter_bytes(16 * 1024):
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise RegistryReplyMalformed("an answer that is too large")
    return bytes(body)
