"""The cards: the card file, the form, consent, sharing, full age.

The largest room: each part holds its screens and its actions together and closes with its own tables
(`card`, `card_file`, `consents`, `full_age`, `leaving`, `sharing`); `screens` and `actions` gather them.
"""
