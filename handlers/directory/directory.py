"""The directory: looking for a clinic or a doctor, by buttons or by typing a part of the name."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.directory import views
from handlers.ground import loading
from handlers.ground.context import Context
from handlers.ground.loading import NeedsFreeTimes
from handlers.ground.navigation import Go, Place, To, number_in
from handlers.ground.tables import Rendered
from handlers.ground.turn import Answer, Turn
from patient.visible import visible
from storage.directory import Directory, short_hash
from storage.searches import Searches

FEWEST_LETTERS = 3
MOST_LETTERS = 18  # so that they fit into a button, two bytes each
SEPARATORS = str.maketrans(dict.fromkeys(":\n", " "))


async def show_clinics(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the clinics, the person's own first, or those of a district."""
    listed = await Directory(turn.transaction).clinics()
    if not listed:
        return turn.show(views.empty(turn.t, go))
    chosen = [each for each in listed if not go.id or short_hash(each.value.district or "") == go.id]
    district = chosen[0].value.district if go.id and chosen else None
    title = turn.t("clinics.of", district=district) if district else turn.t("clinics.title")
    return turn.show(views.clinics(chosen, await own_clinics(turn.context), go, title, turn.t))


async def own_clinics(context: Context) -> frozenset[str]:
    """Return the ids of the clinics to which the person's cards are attached."""
    cards = await context.cards.readable()
    searches = [await Searches(context.transaction).of(card.id, card.owner) for card in cards]
    return frozenset(each.clinic.id for search in searches if search for each in search.attachments)


async def show_districts(_: CallbackQuery, turn: Turn) -> Answer:
    """List the districts."""
    listed = await Directory(turn.transaction).clinics()
    names = sorted({each.value.district for each in listed if each.value.district})
    return turn.show(views.districts(names, turn.t))


async def show_clinic(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show a clinic."""
    directory = Directory(turn.transaction)
    clinic = await directory.clinic(number_in(go.id))
    if clinic is None:
        return turn.show(views.gone(turn.t))
    doctors = await directory.doctors(clinic=clinic.value.id)
    return turn.show(views.clinic(clinic, len(doctors), turn.t))


async def show_doctors_root(_: CallbackQuery, turn: Turn) -> Answer:
    """Offer the ways to a doctor."""
    return turn.show(views.doctors_root(turn.t))


async def show_specialities(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the specialities of a clinic (its number) or of the region."""
    directory = Directory(turn.transaction)
    clinic = await directory.clinic(number_in(go.id)) if go.id else None
    names = await directory.specialities(clinic.value.id if clinic else "")
    if not names:
        return turn.show(views.empty(turn.t, go))
    return turn.show(views.specialities(names, go, clinic, turn.t))


async def show_doctors(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List the doctors of a speciality, at a clinic if its number stands before it."""
    directory = Directory(turn.transaction)
    number, mark = go.id.partition(".")[::2]
    clinic = await directory.clinic(number_in(number)) if number else None
    where = clinic.value.id if clinic else ""
    names = [name for name in await directory.specialities(where) if short_hash(name) == mark]
    if not names:
        return turn.show(views.gone(turn.t))
    listed = await directory.doctors(clinic=where, speciality=names[0])
    title = turn.t("doctors.of", speciality=names[0])
    return turn.show(views.doctors(listed, go, title, Go(to=Place.SPECIALITIES, id=number), turn.t))


async def show_doctor(_: CallbackQuery, turn: Turn, go: Go) -> Answer:
    """Show a doctor with the nearest free day."""
    return await loading.show(turn, render_doctor, go)


async def render_doctor(context: Context, go: Go) -> Rendered:
    """Draw a doctor's screen once the free times are known."""
    directory = Directory(context.transaction)
    doctor = await directory.doctor(number_in(go.id))
    if doctor is None:
        return views.gone(context.t)
    if stale := await loading.stale(context, (doctor.value.id,)):
        return NeedsFreeTimes(stale)
    clinic = await directory.clinic(doctor.value.clinic)
    free = await directory.free_times(doctor.value.id)
    return views.doctor(doctor, clinic, free.slots, context.zone, context.t)


class Sought(Filter):
    """Lets typed words through that are a part of somebody's or some clinic's name; gives ``go``."""

    async def __call__(self, message: Message, turn: Turn) -> bool | dict[str, Go]:
        """Look into the directory."""
        words = " ".join(visible(message.text or "").translate(SEPARATORS).split())[:MOST_LETTERS].strip()
        if len(words) < FEWEST_LETTERS or words.startswith("/"):
            return False
        directory = Directory(turn.transaction)
        is_there = await directory.clinics(words) or await directory.doctors(words=words)
        return {"go": Go(to=Place.FOUND, id=words)} if is_there else False


async def show_found(_: Message | CallbackQuery, turn: Turn, go: Go) -> Answer:
    """List what was found by the typed words."""
    directory = Directory(turn.transaction)
    clinics, doctors = await directory.clinics(go.id), await directory.doctors(words=go.id)
    return turn.show(views.found(clinics, doctors, go, turn.t))


def build_router() -> Router:
    """Route to clinics and doctors."""
    router = Router(name="directory")
    router.callback_query.register(show_clinics, To(Place.CLINICS))
    router.callback_query.register(show_districts, To(Place.DISTRICTS))
    router.callback_query.register(show_clinic, To(Place.CLINIC))
    router.callback_query.register(show_doctors_root, To(Place.DOCTORS))
    router.callback_query.register(show_specialities, To(Place.SPECIALITIES))
    router.callback_query.register(show_doctors, To(Place.DOCTORS_OF))
    router.callback_query.register(show_doctor, To(Place.DOCTOR))
    router.callback_query.register(show_found, To(Place.FOUND))
    return router


def build_search_router() -> Router:
    """Route what is typed where nothing is asked: perhaps it is a name."""
    router = Router(name="directory search")
    router.message.register(show_found, Sought())
    return router
