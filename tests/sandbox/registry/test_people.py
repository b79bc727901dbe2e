"""The invented people: possible, all different, each with a story that can be told."""

import pytest

from patient.polis import PolisKind
from sandbox.clinics import CLINICS
from sandbox.people import PEOPLE, Story
from tests.registry.demo_people import person


@pytest.mark.parametrize("demo", PEOPLE, ids=lambda demo: demo.key)
def test_each_is_possible(demo):
    """The parsers take all that is typed; the numbers fit, and a new polis tells birth date and sex."""
    known = person(demo.key)
    assert known.birth_date.iso == demo.birth_date
    assert known.polis is None or known.polis.doubts(known.birth_date, known.sex) == ()
    assert known.polis is None or known.polis.kind is PolisKind.OLD or known.polis.number.startswith("73")
    assert known.snils is None or known.snils.adds_up


def test_no_two_share_a_number():
    """A search finds one of them and no other."""
    for numbers in ([demo.polis for demo in PEOPLE], [demo.snils for demo in PEOPLE]):
        given = [number for number in numbers if number]
        assert len(given) == len(set(given))
    assert len({demo.key for demo in PEOPLE}) == len(PEOPLE)


def test_each_story_is_told_and_each_clinic_is_known():
    """No story without a person, no attachment to nowhere."""
    assert {demo.story for demo in PEOPLE} == set(Story)
    clinics = {clinic for demo in PEOPLE for clinic, _ in demo.attachments}
    assert clinics == {clinic.id for clinic in CLINICS}
