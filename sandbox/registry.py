"""The sandbox's registry: a strict FHIR R4 server that knows the invented people and their clinics."""

import json
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qs

from aiohttp import web

from patient.clinic import Clinic
from sandbox.people import CLINICS, PEOPLE, DemoPerson, Story

SNILS_SYSTEM = "https://fhir.ru/ig/core/systems/snils"
POLIS_SYSTEM = "https://fhir.ru/ig/core/systems/oms"
FHIR_JSON = "application/fhir+json"
DOWN_ASKS = 3  # how often the server fails for a person in whose story it is down
SINCE = "2019-05-14"
KINDS = {
    "therapeutic": "терапевтическое",
    "dental": "стоматологическое",
    "paediatric": "педиатрическое",
}

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Registry:
    """The state of the stand-in; *later_seconds* is how long a late attachment takes to appear."""

    token: str = "sandbox-registry"  # noqa: S105 - an invented server's invented token
    people: Iterable[DemoPerson] = PEOPLE
    later_seconds: float = 15.0
    is_down: bool = False
    asked: Counter[str] = field(default_factory=Counter)
    first_asked: dict[str, float] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)
    detached: set[str] = field(default_factory=set)

    def find(self, identifiers: Iterable[str], birth_date: str) -> list[Json]:
        """Return the Patients that have one of *identifiers* and this birth date."""
        wanted = set(identifiers)
        hits: list[Json] = []
        for person in self.people:
            known = {f"{SNILS_SYSTEM}|{person.snils}", f"{POLIS_SYSTEM}|{person.polis}"}
            if known & wanted and person.birth_date == birth_date:
                hits += self._patients(person)
        return hits

    def _patients(self, person: DemoPerson) -> list[Json]:
        """Return what the story has the search answer."""
        self.asked[person.key] += 1
        if person.story is Story.DOWN and self.asked[person.key] <= DOWN_ASKS:
            raise web.HTTPServiceUnavailable
        if person.story is Story.NEVER:
            return []
        first = patient_json(person, person.key)
        if person.story is Story.TWICE:
            return [first, patient_json(person, f"{person.key}-2")]
        if person.story is Story.ANOTHER:
            return [first | {"name": [{"family": "Посторонний", "given": ["Пётр"]}]}]
        return [first]

    def episodes(self, patient: str) -> list[Json]:
        """Return the EpisodeOfCare resources of a Patient."""
        person = next((person for person in self.people if person.key == patient), None)
        if person is None or patient in self.detached or self._is_early(person):
            return []
        return [
            episode_json(patient, clinic, kind, f"{patient}-{number}")
            for number, (clinic, kind) in enumerate(person.attachments)
        ]

    def _is_early(self, person: DemoPerson) -> bool:
        first = self.first_asked.setdefault(person.key, time.monotonic())
        return person.story is Story.LATER and time.monotonic() - first < self.later_seconds


def patient_json(person: DemoPerson, identifier: str) -> Json:
    """Return the Patient resource (Russian core profile)."""
    given = [person.given_name, person.patronymic] if person.patronymic else [person.given_name]
    numbers = ((SNILS_SYSTEM, person.snils), (POLIS_SYSTEM, person.polis))
    return {
        "resourceType": "Patient",
        "id": identifier,
        "identifier": [{"system": system, "value": value} for system, value in numbers if value],
        "name": [{"family": person.surname_in_registry, "given": given}],
        "gender": person.sex,
        "birthDate": person.birth_date,
    }


def episode_json(patient: str, clinic: str, kind: str, identifier: str) -> Json:
    """Return the EpisodeOfCare that is one attachment."""
    return {
        "resourceType": "EpisodeOfCare",
        "id": identifier,
        "status": "active",
        "type": [{"text": KINDS[kind]}],
        "patient": {"reference": f"Patient/{patient}"},
        "managingOrganization": {"reference": f"Organization/{clinic}"},
        "period": {"start": SINCE},
    }


def organization_json(clinic: Clinic) -> Json:
    """Return the Organization resource."""
    return {
        "resourceType": "Organization",
        "id": clinic.id,
        "active": True,
        "name": clinic.name,
        "telecom": [{"system": "phone", "value": phone} for phone in clinic.phones],
        "address": [{"text": clinic.address}],
    }


def bundle_json(resources: Iterable[Json]) -> Json:
    """Return a searchset."""
    entries = [{"resource": resource, "search": {"mode": "match"}} for resource in resources]
    return {"resourceType": "Bundle", "type": "searchset", "total": len(entries), "entry": entries}


class RegistryDoor:
    """The routes of the FHIR server."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Let only our token in, keep a log, and be down when told so."""
        self._registry.log.append((request.method, request.path_qs))
        if request.headers.get("Authorization") != f"Bearer {self._registry.token}":
            return _outcome(HTTPStatus.UNAUTHORIZED, "login")
        if self._registry.is_down:
            return _outcome(HTTPStatus.SERVICE_UNAVAILABLE, "transient")
        return await handler(request)

    async def search_patients(self, request: web.Request) -> web.Response:
        """Answer ``POST Patient/_search``."""
        form = parse_qs(await request.text())
        identifiers = form.get("identifier", [""])[0].split(",")
        birth_date = form.get("birthdate", [""])[0]
        if not all("|" in identifier for identifier in identifiers) or not birth_date:
            return _outcome(HTTPStatus.BAD_REQUEST, "invalid")
        return _answer(bundle_json(self._registry.find(identifiers, birth_date)))

    async def refuse_numbers_in_urls(self, _: web.Request) -> web.Response:
        """Refuse ``GET Patient?identifier=…``: a URL ends up in logs."""
        return _outcome(HTTPStatus.BAD_REQUEST, "not-supported")

    async def search_episodes(self, request: web.Request) -> web.Response:
        """Answer ``GET EpisodeOfCare?patient=Patient/ID&status=active``."""
        reference = request.query.get("patient", "")
        if not reference.startswith("Patient/") or request.query.get("status") != "active":
            return _outcome(HTTPStatus.BAD_REQUEST, "invalid")
        return _answer(bundle_json(self._registry.episodes(reference.removeprefix("Patient/"))))

    async def read_organization(self, request: web.Request) -> web.Response:
        """Answer ``GET Organization/ID``."""
        found = [clinic for clinic in CLINICS if clinic.id == request.match_info["id"]]
        if not found:
            return _outcome(HTTPStatus.NOT_FOUND, "not-found")
        return _answer(organization_json(found[0]))

    async def read_metadata(self, _: web.Request) -> web.Response:
        """Answer ``GET metadata``."""
        return _answer({"resourceType": "CapabilityStatement", "fhirVersion": "4.0.1"})


def registry_app(registry: Registry) -> web.Application:
    """Make the application; the FHIR base is ``/fhir``."""
    door = RegistryDoor(registry)
    app = web.Application(middlewares=[door.guard])
    app.router.add_post("/fhir/Patient/_search", door.search_patients)
    app.router.add_get("/fhir/Patient", door.refuse_numbers_in_urls)
    app.router.add_get("/fhir/EpisodeOfCare", door.search_episodes)
    app.router.add_get("/fhir/Organization/{id}", door.read_organization)
    app.router.add_get("/fhir/metadata", door.read_metadata)
    return app


def _answer(resource: Json) -> web.Response:
    text = json.dumps(resource, ensure_ascii=False)
    return web.Response(text=text, content_type=FHIR_JSON, charset="utf-8")


def _outcome(status: HTTPStatus, code: str) -> web.Response:
    issue = {"severity": "error", "code": code}
    text = json.dumps({"resourceType": "OperationOutcome", "issue": [issue]})
    return web.Response(text=text, status=status, content_type=FHIR_JSON)
