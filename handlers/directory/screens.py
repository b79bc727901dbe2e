"""The screens of the directory: clinics and doctors, listed, each by itself, and found by typed words."""

from handlers.directory import search, views
from handlers.directory.silence import with_silent
from handlers.ground.context import Context
from handlers.ground.loading import Needs, stale
from handlers.ground.navigation import Go, Place, number_in, short_hash
from handlers.ground.paging import Page
from handlers.ground.screen import Protection
from handlers.ground.speciality import speciality_named
from handlers.ground.tables import Rendered, Screens
from patient.clinic import Doctor, Listed
from storage.errands import ErrandKind


async def clinics(context: Context, go: Go) -> Rendered:
    """List the clinics, the person's own first, or those of a district."""
    listed = await context.directory.clinics()
    if not listed:
        return views.empty(context.t, go)
    chosen = [each for each in listed if not go.id or short_hash(each.value.district or "") == go.id]
    district = chosen[0].value.district if go.id and chosen else None
    title = context.t("clinics.of", district=district) if district else context.t("clinics.title")
    return views.clinics(chosen, await _own_clinics(context), go, title, context.t)


async def _own_clinics(context: Context) -> frozenset[str]:
    """Return the ids of the clinics to which the person's cards are attached."""
    cards = await context.cards.readable()
    searches = [await context.searches.of(card) for card in cards]
    return frozenset(each.clinic.id for search in searches if search for each in search.attachments)


async def districts(context: Context, _: Go) -> Rendered:
    """List the districts."""
    listed = await context.directory.clinics()
    names = sorted({each.value.district for each in listed if each.value.district})
    return views.districts(names, context.t)


async def clinic(context: Context, go: Go) -> Rendered:
    """Show a clinic."""
    directory = context.directory
    listed = await directory.clinic(number_in(go.id))
    if listed is None:
        return views.gone(context.t)
    doctors = await directory.doctors(clinic=listed.value.id)
    return views.clinic(listed, len(doctors), context.t)


async def ways_to_a_doctor(context: Context, _: Go) -> Rendered:
    """Offer the ways to a doctor."""
    return views.doctors_root(context.t)


async def specialities(context: Context, go: Go) -> Rendered:
    """List the specialities of a clinic (its number) or of the region."""
    directory = context.directory
    listed = await directory.clinic(number_in(go.id)) if go.id else None
    names = await directory.specialities(listed.value.id if listed else "")
    return views.specialities(names, go, listed, context.t) if names else views.empty(context.t, go)


async def doctors(context: Context, go: Go) -> Rendered:
    """List the doctors of a speciality, at a clinic if its number stands before it."""
    directory = context.directory
    number, mark = go.id.partition(".")[::2]
    listed = await directory.clinic(number_in(number)) if number else None
    where = listed.value.id if listed else ""
    names = [name for name in await directory.specialities(where) if short_hash(name) == mark]
    if not names:
        return views.gone(context.t)
    found = await directory.doctors(clinic=where, speciality=names[0])
    title = context.t("doctors.of", speciality=speciality_named(names[0], context.t))
    return views.doctors(found, go, title, Go(to=Place.SPECIALITIES, id=number), context.t)


async def doctor(context: Context, go: Go) -> Rendered:
    """Show a doctor with the nearest free day, once the free times are known."""
    directory = context.directory
    listed = await directory.doctor(number_in(go.id))
    if listed is None:
        return views.gone(context.t)
    if missing := await stale(context, (listed.value.id,)):
        return Needs(ErrandKind.FREE_TIMES, missing, protection=Protection.UNWANTED)
    where = await directory.clinic(listed.value.clinic)
    free = await directory.free_times(listed.value.id)
    shown = views.doctor(listed, where, free.slots, context.zone, context.t)
    return await with_silent(context, shown, [listed.value.id], go)


async def found(context: Context, go: Go) -> Rendered:
    """List what is meant by the typed words, one's own clinics and their doctors first."""
    hits, own = await search.search(context, go.id), await _own_clinics(context)
    clinics = sorted(hits.clinics, key=lambda each: each.value.id not in own)
    doctors = sorted(hits.doctors, key=lambda each: each.value.clinic not in own)
    page: views.Found = Page.of([*clinics, *doctors], go, views.A_PAGE)
    described = [await _described(context, each) for each in doctors if each in page.items]
    return views.found(page, described, own, context.t)


async def _described(context: Context, doctor: Listed[Doctor]) -> views.Described:
    """Return a doctor with his clinic and the nearest free day that is known."""
    clinic = await context.directory.clinic(doctor.value.clinic)
    free = await context.directory.free_times(doctor.value.id)
    day = free.slots[0].start.astimezone(context.zone).date() if free.slots else None
    return views.Described(doctor, clinic.value if clinic else None, day)


SCREENS: Screens = {
    Place.CLINICS: clinics,
    Place.DISTRICTS: districts,
    Place.CLINIC: clinic,
    Place.DOCTORS: ways_to_a_doctor,
    Place.SPECIALITIES: specialities,
    Place.DOCTORS_OF: doctors,
    Place.DOCTOR: doctor,
    Place.FOUND: found,
}
