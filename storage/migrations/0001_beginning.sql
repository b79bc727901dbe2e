-- What the first release keeps. Columns named sealed hold vault-sealed JSON (storage/vault.py).

CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    received_at REAL NOT NULL
);

CREATE INDEX inbox_received ON inbox (received_at);

CREATE TABLE dead_update (
    update_id INTEGER PRIMARY KEY,
    received_at REAL NOT NULL,
    reason TEXT NOT NULL,
    sealed BLOB NOT NULL
);

CREATE TABLE dialogue (
    owner INTEGER PRIMARY KEY,
    language TEXT,
    heard TEXT,
    state TEXT,
    sealed BLOB,
    prompt_message INTEGER,
    blocked_at REAL,
    updated_at REAL NOT NULL
);

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    chat INTEGER NOT NULL,
    urgency TEXT NOT NULL CHECK (urgency IN ('reply', 'push')),
    sealed BLOB NOT NULL,
    created_at REAL NOT NULL
);

CREATE TABLE card (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    created_at REAL NOT NULL,
    updated_at REAL NOT NULL
);

CREATE INDEX card_owner ON card (owner, created_at);

CREATE TABLE card_mark (
    owner INTEGER NOT NULL,
    mark BLOB NOT NULL,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    PRIMARY KEY (owner, mark)
) WITHOUT ROWID;

CREATE INDEX card_mark_card ON card_mark (card);

CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    card TEXT,
    version TEXT NOT NULL,
    language TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    subject TEXT NOT NULL CHECK (subject IN ('self', 'child')),
    update_id INTEGER NOT NULL,
    given_at REAL NOT NULL,
    withdrawn_at REAL
);

CREATE INDEX consent_owner ON consent (owner, given_at);

CREATE TABLE search (
    card TEXT PRIMARY KEY REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    next_at REAL,
    lease_holder TEXT,
    lease_until REAL
);

CREATE INDEX search_next ON search (next_at) WHERE next_at IS NOT NULL;

CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TABLE key_canary (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    sealed BLOB NOT NULL
);
