-- A child's card that both parents reach, and the cards of children who have grown up.

-- Since when nobody may look at the card: the child is of full age and has not allowed it yet.
ALTER TABLE card ADD COLUMN frozen_at REAL;

CREATE INDEX card_frozen ON card (frozen_at) WHERE frozen_at IS NOT NULL;
CREATE INDEX consent_card ON consent (card, given_at);

-- Invitations. Tokens are kept as SHA-256 only; sealed holds both Telegram names.
CREATE TABLE share_offer (
    id TEXT PRIMARY KEY,
    token BLOB NOT NULL UNIQUE,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    guest INTEGER,
    stage TEXT NOT NULL CHECK (stage IN ('made', 'opened', 'accepted')),
    sealed BLOB NOT NULL,
    expires_at REAL NOT NULL
);

CREATE INDEX share_offer_card ON share_offer (card);
CREATE INDEX share_offer_guest ON share_offer (guest);

-- Who reaches whose card; sealed holds both Telegram names, each for the other to see.
CREATE TABLE card_share (
    id TEXT PRIMARY KEY,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    guest INTEGER NOT NULL,
    since REAL NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (card, guest)
);

CREATE INDEX card_share_guest ON card_share (guest);

-- Who proved by a sign-in that a frozen card is about him, and was asked what shall become of it.
CREATE TABLE card_person (
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    person INTEGER NOT NULL,
    asked_at REAL NOT NULL,
    PRIMARY KEY (card, person)
) WITHOUT ROWID;

CREATE INDEX card_person_person ON card_person (person);
