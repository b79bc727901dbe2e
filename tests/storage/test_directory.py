"""The directory's copy: found by parts of names, numbers that stay, and what is gone."""

from datetime import UTC, datetime, timedelta

from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from storage.directory import Directory

ONE = Clinic("a" * 64, "Щёлковская поликлиника", "ул. Весёлая, 7", (), "Ленинский район")
TWO = Clinic("2", "Больница № 2")
DOCTOR = Doctor("role-1", "doctor-1", ONE.id, "Ёлкина Алёна Петровна", "Терапевт")
SURGEON = Doctor("role-2", "doctor-2", TWO.id, "Ножов Пётр Ильич", "Хирург")


async def filled(database, clinics=(ONE, TWO), doctors=(DOCTOR, SURGEON)):
    await database.write(lambda tx: Directory(tx).replace(clinics, doctors))


async def asks(database, question):
    return await database.write(lambda tx: question(Directory(tx)))


async def test_a_part_of_a_name_finds_whatever_the_case_and_the_dots(database):
    """Е equals Ё, capitals equal small letters; signs of SQL mean nothing."""
    await filled(database)
    for words in ("щелков", "ЩЁЛК", "веселая", "ленинск"):
        assert [each.value for each in await asks(database, lambda d, w=words: d.clinics(w))] == [ONE]
    assert await asks(database, lambda d: d.clinics("%")) == []
    assert [each.value for each in await asks(database, lambda d: d.doctors(words="елкина"))] == [DOCTOR]
    assert [each.value for each in await asks(database, lambda d: d.doctors(words="хирур"))] == [SURGEON]
    assert [each.value for each in await asks(database, lambda d: d.doctors(clinic=ONE.id))] == [DOCTOR]
    assert await asks(database, lambda d: d.specialities()) == ["Терапевт", "Хирург"]


async def test_numbers_stay_and_what_is_gone_goes(database):
    """Buttons of yesterday open the same clinic today; a clinic that closed takes its doctors along."""
    await filled(database)
    (one,) = await asks(database, lambda d: d.clinics("щелков"))
    await filled(database, (ONE,), (DOCTOR,))
    assert await asks(database, lambda d: d.clinic(one.number)) == one
    assert await asks(database, lambda d: d.clinic("2")) is None
    assert await asks(database, lambda d: d.doctor("role-2")) is None
    assert (await asks(database, lambda d: d.post(None, "doctor-1"))).value == DOCTOR


async def test_free_times_are_those_still_to_come(database):
    """Kept with the time of asking; a copy of the directory leaves them alone."""
    await filled(database)
    now = datetime.now(UTC)
    past, coming = (Slot(str(hours), "role-1", now + timedelta(hours=hours)) for hours in (-1, 1))
    assert (await asks(database, lambda d: d.free_times("role-1"))).asked_at is None
    await asks(database, lambda d: d.keep_free_times("role-1", [past, coming]))
    await filled(database)
    free = await asks(database, lambda d: d.free_times("role-1"))
    assert free.slots == (coming,)
    assert free.asked_at is not None


async def test_a_damaged_entry_hides_no_other(database):
    """Neither in the lists nor by name; free times that cannot be read are asked for anew."""
    await filled(database)
    for odd in ("{", "[5]", '{"id": 5}', "null"):
        for damage in (
            "UPDATE clinic SET content = ? WHERE id = '2'",
            "UPDATE doctor SET slots = ?, asked_at = 1 WHERE id = 'role-1'",
        ):
            await database.write(lambda tx, damage=damage, odd=odd: tx.execute(damage, odd))
        assert [each.value for each in await asks(database, lambda d: d.clinics())] == [ONE]
        assert await asks(database, lambda d: d.clinic("2")) is None
        assert (await asks(database, lambda d: d.free_times("role-1"))).slots == ()
    await filled(database)
    assert len(await asks(database, lambda d: d.clinics())) == 2
