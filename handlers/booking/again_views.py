"""The last booking, offered again where a new one begins."""

from dataclasses import replace

from handlers.booking.again import Again
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do
from handlers.ground.screen import Button, Screen
from handlers.ground.speciality import speciality_named
from handlers.visits.views import name_of
from locales.texts import Texts


def offered(screen: Screen, last: Again, t: Texts, *, is_named: bool) -> Screen:
    """Offer the *last* booking again above the first choice; *is_named* says for whom, too."""
    whom = last.doctor.short_name if last.doctor else speciality_named(last.speciality, t)
    words = t.plain("button.again_to", whom=whom)
    if is_named:
        words = f"{words}, {last.card.person.name.given_name.text}"
    row = (Button(fitting(words), Do(what=Action.BOOK_AGAIN, id=name_of(last.card, last.visit))),)
    return replace(screen, rows=(row, *screen.rows))
