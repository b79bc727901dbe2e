"""The cards: the card file, the form, the consents, sharing and trust, full age.

The largest room: each part holds its screens and its actions together and closes with its own tables, which
`tables` gathers. The form is `card_form` (what is typed and pressed), `form_acts` (what each button does),
`form_flow` (what follows what), `stages` (where it stands) and `saving`.
"""
