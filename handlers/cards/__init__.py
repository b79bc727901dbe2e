"""The cards: the card file, the form, consent, sharing, full age."""
