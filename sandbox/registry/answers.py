"""Answers of a FHIR server: resources, and an OperationOutcome for what it refuses."""

import json
from http import HTTPStatus

from aiohttp import web

from sandbox.registry.resources import Json, outcome_json

FHIR_JSON = "application/fhir+json"


def answer(resource: Json, status: HTTPStatus = HTTPStatus.OK) -> web.Response:
    """Answer with a resource."""
    text = json.dumps(resource, ensure_ascii=False)
    return web.Response(text=text, status=status, content_type=FHIR_JSON, charset="utf-8")


def refusal(status: HTTPStatus, code: str) -> web.Response:
    """Refuse; *code* is of the value set issue-type."""
    return answer(outcome_json(code), status)
