-- What people find in «Сообщения», and support. Columns named sealed hold vault-sealed JSON (storage/vault.py).

CREATE TABLE message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('announcement', 'question', 'answer')),
    sealed BLOB NOT NULL,
    at REAL NOT NULL,
    read_at REAL
);

CREATE INDEX message_owner ON message (owner, id);
CREATE INDEX message_card ON message (card);
CREATE INDEX message_unread ON message (owner) WHERE read_at IS NULL;
CREATE INDEX message_at ON message (at);

-- An announcement is handed out in the order of its readers' ids: last_owner is how far that got.
-- Without a clinic and without a card it is to all.
CREATE TABLE announcement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    clinic TEXT,
    card TEXT REFERENCES card (id) ON DELETE CASCADE,
    mark BLOB NOT NULL,
    sealed BLOB NOT NULL,
    expected INTEGER NOT NULL,
    reached INTEGER NOT NULL DEFAULT 0,
    last_owner INTEGER NOT NULL DEFAULT 0,
    created_at REAL NOT NULL,
    finished_at REAL
);

CREATE INDEX announcement_card ON announcement (card);
CREATE INDEX announcement_open ON announcement (id) WHERE finished_at IS NULL;

-- A question to support; an answer waits with answered_at until told_at, when the person has it.
CREATE TABLE support_question (
    code TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    asked_at REAL NOT NULL,
    answered_at REAL,
    told_at REAL
);

CREATE INDEX support_question_owner ON support_question (owner, asked_at);
CREATE INDEX support_question_open ON support_question (asked_at) WHERE answered_at IS NULL;
CREATE INDEX support_question_untold ON support_question (answered_at)
    WHERE answered_at IS NOT NULL AND told_at IS NULL;

CREATE INDEX search_owner ON search (owner);
