"""The screens before cards go: the booked visits, everything that is kept; and what came of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from handlers.cards.views.card_file import named
from handlers.ground import times
from handlers.ground.navigation import Action, Do, Fate, Go, Leave, Place
from handlers.ground.screen import Button, Screen
from handlers.ground.speciality import speciality_named
from locales.texts import Html, Texts
from patient.card import Card, OwnerId
from patient.privacy import Private
from patient.visit import Visit

Told = Mapping[str, Sequence[Visit]]
"""What is told of which visits, by the keys of the words."""

TO_THE_DESK = frozenset({"stands", "not_cancelled", "unclear"})
MOST_TOLD = 12  # with the longest texts that the registry may give, a message still holds them
QUESTIONS = {
    "remove": ("card.ask_removal", "button.remove_yes", Action.REMOVE_CARD, Place.CARD),
    "withdraw": ("consents.ask", "button.withdraw_yes", Action.WITHDRAW, Place.CONSENT),
    "leave": ("share.ask_leaving", "button.leave_yes", Action.REMOVE_CARD, Place.CARD),
    "end_trust": ("trust.ask_end", "button.end_trust_yes", Action.REMOVE_CARD, Place.CARD),
}
"""What is asked before a card goes, the button that says yes and what it does, and where no leads."""


@dataclass(frozen=True, slots=True, repr=False)
class Coming(Private):
    """A visit to come of a card; that of a booking of which nobody knows yet how it ends has no id.

    ``ended_by`` are those who have it being cancelled at this moment.
    """

    card: Card
    visit: Visit
    ended_by: Collection[OwnerId]

    @property
    def under_way(self) -> str:
        """The key of the words for what is being done at this moment, empty if nothing is."""
        return "leaving.ending" if self.ended_by else "" if self.visit.id else "leaving.begun"


def ask_once_more(card: Card, way: str, t: Texts) -> Screen:
    """Ask the owner, who removes the card or its consent; a guest, who leaves it; the person on it."""
    question, yes, deed, back = QUESTIONS[way]
    text = t(question, name=card.person.name.short, card=named(card))
    no = Button(t.plain("button.no_keep"), Go(to=back, id=card.id))
    return Screen(text, ((Button(t.plain(yes), Do(what=deed, id=card.id)),), (no,)))


def ask(deed: Action, coming: Sequence[Coming], who: OwnerId, zone: ZoneInfo, t: Texts) -> Screen:
    """Say which visits are booked, and ask *who* what shall become of them; another may keep their card."""
    lines = [_of_card(each, zone, t) for each in coming]
    is_of_all, card = deed is Action.ERASE_ME, coming[0].card
    name = "" if is_of_all else card.id
    is_trust = not is_of_all and card.owner != who
    way = "end_trust" if is_trust else "leave"
    cancel = Button(t.plain(f"button.{way}_cancelling"), Leave(what=deed, fate=Fate.CANCEL, id=name))
    keep = Button(t.plain(f"button.{way}_keeping"), Leave(what=deed, fate=Fate.KEEP, id=name))
    no = Button(t.plain("button.no_keep"), Go(to=Place.CARDS))
    ending = "end_trust" if is_trust else deed.name.lower()
    text = t(f"leaving.ask.{ending}", visits=Html(_listed(lines, t)))
    return Screen(text, ((cancel,), (keep,), (no,)))


def outcome(told: Told, zone: ZoneInfo, t: Texts) -> Screen:
    """Tell what became of the visits, by the keys of the words, and where to turn with those in doubt."""
    parts = []
    for key, visits in told.items():
        line = _of_clinic if key in TO_THE_DESK else _line
        if visits:
            parts.append(t(f"leaving.{key}", visits=Html(_listed((line(v, zone, t) for v in visits), t))))
    return Screen("\n\n".join(parts))


def _of_card(coming: Coming, zone: ZoneInfo, t: Texts) -> str:
    whose = t("value", value=coming.card.person.name.short)
    doing = f" {t(coming.under_way)}" if coming.under_way else ""
    return f"{whose}: {_line(coming.visit, zone, t)}{doing}"


def _listed(lines: Iterable[str], t: Texts) -> str:
    every = list(lines)
    told = [f"• {line}" for line in every[:MOST_TOLD]]
    if len(every) > MOST_TOLD:
        told.append(t("leaving.more", number=len(every) - MOST_TOLD))
    return "\n".join(told)


def _line(visit: Visit, zone: ZoneInfo, t: Texts) -> str:
    """Tell of a visit in one line: when, which doctor, where."""
    clinic = visit.clinic.name if visit.clinic else None
    when, whom = times.when(visit.start, zone, t), speciality_named(visit.speciality, t)
    return t("value", value=", ".join(filter(None, (when, whom, visit.doctor_name, clinic))))


def _of_clinic(visit: Visit, zone: ZoneInfo, t: Texts) -> str:
    phones = visit.clinic.phones if visit.clinic else ()
    line = _line(visit, zone, t)
    return f"{line}\n{t('clinic.phones', phones=', '.join(phones))}" if phones else line


def ask_erasure(t: Texts, cards: int, shared: int) -> Screen:
    """Ask once more before everything of the person goes."""
    yes = Button(t.plain("button.erase_yes"), Do(what=Action.ERASE_ME))
    no = Button(t.plain("button.no_keep"), Go(to=Place.MENU))
    return Screen(t("erase.ask", cards=t.plural("cards.count.short", cards), shared=shared), ((yes,), (no,)))


def erased(t: Texts, cards: int, consents: int) -> Screen:
    """Tell what was removed; the second time that nothing is left."""
    if not cards and not consents:
        return Screen(t("erase.nothing"))
    return Screen(
        t(
            "erase.done",
            cards=t.plural("cards.count.short", cards),
            consents=t.plural("consents.count.short", consents),
        )
    )
