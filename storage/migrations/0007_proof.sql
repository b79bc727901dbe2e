-- How a card's person was proven stands sealed in the card; a card of an earlier release is a typed one.

-- Visits that were booked here, for what a typed card may know and for the limits. Keyed marks only: of the
-- booking's key, of who booked, of the registry's appointment (none while it is under way). sealed holds when
-- the visit begins; until is that, rounded to weeks. A row outlives its card and its person, or the limits
-- would end with them; nobody can be read from it then.
CREATE TABLE own_visit (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE SET NULL,
    visit BLOB,
    sealed BLOB NOT NULL,
    wished_at REAL NOT NULL,
    until REAL NOT NULL,
    is_over INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

CREATE INDEX own_visit_account ON own_visit (account, wished_at);
CREATE INDEX own_visit_card ON own_visit (card);
CREATE INDEX own_visit_until ON own_visit (until);

-- Whom an account may add again only through Gosuslugi: keyed marks of persons whose card was frozen at 18, or
-- to whose card the owner ended the access. Nobody's id stands beside them, so they outlive /delete_me.
CREATE TABLE closed_person (
    mark BLOB PRIMARY KEY,
    at REAL NOT NULL
) WITHOUT ROWID;

CREATE INDEX closed_person_at ON closed_person (at);
