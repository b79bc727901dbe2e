"""The ЕЦП's directory: what one clinic or one doctor lacks hinders no other, and trouble empties no list."""

import pytest

from patient.clinic import Clinic, Doctor
from registry.errors import RegistryError
from sandbox.ecp.rows import FIRST_CLINIC
from tests.began import began
from tests.registry.kinds import Disturbance, opened

SPECIALITIES = "GET /api/MedSpecOms/MedSpecOmsByMO"
POSTS = "GET /api/MedStaffFact/MedStaffFactByMO"
HERE = Clinic(str(FIRST_CLINIC), "Поликлиника")


@pytest.mark.parametrize("code", [4, 6])
async def test_a_clinic_that_takes_no_bookings_has_no_doctors(house, disturbance, code):
    """The list of clinics may be all of the region's."""
    disturbance.begin(SPECIALITIES, status=200, body=f'{{"error_code": {code}, "error_msg": "Нет записи"}}')
    assert await house.registry.directory.doctors(HERE) == []
    assert await house.registry.directory.doctors(Clinic("5", "Больница")) == []


TROUBLE = [(403, ""), (503, ""), (404, ""), (200, "x"), (200, '{"error_code": 3}')]


@pytest.mark.parametrize(("status", "body"), TROUBLE)
@pytest.mark.parametrize("call", [SPECIALITIES, POSTS, "GET /api/MO"])
async def test_trouble_is_no_empty_directory(house, disturbance, call, status, body):
    """Else the copy would lose all doctors."""
    disturbance.begin(call, status=status, body=body)
    ask = house.registry.directory.clinics() if "/MO" in call[-4:] else house.registry.directory.doctors(HERE)
    with pytest.raises(RegistryError):
        await ask


async def test_a_login_that_is_refused_is_no_empty_directory(house):
    house.stand_in.password = "another"
    with pytest.raises(RegistryError):
        await house.registry.directory.doctors(HERE)


async def test_no_clinic_at_all_is_no_directory(house, disturbance):
    disturbance.begin("GET /api/MO", status=200, body='{"error_code": 0, "data": []}')
    with pytest.raises(RegistryError, match="without clinics"):
        await house.registry.directory.clinics()


async def test_what_was_not_asked_for_is_dropped(house, disturbance, caplog):
    """Doctors of another clinic or speciality, and rows that nobody can read, are counted."""
    rows = (
        '{"MedStaffFact_id": 1, "MedStaffFact_Fio": "Примерова О. Н.", "Lpu_id": "5"},'
        '{"MedStaffFact_id": 2, "MedStaffFact_Fio": "Образцов П. А.", "MedSpecOms_id": 99},'
        '{"MedStaffFact_id": "x", "MedStaffFact_Fio": "Шустрова Р. Л."}, 5,'
        '{"MedStaffFact_id": 4, "MedStaffFact_Fio": "Редкин С. Ю."}'
    )
    disturbance.begin(POSTS, status=200, body=f'{{"error_code": 0, "data": [{rows}]}}')
    (doctor,) = await house.registry.directory.doctors(HERE)
    assert doctor == Doctor("4", "4", HERE.id, "Редкин С. Ю.", doctor.speciality)
    assert house.registry.left_out >= 4
    assert "Шустрова" not in caplog.text


async def test_a_doctor_of_whom_the_registry_knows_nothing_has_no_time(house):
    assert await house.registry.visits.free_slots(Doctor("5", "5", "7", "Кто-то", "Терапевт"), began()) == []


async def test_a_region_of_clinics_is_one_answer():
    """Nothing comes in pages: two megabytes are read, and no more."""
    long = Disturbance()
    async with opened("ecp", between=long.between) as house:
        long.begin("GET /api/MO", status=200, body=listed(4000))
        assert len(await house.registry.directory.clinics()) == 4000
        long.begin("GET /api/MO", status=200, body=listed(40_000))
        with pytest.raises(RegistryError, match="too large"):
            await house.registry.directory.clinics()


def listed(number):
    rows = ",".join(f'{{"Lpu_id": {key}, "Lpu_Nick": "{"П" * 100}"}}' for key in range(1, number + 1))
    return f'{{"error_code": 0, "data": [{rows}]}}'
