"""The consent's screens: the request, the renewal, and the list of those in force."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from handlers.cards.document import Document
from handlers.cards.views.card_file import named
from handlers.cards.views.decision import Decision
from handlers.ground import onward, times
from handlers.ground.label import fitting
from handlers.ground.navigation import Action, Do, Go, Place, Press, read_button
from handlers.ground.screen import Button, Row, Screen
from locales.texts import Texts
from patient.card import Card, PersonalData
from patient.consent import Consent
from patient.form import Form


def request(form: Form, shown: Document, t: Texts) -> Screen:
    """Ask for the consent, with the text's name and version."""
    person = form.draft.complete()
    if shown.keeper:
        return _in_form(form).asked(trust_words(person, shown, t), t)
    key = "consent.ask.child" if shown.subject == "child" else "consent.ask.self"
    return _in_form(form).asked(t(key, name=person.name.short, version=shown.stamp.version), t)


def trust_words(person: PersonalData, shown: Document, t: Texts) -> str:
    """Ask an adult, in his own name, to let another keep his card."""
    return t("trust.ask", name=person.name.full, version=shown.stamp.version, account=shown.keeper)


def whole(form: Form, shown: Document, t: Texts) -> Screen:
    """Show the whole text over the decision."""
    return _in_form(form).below(shown.text, t)


def _in_form(form: Form) -> Decision:
    read, agree, refuse = (Press(act=act, revision=form.revision) for act in ("read", "agree", "disagree"))
    return Decision(read, agree, refuse)


def renewal(card: Card, shown: Document, t: Texts) -> Screen:
    """Ask for the present consent: the earlier one did not name what is wanted."""
    key = "consent.renew.child" if shown.subject == "child" else "consent.renew.self"
    return renewing(card).asked(t(key, name=card.person.name.short, version=shown.stamp.version), t)


def renewing(card: Card) -> Decision:
    """Return the decision on the card's new consent."""
    return Decision.on(card.id, Action.READ_RENEWAL, Action.RENEW, Action.NOT_RENEW)


def renewed(card: Card, wanted: str | None, t: Texts) -> Screen:
    """Thank, and lead on to the button that was *wanted*, or to the card."""
    way = read_button(wanted or "") or Go(to=Place.CARD, id=card.id)
    return Screen(t("consent.renewed"), ((Button(t.plain("button.onward"), way),),))


def asks_person(card: Card, t: Texts) -> Screen:
    """Say that the new consent is to be given by the person on the card, who signs in for it."""
    text = t("consent.asks_person", name=card.person.name.short)
    return Screen(text, (here(card, t), onward.to_card(card, t)))


def here(card: Card, t: Texts) -> Row:
    """Return the way for the person on the card to consent on this very phone."""
    return (Button(t.plain("button.trust_here"), Go(to=Place.TRUST, id=card.id)),)


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


def permission(card: Card, t: Texts, *, is_trust: bool) -> Screen:
    """Show whose card another keeps, or may look at, with his consent; and how to end that."""
    text = t("trust.ask_end" if is_trust else "full_age.permission", card=named(card))
    way = t.plain("button.end_trust_yes" if is_trust else "button.close_card")
    back = Button(t.plain("button.back"), Go(to=Place.CONSENTS))
    return Screen(text, ((Button(way, Do(what=Action.WITHDRAW, id=card.id)),), (back,)))


def wording(card: Card, words: str | None, contact: str, t: Texts) -> Screen:
    """Show the very words that were agreed to."""
    text = t("consents.unkept", contact=contact) if words is None else words
    return Screen(text, ((Button(t.plain("button.back"), Go(to=Place.CONSENT, id=card.id)),),))
