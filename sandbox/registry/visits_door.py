"""The FHIR routes of clinics, doctors, timetables and appointments."""

import json
from datetime import datetime
from http import HTTPStatus

from aiohttp import web

from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.answers import FHIR_JSON, answer, refusal
from sandbox.registry.resources import (
    Json,
    bundle_json,
    location_json,
    organization_json,
    post_json,
    practitioner_json,
    schedule_json,
)
from sandbox.registry.server import Registry
from sandbox.registry.timetable import Kept, schedule_of


class VisitsDoor:
    """The routes by which a visit comes about."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._timetables = registry.timetables

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the calls that the bot makes."""
        router.add_get("/Organization", self.search_organizations)
        router.add_get("/Location", self.search_locations)
        router.add_get("/PractitionerRole", self.search_posts)
        router.add_get("/Practitioner/{id}", self.read_practitioner)
        router.add_get("/Schedule", self.search_schedules)
        router.add_get("/Slot", self.search_slots)
        router.add_get("/Slot/{id}", self.read_slot)
        router.add_put("/Slot/{id}", self.update_slot)
        router.add_get("/Appointment", self.search_appointments)
        router.add_post("/Appointment", self.create_appointment)
        router.add_get("/Appointment/{id}", self.read_appointment)
        router.add_put("/Appointment/{id}", self.update_appointment)

    async def search_organizations(self, _: web.Request) -> web.Response:
        """Answer with all clinics."""
        return answer(bundle_json(organization_json(clinic) for clinic in CLINICS))

    async def search_locations(self, request: web.Request) -> web.Response:
        """Answer ``Location?organization=Organization/ID``."""
        clinic = _referred(request, "organization", "Organization")
        found = [each for each in CLINICS if each.id == clinic and each.hours]
        return answer(bundle_json(location_json(each) for each in found))

    async def search_posts(self, request: web.Request) -> web.Response:
        """Answer ``PractitionerRole?organization=Organization/ID``."""
        clinic = _referred(request, "organization", "Organization")
        return answer(bundle_json(post_json(demo) for demo in DOCTORS if demo.doctor.clinic == clinic))

    async def read_practitioner(self, request: web.Request) -> web.Response:
        """Answer ``Practitioner/ID``."""
        for demo in DOCTORS:
            if demo.doctor.practitioner == request.match_info["id"]:
                return answer(practitioner_json(demo.doctor))
        return refusal(HTTPStatus.NOT_FOUND, "not-found")

    async def search_schedules(self, request: web.Request) -> web.Response:
        """Answer ``Schedule?actor=PractitionerRole/ID``."""
        actor = request.query.get("actor", "").removeprefix("PractitionerRole/")
        found = [demo for demo in DOCTORS if demo.doctor.id == actor]
        return answer(bundle_json(schedule_json(schedule_of(demo), demo.doctor) for demo in found))

    async def search_slots(self, request: web.Request) -> web.Response:
        """Answer ``Slot?schedule=Schedule/ID&status=free&start=ge…``."""
        schedule = _referred(request, "schedule", "Schedule")
        start = request.query.get("start", "")
        if schedule is None or request.query.get("status") != "free" or not start.startswith("ge"):
            return refusal(HTTPStatus.BAD_REQUEST, "invalid")
        return answer(bundle_json(self._timetables.of(schedule, datetime.fromisoformat(start[2:]))))

    async def read_slot(self, request: web.Request) -> web.Response:
        """Answer ``Slot/ID``."""
        return self._read(self._timetables.slots.get(request.match_info["id"]))

    async def update_slot(self, request: web.Request) -> web.Response:
        """Replace a slot, only by its present version."""
        identifier = request.match_info["id"]
        if identifier in self._timetables.slots:
            self._timetables.snatch(identifier)
        return await _update(request, self._timetables.slots.get(identifier))

    async def search_appointments(self, request: web.Request) -> web.Response:
        """Answer ``Appointment?patient=Patient/ID``."""
        patient = _referred(request, "patient", "Patient")
        if patient is None:
            return refusal(HTTPStatus.BAD_REQUEST, "invalid")
        kept = self._timetables.appointments.values()
        return answer(bundle_json(each.as_json() for each in kept if patient in _patients(each.resource)))

    async def create_appointment(self, request: web.Request) -> web.Response:
        """Make an appointment from a slot that was taken for it, once for each key."""
        resource = await _resource(request, "Appointment")
        if resource is None or not self._may_be_made(resource):
            return refusal(HTTPStatus.UNPROCESSABLE_ENTITY, "business-rule")
        for kept in self._timetables.appointments.values():
            if _condition(kept.resource) & {request.headers.get("If-None-Exist")}:
                return answer(kept.as_json())
        identifier = f"visit-{next(self._timetables.numbers)}"
        kept = Kept(self._timetables.complete(resource, identifier))
        self._timetables.appointments[identifier] = kept
        return answer(kept.as_json(), HTTPStatus.CREATED)

    async def read_appointment(self, request: web.Request) -> web.Response:
        """Answer ``Appointment/ID``."""
        return self._read(self._timetables.appointments.get(request.match_info["id"]))

    async def update_appointment(self, request: web.Request) -> web.Response:
        """Replace an appointment, only by its present version."""
        return await _update(request, self._timetables.appointments.get(request.match_info["id"]))

    def _read(self, kept: Kept | None) -> web.Response:
        if kept is None:
            return refusal(HTTPStatus.NOT_FOUND, "not-found")
        resource = kept.resource if self._registry.tells_versions_in_headers else kept.as_json()
        response = answer(resource)
        response.headers["ETag"] = f'W/"{kept.version}"'
        return response

    def _may_be_made(self, appointment: Json) -> bool:
        """Tell whether the slot is taken under the appointment's own key and the patient is known."""
        try:
            slot = self._timetables.slots[appointment["slot"][0]["reference"].removeprefix("Slot/")]
            same_key = appointment["identifier"][0] in slot.resource["identifier"]
            known = {person.key for person in self._registry.people}
            return (
                slot.resource["status"] == "busy" and same_key and bool(known & set(_patients(appointment)))
            )
        except (KeyError, IndexError, TypeError):
            return False


def _referred(request: web.Request, parameter: str, kind: str) -> str | None:
    kind_of, _, identifier = request.query.get(parameter, "").partition("/")
    return identifier if kind_of == kind else None


async def _update(request: web.Request, kept: Kept | None) -> web.Response:
    if kept is None:
        return refusal(HTTPStatus.NOT_FOUND, "not-found")
    resource = await _resource(request, str(kept.resource["resourceType"]))
    if resource is None or resource.get("id") != kept.resource["id"]:
        return refusal(HTTPStatus.BAD_REQUEST, "invalid")
    match = request.headers.get("If-Match")
    if match is None:
        return refusal(HTTPStatus.PRECONDITION_REQUIRED, "conflict")
    if match != f'W/"{kept.version}"':
        return refusal(HTTPStatus.PRECONDITION_FAILED, "conflict")
    return answer(kept.replace(resource))


async def _resource(request: web.Request, kind: str) -> Json | None:
    if request.content_type != FHIR_JSON:
        return None
    try:
        resource: Json = json.loads(await request.read())
    except ValueError:
        return None
    return resource if resource.get("resourceType") == kind else None


def _patients(appointment: Json) -> list[str]:
    references = (each["actor"]["reference"] for each in appointment["participant"])
    return [each.removeprefix("Patient/") for each in references if each.startswith("Patient/")]


def _condition(appointment: Json) -> set[str | None]:
    return {f"identifier={each['system']}|{each['value']}" for each in appointment.get("identifier", [])}
