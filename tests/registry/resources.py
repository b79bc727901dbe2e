"""A registry of a test's own making: the resources by path, served as they are."""

from inspect import isawaitable

from aiohttp import web

from sandbox.registry.resources import bundle_json, episode_json, patient_json
from tests.registry.demo_people import BY_KEY

ANNA = patient_json(BY_KEY["p1"], "1")
EPISODE = episode_json("1", "7", "therapeutic", "9")
CLINIC = {"resourceType": "Organization", "id": "7", "name": "Поликлиника"}


def registry_of(*patients, episodes=(EPISODE,), clinic=CLINIC):
    """Return a server that answers every search with the same."""
    answers = {
        "Patient/_search": bundle_json(patients),
        "EpisodeOfCare": bundle_json(episodes),
        "Organization/7": clinic,
    }
    return app_of(answers)


def app_of(answers):
    """Return a server of JSON by path below ``/fhir``: as it is, with a status, or by the request."""
    app = web.Application()
    for path, answer in answers.items():
        app.router.add_route("*", f"/fhir/{path}".rstrip("/"), _handler(answer))
    return app


def _handler(answer):
    async def handle(request):
        given = answer(request) if callable(answer) else answer
        given = await given if isawaitable(given) else given
        if isinstance(given, web.Response):
            return given
        status, content = given if isinstance(given, tuple) else (200, given)
        return web.json_response(content, status=status)

    return handle
