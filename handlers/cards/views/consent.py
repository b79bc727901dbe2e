"""The consent's screens: the request, the whole text, and the list of those in force."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from handlers.cards.views.card_file import named
from handlers.ground import onward, times
from handlers.ground.config import Config
from handlers.ground.label import fitting
from handlers.ground.menu import operator_values
from handlers.ground.navigation import Action, Do, Go, Place, Press, read_button
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Html, Texts, content
from patient.card import Card, PersonalData
from patient.consent import Consent, ConsentText
from patient.form import Form
from patient.full_age import is_child


@dataclass(frozen=True, slots=True)
class Document:
    """The consent as the person reads it; stamp and *wording*, without his name, are kept as the proof.

    An adult's names the *keeper* of his card.
    """

    text: str
    wording: str
    stamp: ConsentText
    keeper: Html | None = None


def document(  # noqa: PLR0913 - an adult's names two people
    person: PersonalData,
    config: Config,
    t: Texts,
    today: date,
    *,
    keeper: Html | None = None,
    called: str = "",
    permits: bool = False,
) -> Document:
    """Fill the consent's text in with the operator and the person concerned.

    With a *keeper* it is that of an adult who lets him keep the card, and who *permits* is a grown-up child
    who lets those go on who kept it; *called* stands in the name's place.
    The hash is that of the text without any person: equal for all who agreed to the same words.
    """
    own = "permission" if permits else "child" if is_child(person, today) else "self"
    subject = own if keeper is None else "adult"
    template = content(t.language, f"consent_{subject}")
    operator = operator_values(t, config)
    version, _, body = template.partition("\n")
    wording = t.fill(body, person="", keeper="", **operator)
    sha256 = hashlib.sha256(wording.encode()).hexdigest()
    text = t.fill(body, person=called or person.name.full, keeper=keeper or "", **operator)
    return Document(text, wording, ConsentText(version.strip(), t.language, sha256), keeper)


def request(form: Form, shown: Document, t: Texts, today: date) -> Screen:
    """Ask for the consent, with the text's name and version."""
    person, version = form.draft.complete(), shown.stamp.version
    if shown.keeper is not None:
        text = t("trust.ask", name=person.name.full, version=version, account=shown.keeper)
    else:
        key = "consent.ask.child" if is_child(person, today) else "consent.ask.self"
        text = t(key, name=person.name.short, version=version)
    read = Button(t.plain("button.read"), Press(act="read", revision=form.revision))
    return Screen(text, ((read,), *_decision(form, t)))


def whole(form: Form, shown: Document, t: Texts, _: date) -> Screen:
    """Show the whole text over the decision."""
    return Screen(shown.text, tuple(_decision(form, t)))


def _decision(form: Form, t: Texts) -> tuple[Row, ...]:
    agree = Button(t.plain("button.agree"), Press(act="agree", revision=form.revision))
    refuse = Button(t.plain("button.disagree"), Press(act="disagree", revision=form.revision))
    return ((agree,), (refuse,))


def renewal(card: Card, shown: Document, t: Texts, today: date) -> Screen:
    """Ask for the present consent: the earlier one did not name what is wanted."""
    key = "consent.renew.child" if is_child(card.person, today) else "consent.renew.self"
    text = t(key, name=card.person.name.short, version=shown.stamp.version)
    read = Button(t.plain("button.read"), Do(what=Action.READ_RENEWAL, id=card.id))
    return Screen(text, ((read,), *_renewal_rows(card, t)))


def renewal_whole(card: Card, shown: Document, t: Texts) -> Screen:
    """Show the whole text over the decision."""
    return Screen(shown.text, _renewal_rows(card, t))


def _renewal_rows(card: Card, t: Texts) -> tuple[Row, ...]:
    agree = Button(t.plain("button.agree"), Do(what=Action.RENEW, id=card.id))
    refuse = Button(t.plain("button.disagree"), Do(what=Action.NOT_RENEW, id=card.id))
    return ((agree,), (refuse,))


def renewed(card: Card, wanted: str | None, t: Texts) -> Screen:
    """Thank, and lead on to the button that was *wanted*, or to the card."""
    onward = read_button(wanted or "") or Go(to=Place.CARD, id=card.id)
    return Screen(t("consent.renewed"), ((Button(t.plain("button.onward"), onward),),))


def asks_another(card: Card, t: Texts) -> Screen:
    """Say that the new consent is another person's to give."""
    return Screen(t("consent.asks_another", name=card.person.name.short), (onward.to_card(card, t),))


def asks_person(card: Card, t: Texts) -> Screen:
    """Say that the new consent is to be given by the person on the card, who signs in for it."""
    here = Button(t.plain("button.trust_here"), Go(to=Place.TRUST, id=card.id))
    return Screen(t("consent.asks_person", name=card.person.name.short), ((here,), onward.to_card(card, t)))


def listing(
    consents: Sequence[Consent], cards: Sequence[Card], given: Sequence[Card], zone: ZoneInfo, t: Texts
) -> Screen:
    """List the consents in force, each to be looked at and withdrawn; *given* are those of other accounts."""
    names = {card.id: card.person.name.short for card in cards}
    rows: list[Row] = [(_listed(consent, names.get(consent.card, "…"), zone, t),) for consent in consents]
    rows += [(Button(fitting(named(card)), Go(to=Place.CONSENT, id=card.id)),) for card in given]
    rows.append(onward.menu(t))
    text = t("consents.title") if consents or given else t("consents.none")
    return Screen(text, tuple(rows))


def _listed(consent: Consent, name: str, zone: ZoneInfo, t: Texts) -> Button:
    label = t.plain("button.consent", name=name, date=times.day_of(consent.given_at, zone, t))
    return Button(fitting(label), Go(to=Place.CONSENT, id=consent.card))


def record(consent: Consent, card: Card, zone: ZoneInfo, t: Texts) -> Screen:
    """Show one consent: which text, for whom, since when, and how to withdraw it."""
    text = t(
        f"consents.record.{consent.subject}",
        name=card.person.name.full,
        version=consent.text.version,
        date=f"{times.day_of(consent.given_at, zone, t)} {times.hour(consent.given_at, zone)}",
    )
    read = Button(t.plain("button.read"), Go(to=Place.WORDING, id=card.id))
    withdraw = Button(t.plain("button.withdraw"), Do(what=Action.ASK_WITHDRAWAL, id=card.id))
    back = Button(t.plain("button.back"), Go(to=Place.CONSENTS))
    return Screen(text, ((read,), (withdraw,), (back,)))


def wording(card: Card, words: str | None, contact: str, t: Texts) -> Screen:
    """Show the very words that were agreed to."""
    text = t("consents.unkept", contact=contact) if words is None else words
    return Screen(text, ((Button(t.plain("button.back"), Go(to=Place.CONSENT, id=card.id)),),))


def ask_withdrawal(card: Card, t: Texts) -> Screen:
    """Ask once more: the card's data go with the consent."""
    yes = Button(t.plain("button.withdraw_yes"), Do(what=Action.WITHDRAW, id=card.id))
    no = Button(t.plain("button.no_keep"), Go(to=Place.CONSENT, id=card.id))
    return Screen(t("consents.ask", name=card.person.name.short), ((yes,), (no,)))
