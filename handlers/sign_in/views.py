"""The sign-in's screens in the chat: the link, and what went wrong."""

from handlers.ground import onward
from handlers.ground.navigation import Action, Do, Go, Place
from handlers.ground.screen import Button, Screen
from locales.texts import Html, Texts
from patient.card import Card
from patient.sign_in import Whose
from storage.sign_ins import Attempt, Failure, Stage

MINE = 1  # the page of a confirmation of whose card it was said to be one's own
PLACES = {Whose.SELF: Place.ABOUT_ME, Whose.CHILDREN: Place.CHILDREN}


def offer(t: Texts, wish: Whose, url: str, whose: Card | None = None, *, is_trust: bool = False) -> Screen:
    """Offer the link into the browser: for new cards, or to confirm the card *whose* person it is.

    With *is_trust* it is for the person on the card, who signs in on this phone to let it be kept here.
    """
    sign_in = Button(t.plain("button.sign_in"), url=url, is_main=not is_trust)
    rows = ((sign_in,), onward.to(Place.ACCOUNT_GUIDE, t))
    if whose is None:
        by_hand = Button(t.plain("button.by_hand"), Do(what=Action.ADD_CARD))
        return Screen(t(f"sign_in.offer.{wish.value}"), (*rows, (by_hand,), onward.cards(t)))
    key = "sign_in.trust" if is_trust else f"sign_in.confirm.{wish.value}"
    return Screen(t(key, name=whose.person.name.short), (*rows, onward.to_card(whose, t)))


def ask_whose(card: Card, t: Texts) -> Screen:
    """Ask whether an adult's card is that of who holds the account."""
    rows = (
        (Button(t.plain("button.my_card"), Go(to=Place.CONFIRM, id=card.id, page=MINE)),),
        onward.to(Place.TRUST, t, card.id),
        onward.to_card(card, t),
    )
    return Screen(t("sign_in.whose", name=card.person.name.short), rows)


def at_portal(card: Card, t: Texts) -> Screen:
    """Say where all visits are seen while this operator has not opened the sign-in."""
    return Screen(t("sign_in.at_portal"), (onward.to(Place.CLINICS, t), onward.to_card(card, t)))


def way_in(attempt: Attempt) -> Go:
    """Return where the sign-in begins anew."""
    if attempt.card:
        return Go(to=Place.TRUST if attempt.is_trust else Place.CONFIRM, id=attempt.card)
    return Go(to=PLACES[attempt.wish])


def under_way(attempt: Attempt, t: Texts) -> Screen:
    """Say that the sign-in goes on in the browser, and how to begin anew."""
    way = way_in(attempt)
    anew = onward.to(Action.SIGN_IN_ANEW, t, f"{way.to.value}.{way.id}")
    return Screen(t("sign_in.under_way"), (anew, onward.cards(t)))


def failed(attempt: Attempt, failure: Failure, t: Texts) -> Screen:
    """Tell why the sign-in came to nothing."""
    reason = t(failure.key, code=failure.code)
    return in_vain("sign_in.failed", t, anew=way_in(attempt), reason=Html(reason))


def out_of_time(attempt: Attempt, t: Texts) -> Screen:
    """Tell at which step the time ran out."""
    step = attempt.stage.value if attempt.stage in {Stage.OFFERED, Stage.WAITING} else "begun"
    return in_vain(f"sign_in.late.{step}", t, anew=way_in(attempt))


def in_vain(key: str, t: Texts, *, anew: Go | None = None, **values: Html) -> Screen:
    """Say by the text with this *key* that nothing came of a sign-in, over the ways on, perhaps *anew*."""
    by_hand = Button(t.plain("button.by_hand"), Do(what=Action.ADD_CARD))
    again = [(Button(t.plain("button.sign_in_anew"), anew),)] if anew else [onward.sign_ins(t)]
    return Screen(t(key, **values), (*again, (by_hand,), onward.to(Place.ACCOUNT_GUIDE, t), onward.cards(t)))
