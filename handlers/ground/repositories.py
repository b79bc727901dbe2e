"""The repositories, each bound to the transaction and to the person for whom it is read and written."""

from patient.card import OwnerId
from storage.cards import Cards
from storage.transaction import Transaction


class Repositories:
    """What is kept of the person who speaks, or for whom a screen is drawn: no read forgets whose it is."""

    __slots__ = ()

    transaction: Transaction
    owner: OwnerId

    @property
    def cards(self) -> Cards:
        """The cards that the person reaches."""
        return Cards(self.transaction, self.owner)
