"""The shares of cards: invitations by a one-time link, and who reaches whose card.

An invitation goes ``made → opened → accepted`` and becomes a share when the owner confirms. Whoever opens
the link first is the only one who can go on with it.
"""

import secrets
from dataclasses import replace
from datetime import timedelta
from typing import Any

from patient.account import Account
from patient.card import Card, CardId, OwnerId
from patient.consent import GivenConsent
from patient.share import Offer, Share, Stage
from storage.marked import Marked
from storage.repository import Owned
from storage.sealed import Sealed
from storage.tokens import hashed, new_token
from storage.transaction import Transaction
from storage.vault import WHO
from storage.written import written

OFFER_LIFE = timedelta(hours=24)
ID_BYTES = 16
INVITED = Marked("share_offer", "guest")
SHARED_WITH = Marked("card_share", "guest")


OFFER = Sealed.of(Offer, "share_offer", "id, owner, sealed, card, stage")
SHARE = Sealed.of(Share, "card_share", "id, owner, sealed, card, since")


class Shares(Owned):
    """What one of the two sides of a share can reach; a card's, for whoever has the card in hand."""

    async def offer(self, card: Card, host: Account, *, is_trust: bool = False) -> str:
        """Make an invitation and return its token; an earlier one that nobody accepted ends."""
        await self._transaction.execute(
            "DELETE FROM share_offer WHERE card = ? AND stage <> 'accepted'", card.id
        )
        identifier, token = secrets.token_urlsafe(ID_BYTES), new_token()
        await self._transaction.add(
            OFFER,
            card.owner,
            {"host": written(host), "is_trust": is_trust},
            key=identifier,
            token=hashed(token),
            card=card.id,
            stage=Stage.MADE.value,
            expires_at=self._transaction.after(OFFER_LIFE),
        )
        return token

    async def made(self, token: str) -> Offer | None:
        """Return the invitation with this token, without any effect."""
        return await self._offer("token = ?", hashed(token))

    async def open(self, token: str, invited: Account) -> Offer | None:
        """Open an invitation as its guest, again if it was he who opened it first.

        None when it is spent or expired, or somebody else was first. Once it is accepted the name stays: the
        owner decides on the one under which it was.
        """
        offer = await self.made(token)
        if offer is None or offer.guest not in {None, self._who}:
            return None
        if offer.stage is Stage.ACCEPTED:
            return offer
        return await self._take(replace(offer, invited=invited, stage=Stage.OPENED))

    async def opened(self, offer: str) -> Offer | None:
        """Return the invitation if one has opened it as its guest, and not accepted it yet."""
        return await self._offer("id = ? AND guest = ? AND stage = 'opened'", offer, await self._guest())

    async def accept(self, offer: str, invited: Account, consent: GivenConsent | None = None) -> Offer | None:
        """Note that the guest wants the card, as whom; None when there is nothing (more) to accept.

        Whom it asks to trust the owner accepts it by a *consent*, and nobody else does.
        """
        found = await self.opened(offer)
        if found is None or found.is_trust != (consent is not None):
            return None
        return await self._take(replace(found, invited=invited, consent=consent, stage=Stage.ACCEPTED))

    async def _take(self, offer: Offer) -> Offer | None:
        """Keep the invitation as it stands now, its guest being who speaks."""
        content = written(replace(offer, guest=self._who), but=OFFER.names)
        sealed = self._transaction.vault.seal(content, OFFER.binding(offer.id, offer.owner))
        statement = "UPDATE share_offer SET guest = ?, sealed = ?, stage = ? WHERE id = ?"
        await self._transaction.execute(statement, await self._guest(), sealed, offer.stage.value, offer.id)
        return await self._offer("id = ?", offer.id)

    async def accepted(self, offer: str) -> Offer | None:
        """Return the invitation to one's own card that waits for one's yes."""
        return await self._offer("id = ? AND owner = ? AND stage = 'accepted'", offer, self._who)

    async def confirm(self, offer: str) -> Share | None:
        """Make an accepted invitation to one's card a share; None when there is none to confirm."""
        found = await self._spend("id = ? AND owner = ? AND stage = 'accepted'", offer, self._who)
        if found is None or found.guest is None or found.invited is None:
            return None
        now = self._transaction.now
        people = (found.guest, now, found.host, found.invited)
        share = Share(found.id, found.card, self._who, *people, is_trust=found.is_trust)
        guest, content = await known_guest(self._transaction, share.guest), written(share, but=SHARE.names)
        # who reaches the card gets no link: what is there is damaged
        await self._transaction.execute(
            "DELETE FROM card_share WHERE card = ? AND guest = ?", share.card, guest
        )
        since = self._transaction.clock
        beside = {"card": share.card, "guest": guest}
        await self._transaction.add(SHARE, self._who, content, key=share.id, since=since, **beside)
        return share

    async def refuse(self, offer: str) -> Offer | None:
        """End an invitation: the guest does not want the card, or the owner does not want this guest."""
        return await self._spend("id = ? AND (owner = ? OR guest = ?)", offer, self._who, await self._guest())

    async def waiting(self, card: Card) -> list[Offer]:
        """Return the accepted invitations that the owner has not decided on."""
        return await self._transaction.all(
            OFFER,
            "WHERE card = ? AND stage = 'accepted' AND expires_at > ? ORDER BY expires_at",
            card.id,
            self._transaction.clock,
        )

    async def of(self, card: CardId) -> list[Share]:
        """Return with whom the card is shared, the longest first."""
        return await self._transaction.all(SHARE, "WHERE card = ? ORDER BY since, id", card)

    async def as_guest(self) -> list[Share]:
        """Return through which shares one reaches other people's cards."""
        return await self._transaction.all(SHARE, "WHERE guest = ? ORDER BY since, id", await self._guest())

    async def trusting(self, card: CardId) -> Share | None:
        """Return the share through which the person on the card lets its owner keep it."""
        return next((share for share in await self.of(card) if share.is_trust), None)

    async def trusted(self) -> list[Share]:
        """Return through which shares one lets others keep cards about oneself."""
        return [share for share in await self.as_guest() if share.is_trust]

    async def find(self, share: str) -> Share | None:
        """Return the share if it is of one's own card."""
        return await self._transaction.one(SHARE, "WHERE id = ? AND owner = ?", share, self._who)

    async def end(self, share: Share) -> None:
        """End the share."""
        await self._transaction.execute("DELETE FROM card_share WHERE id = ?", share.id)

    async def withdraw_offers(self, card: CardId) -> None:
        """End all invitations to the card."""
        await self._transaction.execute("DELETE FROM share_offer WHERE card = ?", card)

    async def forget(self) -> None:
        """Delete what one opened and reaches as a guest; one's own cards take their shares along."""
        await self._transaction.execute("DELETE FROM share_offer WHERE guest = ?", await self._guest())
        await self._transaction.execute("DELETE FROM card_share WHERE guest = ?", await self._guest())

    async def _guest(self) -> bytes:
        return await known_guest(self._transaction, self._who)

    async def _offer(self, condition: str, *values: Any) -> Offer | None:
        return await self._transaction.one(
            OFFER, f"WHERE {condition} AND expires_at > ?", *values, self._transaction.clock
        )

    async def _spend(self, condition: str, *values: Any) -> Offer | None:
        row = await self._transaction.row(
            f"DELETE FROM share_offer WHERE {condition} AND expires_at > ? RETURNING {OFFER.columns}",
            *values,
            self._transaction.clock,
        )
        return await self._transaction.read_one(OFFER, row)


async def circle_of(transaction: Transaction, card: CardId, owner: OwnerId) -> list[OwnerId]:
    """Return the owner and the guests of a card."""
    return [owner, *(share.guest for share in await Shares(transaction, owner).of(card))]


async def known_guest(transaction: Transaction, guest: OwnerId) -> bytes:
    """Return by what a guest's rows are found."""
    core = transaction.vault.marks.core(guest, "guest", WHO)
    await transaction.mark_of(INVITED, core)
    return await transaction.mark_of(SHARED_WITH, core)
