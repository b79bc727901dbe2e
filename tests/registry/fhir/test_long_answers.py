"""Answers of many pages, as servers give them that show twenty resources at once."""

from datetime import UTC, datetime, timedelta

from registry.fhir.client import FhirRegistry
from sandbox.clinics import DOCTORS
from sandbox.registry.resources import bundle_json, visit_json
from tests.registry.demo_people import SYSTEMS, person
from tests.registry.resources import ANNA, app_of
from tests.servers import PATIENCE, serving

A_PAGE = 20


async def test_a_long_history_is_read_whole():
    """Who comes to the dialysis thrice a week has hundreds of visits; servers answer by twenties."""
    begins = datetime.now(UTC) - timedelta(days=730)
    kept = [
        visit_json(f"v-{number}", "1", DOCTORS[0], begins + timedelta(days=number), begins)
        for number in range(300)
    ]

    def page(request):
        start = int(request.query.get("from", 0))
        shown = bundle_json(kept[start : start + A_PAGE])
        following = f"Appointment?patient=Patient/1&from={start + A_PAGE}"
        more = [{"relation": "next", "url": following}] if start + A_PAGE < len(kept) else []
        return shown | {"link": more}

    answers = {"Patient/_search": bundle_json([ANNA]), "Appointment": page}
    async with serving(app_of(answers)) as base:
        client = FhirRegistry(f"{base}/fhir", "token", SYSTEMS, call_seconds=PATIENCE)
        assert len(await client.visits.of(person("p1"))) == len(kept)
        await client.aclose()
