"""The FHIR routes: what a strict R4 server takes, and an OperationOutcome for all else."""

import re
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from aiohttp import web

from sandbox.clinics import CLINICS
from sandbox.registry.answers import FHIR_JSON, answer, refusal
from sandbox.registry.faults import FaultKind
from sandbox.registry.resources import bundle_json, organization_json
from sandbox.registry.server import Call, Registry

FORM = "application/x-www-form-urlencoded"
IDENTIFIERS = re.compile(r"[^|,]+\|[^|,]+(,[^|,]+\|[^|,]+)*")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class FhirDoor:
    """The routes below the FHIR base."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    def add_routes(self, router: web.UrlDispatcher) -> None:
        """Add the calls that the bot makes."""
        router.add_post("/Patient/_search", self.search_patients)
        router.add_get("/Patient", self.refuse_numbers_in_urls)
        router.add_get("/EpisodeOfCare", self.search_episodes)
        router.add_get("/Organization/{id}", self.read_organization)

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Log the call, fail when told so, and let only our token in."""
        form = dict(await request.post()) if request.content_type == FORM else {}
        self._registry.calls.append(Call(request.method, request.path_qs, form))
        fault = self._registry.next_fault()
        failure = await fault.answer() if fault else None
        if failure is not None:
            return failure
        if request.headers.get("Authorization") != f"Bearer {self._registry.token}":
            return refusal(HTTPStatus.UNAUTHORIZED, "login")
        if FHIR_JSON not in request.headers.get("Accept", ""):
            return refusal(HTTPStatus.NOT_ACCEPTABLE, "not-supported")
        response = await handler(request)
        if fault and fault.kind is FaultKind.LOST and request.transport:
            request.transport.abort()
        return response

    async def search_patients(self, request: web.Request) -> web.Response:
        """Answer ``POST Patient/_search`` with identifier and birthdate, both of them."""
        if request.content_type != FORM:
            return refusal(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "not-supported")
        form = await request.post()
        identifier, birth_date = str(form.get("identifier", "")), str(form.get("birthdate", ""))
        is_known = set(form) == {"identifier", "birthdate"} and len(form) == len(set(form))
        if not (is_known and IDENTIFIERS.fullmatch(identifier) and DAY.fullmatch(birth_date)):
            return refusal(HTTPStatus.BAD_REQUEST, "invalid")
        return answer(bundle_json(self._registry.find(identifier.split(","), birth_date)))

    async def refuse_numbers_in_urls(self, _: web.Request) -> web.Response:
        """Refuse ``GET Patient?identifier=…``: a URL ends up in logs."""
        return refusal(HTTPStatus.BAD_REQUEST, "not-supported")

    async def search_episodes(self, request: web.Request) -> web.Response:
        """Answer ``GET EpisodeOfCare?patient=Patient/ID&status=active``."""
        reference = request.query.get("patient", "")
        if not reference.startswith("Patient/") or request.query.get("status") != "active":
            return refusal(HTTPStatus.BAD_REQUEST, "invalid")
        return answer(bundle_json(self._registry.episodes(reference.removeprefix("Patient/"))))

    async def read_organization(self, request: web.Request) -> web.Response:
        """Answer ``GET Organization/ID``."""
        found = [clinic for clinic in CLINICS if clinic.id == request.match_info["id"]]
        if not found:
            return refusal(HTTPStatus.NOT_FOUND, "not-found")
        return answer(organization_json(found[0]))
