"""An invitation by a link that works once: of a parent to a child's card, or of the person on an adult's.

Whoever opens the link first may accept it, and the owner has the last word on whose account that is; either
side may end it before.
"""

from handlers.cards.views import sharing as views
from handlers.ground import onward
from handlers.ground.navigation import Go, Place
from handlers.ground.tables import Outcome
from handlers.ground.turn import Turn
from patient.card import Card
from patient.share import Offer
from storage.cards import Cards

PREFIX = "fam_"  # of what /start is given by an invitation's link
GONE = "share.link_gone"


def to_sharing(card: Card) -> Go:
    """Return where it is told how it stands."""
    return Go(to=Place.SHARING, id=card.id)


async def invite(turn: Turn, card: Card, *, is_trust: bool = False) -> Outcome:
    """Make the link."""
    if turn.config.chat.url is None:
        return onward.over_card("share.no_link", card, turn.t)
    token = await turn.shares.offer(card, turn.account, is_trust=is_trust)
    await turn.audit.note("trust.asked" if is_trust else "share.offered", card.id)
    return views.link(card, f"{turn.config.chat.url}?start={PREFIX}{token}", turn.t, is_trust=is_trust)


async def offered(turn: Turn, offer: Offer | None) -> tuple[Offer, Card] | None:
    """Return the offer with its card, if that is still what it was: a child's, or an adult's."""
    card = await Cards(turn.transaction, offer.owner).find(offer.card) if offer else None
    if offer is None or card is None or card.person.is_child(turn.today) is offer.is_trust:
        return None
    return offer, card


async def opened(turn: Turn, name: str) -> tuple[Offer, Card] | None:
    """Return what was offered to who opened the link and has not answered yet."""
    return await offered(turn, await turn.shares.opened(name))


async def accepted(turn: Turn, name: str) -> tuple[Offer, Card] | None:
    """Return what waits for the last word of who offered it."""
    return await offered(turn, await turn.shares.accepted(name))
