"""The consents: those in force, the words that were agreed to, and the renewal of an earlier one."""

from handlers.cards import trust
from handlers.cards.full_age import allowed_card
from handlers.cards.own import card_action, card_screen
from handlers.cards.present_consent import is_covered, keep_consent, present, refused_to
from handlers.cards.views import consent as views
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.menu import operator_values
from handlers.ground.navigation import Action, Go, Place
from handlers.ground.tables import Actions, Commands, Outcome, Rendered, Screens, once
from handlers.ground.turn import Turn
from patient.card import Card
from patient.consent import Consent
from storage.consents import newest_consent

CONSENTS = Go(to=Place.CONSENTS)


async def listing(context: Context, _: Go = CONSENTS) -> Rendered:
    """List the consents in force, and the permissions."""
    consents = await context.consents.in_force()
    allowed = await context.full_age.allowed_by(context.owner)
    kept = {consent.card for consent in consents}
    unlisted = [card for card in allowed if card.id not in kept]
    cards = [*await context.cards.listed(), *allowed]
    return views.listing(consents, cards, unlisted, context.zone, context.t)


async def one(context: Context, go: Go) -> Rendered:
    """Show the consent under which a card is kept, or the permission to look at another person's."""
    allowed = await allowed_card(context, go.id)
    if allowed is None:
        return await own(context, go)
    is_trust = await trust.given(context, allowed) is not None
    return views.permission(allowed, context.t, is_trust=is_trust)


@card_screen
async def own(context: Context, card: Card) -> Rendered:
    """Show the consent under which the person keeps a card."""
    consent = await _given(context, card)
    return views.record(consent, card, context.zone, context.t) if consent else await listing(context)


async def wording(context: Context, card: Card) -> Rendered:
    """Show the words to which the person agreed."""
    consent = await _given(context, card)
    if consent is None:
        return await listing(context)
    now = await present(context, card, consent)
    words: str | None = now.text  # with the name in it, which the words that are kept are without
    if now.stamp.sha256 != consent.text.sha256:
        words = await context.consents.wording(consent.text)
    contact = operator_values(context.t, context.config)["contact"]
    return views.wording(card, words, contact, context.t)


async def _given(context: Context, card: Card) -> Consent | None:
    consents = await context.consents.in_force()
    return next((consent for consent in reversed(consents) if consent.card == card.id), None)


async def read_renewal(turn: Turn, card: Card) -> Outcome:
    """Show the whole present text over the decision."""
    given = await newest_consent(turn.transaction, card.id)
    return views.renewing(card).below((await present(turn, card, given)).text, turn.t)


async def renew(turn: Turn, card: Card) -> Outcome:
    """Keep the consent in the earlier one's place, and lead on to what was wanted."""
    given = await newest_consent(turn.transaction, card.id)
    if refused := refused_to(turn, card, given):
        return refused
    if not is_covered(given, await present(turn, card, given)):
        await turn.consents.withdraw(card.id)
        await keep_consent(turn, card, given)
    wanted = turn.dialogue.wanted
    turn.dialogue.wanted = None
    button = wanted.button if wanted and wanted.card == card.id else None
    return views.renewed(card, button, turn.t)


async def not_renew(turn: Turn, card: Card) -> Outcome:
    """Say what still works under the earlier consent."""
    return onward.over_card("consent.not_renewed", card, turn.t)


SCREENS: Screens = {Place.CONSENTS: listing, Place.CONSENT: one, Place.WORDING: card_screen(wording)}
ACTIONS: Actions = {
    Action.READ_RENEWAL: card_action(read_renewal),
    Action.RENEW: once(card_action(renew), "already.done"),
    Action.NOT_RENEW: card_action(not_renew),
}
COMMANDS: Commands = {"consents": CONSENTS}
