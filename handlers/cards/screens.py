"""The screens of the cards room: a card, the card file, the consents, with whom a card is shared."""

from handlers.cards import card, card_file, consents, sharing
from handlers.ground.tables import Screens, merged

SCREENS: Screens = merged(card.SCREENS, card_file.SCREENS, consents.SCREENS, sharing.SCREENS)
