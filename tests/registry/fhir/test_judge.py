"""The judge of FHIR: it looks at both directions, and it can say no."""

import json

from sandbox.registry.resources import patient_json
from tests.fhir import Judge
from tests.registry.demo_people import BY_KEY


def test_it_refuses_what_is_no_resource_of_fhir():
    """Else it would prove nothing."""
    judge = Judge()
    good = patient_json(BY_KEY["p1"], "1")
    for changes in ({}, {"birthDate": "12.10.1979"}, {"gender": 5}, {"surname": "x"}):
        judge.look(json.dumps(good | changes), str(changes))
    assert judge.judged == 4
    assert [fault.partition(":")[0] for fault in judge.faults] == ["{'birthDate'", "{'gender'", "{'surname'"]
