-- Several processes of the bot over one database (docs/decisions/0029): who lives, and who sends what.

CREATE TABLE replica (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    seen_at REAL NOT NULL,
    leaving_at REAL,
    calls INTEGER NOT NULL DEFAULT 0
);

-- The replica that sends the row; nobody's are the leader's.
ALTER TABLE outbox ADD COLUMN sender INTEGER;
