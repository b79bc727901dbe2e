-- The rest of the cabinet. Columns named sealed hold vault-sealed JSON (storage/vault.py).

-- What was told, and what waits for the end of the quiet hours (due_at).
CREATE TABLE notice (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    sealed BLOB NOT NULL,
    at REAL NOT NULL,
    due_at REAL
);

CREATE INDEX notice_owner ON notice (owner, id);
CREATE INDEX notice_card ON notice (card);
CREATE INDEX notice_due ON notice (due_at) WHERE due_at IS NOT NULL;

CREATE TABLE notice_choices (
    owner INTEGER PRIMARY KEY,
    muted TEXT NOT NULL,
    quiet TEXT
);
