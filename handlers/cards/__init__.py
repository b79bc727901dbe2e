"""The cards: the card file, the form, consent, sharing, full age.

The largest room: each part holds its screens and its actions together and closes with its own tables
(`card`, `card_file`, `card_form`, `consents`, `full_age`, `leaving`, `sharing`), which `screens` and
`actions` gather.
"""
