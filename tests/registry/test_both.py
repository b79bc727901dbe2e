"""What holds of every kind of registry, over HTTP, against both adapters: people, clinics, free times."""

import logging
from datetime import UTC, timedelta

import pytest

from patient.attachment import Ambiguous, Found, NothingYet, Unreachable
from registry.errors import PersonUnknown, RegistryError, RegistryUnavailable
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.faults import Fault, FaultKind
from tests.began import began
from tests.registry.demo_people import BY_KEY, person
from tests.registry.kinds import client_of, opened

KINDS = pytest.mark.parametrize("kind", ["fhir", "ecp"])
THERAPIST, SNATCHED, LATE, FULL = 0, 2, 3, 4

pytestmark = KINDS


# --- people and their clinics


async def test_an_attachment_is_found_with_its_clinic(house):
    """Name, address and phones; what the kind of registry does not tell is none."""
    (attachment,) = (await house.registry.look(person("p1"))).attachments
    assert attachment.clinic.name == CLINICS[0].name
    assert attachment.clinic.address == CLINICS[0].address
    assert attachment.clinic.phones == CLINICS[0].phones
    is_fhir = house.kind == "fhir"
    assert (attachment.kind is not None) == is_fhir == (attachment.since is not None)
    assert (attachment.district_doctor is None) == is_fhir


@pytest.mark.parametrize("key", ["p1", "p5", "p7", "p8", "p9", "p10"])
async def test_who_is_attached_is_found(house, key):
    """Children with and without SNILS, an old polis, Щёголева who is Щеголева there, shouted names."""
    answer = await house.registry.look(person(key))
    expected = {each.name for each in CLINICS if each.id in dict(BY_KEY[key].attachments)}
    assert {each.clinic.name for each in answer.attachments} <= expected
    assert answer.attachments


async def test_who_is_attached_later_is_found_later(house):
    assert isinstance(await house.registry.look(person("p2")), NothingYet)
    house.stand_in.later_seconds = 0
    assert isinstance(await house.registry.look(person("p2")), Found)


async def test_nobody_several_and_another_are_told_apart(house, caplog):
    """Another person is never shown, and the operator hears of it without a name."""
    assert isinstance(await house.registry.look(person("p3")), NothingYet)
    assert await house.registry.look(person("p4")) == Ambiguous(2)
    assert caplog.messages == []
    assert isinstance(await house.registry.look(person("p11")), NothingYet)
    assert caplog.messages == ["registry: 1 hits are other people and were dropped"]


@pytest.mark.parametrize(
    "changes",
    [
        {"surname": "Другова"},
        {"given_name": "Мария"},
        {"patronymic": "Ивановна"},
        {"birth_date": "1979-10-12", "polis": None},
    ],
    ids=lambda changes: next(iter(changes)),
)
async def test_a_right_number_with_another_name_or_date_finds_nobody(house, changes):
    """Else whoever has seen a SNILS would read its holder's visits."""
    stranger = person("p1", **changes)
    assert isinstance(await house.registry.look(stranger), NothingYet)
    with pytest.raises(PersonUnknown):
        await house.registry.visits.of(stranger)


async def test_a_changed_polis_is_no_hindrance_where_the_snils_is_known(house):
    """A polis number changes, a SNILS does not."""
    assert isinstance(await house.registry.look(person("p1", polis="7348700876007346")), Found)


@pytest.mark.parametrize("kind_of_fault", [each for each in FaultKind if each is not FaultKind.SLOW])
async def test_every_fault_is_trouble_and_passes(house, kind_of_fault):
    """Trouble is never «not found»; the next look finds what this one could not."""
    await house.registry.directory.clinics()
    house.stand_in.faults.append(Fault(kind_of_fault, times=1))
    assert isinstance(await house.registry.look(person("p1")), Unreachable)
    assert isinstance(await house.registry.look(person("p1")), Found)


async def test_what_is_late_is_trouble_and_passes(house):
    """Only the registry's lateness is waited for shortly, not the answers of a busy machine."""
    house.stand_in.faults.append(Fault(FaultKind.SLOW, seconds=3600))
    hasty = client_of(house.kind, house.url, house.stand_in, call_seconds=0.3)
    assert isinstance(await hasty.look(person("p1")), Unreachable)
    await hasty.aclose()
    house.stand_in.faults.clear()
    assert isinstance(await house.registry.look(person("p1")), Found)


async def test_a_server_that_is_down_is_no_answer(house):
    """The wish to be asked later is passed on."""
    assert isinstance(await house.registry.look(person("p6")), Unreachable)
    house.stand_in.faults.append(Fault(FaultKind.DOWN, seconds=120))
    assert await house.registry.look(person("p1")) == Unreachable(timedelta(seconds=120))
    with pytest.raises(RegistryUnavailable):
        await house.registry.visits.of(person("p1"))


# --- the directory and free times


async def test_the_directory_knows_every_clinic_and_doctor(house):
    listed = await house.registry.directory.clinics()
    assert {clinic.name for clinic in listed} == {clinic.name for clinic in CLINICS}
    doctors = [each for clinic in listed for each in await house.registry.directory.doctors(clinic)]
    assert {(each.name, each.speciality) for each in doctors} == {
        (demo.doctor.name, demo.doctor.speciality) for demo in DOCTORS
    }
    assert {each.clinic for each in doctors} == {clinic.id for clinic in listed}
    assert len({each.id for each in doctors}) == len(DOCTORS)


async def test_free_times_are_the_doctors_and_the_earliest_first(house):
    """In UTC, none before the asked moment, and of one doctor alone."""
    slots = await house.free(began())
    assert slots == sorted(slots, key=lambda slot: slot.start)
    assert slots
    assert all(slot.start.tzinfo is UTC and slot.start >= began() for slot in slots)
    assert slots[0].start.astimezone(UTC).hour == 4  # 8 in Ulyanovsk
    later = await house.free(slots[3].start)
    assert later == slots[3:]
    assert {slot.doctor for slot in slots} == {house.doctor().id}


async def test_a_slot_appears_later(house):
    """For the demo of watching; another doctor never has time."""
    assert await house.free(began(), LATE) == []
    house.stand_in.timetables.later_seconds = 0
    assert len(await house.free(began(), LATE)) == 1
    assert await house.free(began(), FULL) == []


# --- what nobody may read

REFUSAL = '{"error_code": 6, "error_msg": "Тестова А. П. уже записана", "resourceType": "Тестова"}'


async def test_no_person_stands_in_the_log_or_in_an_error(kind, caplog, disturbance):
    """Not even where every library logs all it can, and whatever fails."""
    caplog.set_level(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection", "asyncio", "registry"):
        caplog.set_level(logging.DEBUG, logger=name)
    told = []
    async with opened(kind, between=disturbance.between) as house:
        visits = house.registry.visits
        slot, second, *_ = await house.free(began())
        visit = await visits.book(person("p1"), slot, "key-1")
        for key in ("p1", "p3", "p4", "p11"):
            await house.registry.look(person(key))
        for status, body in [(500, "Тестова Анна"), (200, REFUSAL), (200, "<html>Тестова")]:
            disturbance.begin("", status=status, body=body)
            await house.registry.look(person("p1"))
            for act in (
                visits.book(person("p1"), second, "key-2"),
                visits.cancel(person("p1"), visit.id, [visit]),
                visits.of(person("p1"), [visit]),
            ):
                with pytest.raises(RegistryError) as error:
                    await act
                told.append(f"{error.value!r} {error.value}")
            told += [finding.text for finding in await house.registry.findings()]
    demo = BY_KEY["p1"]
    written = caplog.text + "".join(told)
    assert "registry" in written
    secrets = [demo.snils, demo.polis, demo.birth_date, "Тестова", "ТЕСТОВА", "Анна", BY_KEY["p11"].snils]
    secrets += ["sandbox-password", "sandbox-registry", "sess_id", "PHPSESSID", "Person_id"]
    assert [secret for secret in secrets if secret in written] == []
