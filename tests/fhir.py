"""A second opinion on FHIR: each resource that goes over the wire is judged by the models of fhir.resources.

They have R4B, whose resources of ours are those of R4.
"""

import json

from aiohttp import web
from fhir.resources.R4B import get_fhir_model_class


class Judge:
    """Looks at what is asked and answered; ``faults`` tells what no FHIR server or client would take."""

    def __init__(self) -> None:
        self.judged = 0
        self.faults: list[str] = []

    def watch(self, app: web.Application) -> web.Application:
        """Have every exchange of *app* judged."""
        app.middlewares.append(self._judge)
        return app

    @web.middleware
    async def _judge(self, request, handler):
        if request.method in {"POST", "PUT"} and "json" in request.content_type:
            self.look(await request.read(), f"{request.method} {request.path}")
        response = await handler(request)
        if isinstance(response, web.Response) and "json" in response.content_type:
            self.look(response.body, f"answer to {request.method} {request.path}")
        return response

    def look(self, body, where):
        content = json.loads(body)
        if "resourceType" not in content:
            return
        self.judged += 1
        try:
            get_fhir_model_class(content["resourceType"]).model_validate(content)
        except ValueError as error:
            self.faults.append(f"{where}: {error}")
