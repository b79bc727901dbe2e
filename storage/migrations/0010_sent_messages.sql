-- The bot's own messages of the last 48 hours, which Telegram still lets it delete. mark is keyed; sealed holds
-- Telegram's id of the message and what its buttons are about.

CREATE TABLE sent_message (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner INTEGER NOT NULL,
    mark BLOB NOT NULL,
    sealed BLOB NOT NULL,
    at REAL NOT NULL,
    UNIQUE (owner, mark)
);

CREATE INDEX sent_message_at ON sent_message (at);
