"""The present consent: kept when it is given, asked for before what an earlier one did not name is done."""

from handlers.cards.document import Document, agreed, document
from handlers.cards.views import consent as views
from handlers.cards.views.sharing import account_words
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from locales.texts import Html
from patient.card import Card
from patient.consent import Consent
from storage.consents import newest_consent
from storage.dialogue import Wanted


async def keep_consent(turn: Turn, card: Card, earlier: Consent | None = None) -> None:
    """Keep who consents to which text for *card*, and when: for a child, for himself, or as *earlier*."""
    read = await present(turn, card, earlier)
    await turn.consents.add(card.id, agreed(turn, read), read.subject)


async def present(context: Context, card: Card, given: Consent | None) -> Document:
    """Return the text to which who has *given* a consent for the card, or gives the first, agrees now."""
    keeper = await _keeper(context, card) if given and given.subject == "adult" else None
    permits = (given.owner if given else context.owner) != card.owner
    return document(context, card.person, keeper=keeper, permits=permits)


async def _keeper(context: Context, card: Card) -> Html:
    share = await context.shares.trusting(card.id)
    return account_words(share.host, context.t) if share else Html(context.t("trust.whoever_keeps"))


async def asked_first(turn: Turn, card: Card | None) -> Screen | None:
    """Return the question for the present consent, none when it is given or it is not clear yet for whom.

    It is asked of whoever gave the earlier one; anybody else is told whose it is to give.
    """
    if card is None:
        return None
    given = await newest_consent(turn.transaction, card.id)
    now = await present(turn, card, given)
    if is_covered(given, now):
        return None
    if refused := refused_to(turn, card, given):
        return refused
    if turn.wish:
        turn.dialogue.wanted = Wanted(card.id, turn.wish)
    return views.renewal(card, now, turn.t)


async def asked_first_for_only(turn: Turn) -> Screen | None:
    """Return that question for the person's only card; with several it is not clear yet for which."""
    cards = await turn.cards.readable()
    return await asked_first(turn, cards[0]) if len(cards) == 1 else None


def is_covered(given: Consent | None, now: Document) -> bool:
    """Tell whether who has *given* a consent agreed to no less than is asked for *now*."""
    return given is not None and given.text.edition >= now.stamp.edition


def refused_to(turn: Turn, card: Card, given: Consent | None) -> Screen | None:
    """Say whose the new consent is to give, if it is not that of who speaks."""
    if given and given.giver:
        return views.asks_person(card, turn.t)
    if turn.owner != (given.owner if given else card.owner):
        return onward.over_card("consent.asks_another", card, turn.t, name=card.person.name.short)
    return None
