"""FHIR resources as servers write them, and any JSON at all."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.clinic import Clinic
from registry.errors import RegistryReplyMalformed
from registry.fhir import resources, values
from tests.registry.resources import ANNA, CLINIC, EPISODE

BASE = "http://registry.example/fhir/"
READERS = {
    "entries": values.entries,
    "next_link": values.next_link,
    "patient": lambda content: resources.patient(content, BASE),
    "episode": lambda content: resources.episode(content, BASE),
    "clinic": resources.clinic,
}


def episode(**changes):
    return resources.episode(EPISODE | changes, BASE)


def clinic(**changes):
    return resources.clinic(CLINIC | changes)


@pytest.mark.parametrize(
    ("start", "since"),
    [
        ("2019", None),
        ("2019-05", None),
        ("2019-05-14", date(2019, 5, 14)),
        ("2019-05-14T00:00:00+04:00", date(2019, 5, 14)),
    ],
)
def test_a_beginning_without_a_day_is_not_told(start, since):
    """R4 lets a date stop at the year or the month."""
    assert episode(period={"start": start}).since == since
    assert episode(period={}).since is None


def test_the_kind_is_in_words_wherever_they_stand():
    """The text first, then the display of a coding; codes alone tell a person nothing."""
    coding = [{"code": "1"}, {"code": "2", "display": "стоматологическое"}]
    assert episode(type=[{"text": "терапевтическое", "coding": coding}]).kind == "терапевтическое"
    assert episode(type=[{"coding": [{"code": "1"}]}, {"coding": coding}]).kind == "стоматологическое"
    assert episode(type=[]).kind is None


@pytest.mark.parametrize(
    ("reference", "organization"),
    [
        ({"reference": "Organization/7"}, "7"),
        ({"reference": f"{BASE}Organization/7"}, "7"),
        ({"reference": "Organization/7/_history/2"}, "7"),
        ({"display": "Поликлиника"}, ""),
    ],
)
def test_a_reference_leads_to_the_same_server_or_nowhere(reference, organization):
    """Relative, absolute within the base, with a version; a name alone is no way to a clinic."""
    assert episode(managingOrganization=reference).organization == organization


@pytest.mark.parametrize(
    "reference",
    [
        "7",
        "#contained",
        "urn:uuid:7d5e2e1c-0000-4000-8000-000000000000",
        "http://elsewhere.example/fhir/Organization/7",
        "Patient/7",
        "Organization/7/../8",
        "Organization/",
        "Organization/..",
    ],
)
def test_any_other_reference_is_refused(reference):
    """Its id would be read as one of this server's."""
    with pytest.raises(RegistryReplyMalformed):
        episode(managingOrganization={"reference": reference})


def test_a_clinic_is_told_by_what_is_known_of_it():
    """The address as text or by its parts; phones and nothing else of the telecoms."""
    telecom = [{"system": "email", "value": "a@b"}, {"value": "+7 1"}, {"system": "phone"}, {"value": "+7 2"}]
    assert clinic() == Clinic("7", "Поликлиника")
    assert clinic(telecom=telecom).phones == ("+7 1", "+7 2")
    assert clinic(address=[{}, {"text": "ул. Примерная, 1"}]).address == "ул. Примерная, 1"
    assert clinic(address=[{"city": "Ульяновск", "line": [None, "ул. Зубная", "32"]}]).address == (
        "Ульяновск, ул. Зубная, 32"
    )


def test_a_text_is_made_fit_to_be_stored_and_sent():
    """One line, of bounded length, without half surrogates, zeros and marks that turn it around."""
    assert clinic(name=" Поли\u00adклиника\n№\u00a01\u202e\u0000\ud800 ").name == "Поликлиника № 1"
    assert len(clinic(name="я" * 5000).name) == 200
    assert len(clinic(telecom=[{"value": str(number)} for number in range(99)]).phones) == 4


def test_only_hits_are_hits():
    """What was included, and what the server remarks on the search, is no hit."""
    remark = {"resourceType": "OperationOutcome"}
    entry = [
        {"resource": ANNA},
        {"resource": CLINIC, "search": {"mode": "include"}},
        {"resource": remark, "search": {"mode": "outcome"}},
        {"resource": remark},
    ]
    assert values.entries({"resourceType": "Bundle", "entry": entry}) == [ANNA]
    assert values.entries({"resourceType": "Bundle"}) == []


def test_what_was_read_of_a_person_hides_itself():
    """A careless log line does no harm."""
    read = resources.patient(ANNA, BASE)
    assert f"{read} {read.numbers}" == f"Patient {frozenset(read.numbers)}"
    assert "Тестова" not in repr(read)
    assert "112" not in repr(read.numbers)
    assert "7" not in repr(episode())


NAMES = """
    resourceType id name family entry resource link relation url type text coding display status patient
    reference managingOrganization period start identifier system value telecom address city line active
    search mode
"""
names = st.sampled_from(NAMES.split())
words = st.sampled_from(
    ["Patient", "Bundle", "Organization", "EpisodeOfCare", "next", "Patient/1", "2019-05-14"]
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=5),
    max_leaves=12,
)
shapes = st.fixed_dictionaries(
    {"resourceType": st.sampled_from(["Bundle", "Patient", "EpisodeOfCare", "Organization"])},
    optional=dict.fromkeys(
        [
            "entry",
            "link",
            "name",
            "identifier",
            "type",
            "period",
            "telecom",
            "address",
            "managingOrganization",
        ],
        anything,
    )
    | {"id": st.just("1"), "status": st.just("active"), "patient": st.just({"reference": "Patient/1"})},
)


@pytest.mark.parametrize("reader", READERS)
@given(content=anything | shapes)
def test_any_json_is_read_or_refused(reader, content):
    """No JSON raises anything but our own error."""
    try:
        READERS[reader](json.loads(json.dumps(content)))
    except RegistryReplyMalformed:
        return


@given(text=st.text())
def test_any_name_of_a_clinic_can_be_stored_or_is_refused(text):
    """What is read goes into UTF-8 and into one line."""
    try:
        name = clinic(name=text).name
    except RegistryReplyMalformed:
        return
    assert name.encode().decode() == name
    assert name.splitlines() == [name]
