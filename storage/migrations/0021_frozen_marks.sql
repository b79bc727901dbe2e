-- The release before may go on over it.
-- By which a frozen card is found by who is on it: keyed marks of his SNILS and polis. Two cards of one person
-- have two marks that nobody knows for his without the key (docs/decisions/0043). They go with the card.
CREATE TABLE frozen_mark (
    mark BLOB PRIMARY KEY,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE
) WITHOUT ROWID;

CREATE INDEX frozen_mark_card ON frozen_mark (card);

-- Frozen cards without marks: a card that was frozen or changed is to be looked into at once (look_on is 0).
CREATE INDEX card_frozen_look ON card (look_on) WHERE frozen_at IS NOT NULL;
