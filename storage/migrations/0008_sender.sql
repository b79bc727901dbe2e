-- What the sender and the queue before the writer need to know.

-- Groups that became supergroups: Telegram knows them by a new id only.
CREATE TABLE moved_chat (
    old INTEGER PRIMARY KEY,
    new INTEGER NOT NULL,
    at REAL NOT NULL
);

-- What is told about a card goes with the card, also when it waits to be sent.
ALTER TABLE outbox ADD COLUMN card TEXT REFERENCES card (id) ON DELETE CASCADE;
CREATE INDEX outbox_card ON outbox (card) WHERE card IS NOT NULL;

-- Where a question to support stands in the operator's group.
ALTER TABLE support_question ADD COLUMN desk INTEGER;
ALTER TABLE support_question ADD COLUMN desk_message INTEGER;
CREATE UNIQUE INDEX support_question_desk ON support_question (desk, desk_message);

-- Photographs are read one at a time, and counted by the day.
ALTER TABLE errand ADD COLUMN is_photo INTEGER NOT NULL DEFAULT 0;
UPDATE errand SET is_photo = 1 WHERE id LIKE 'polis/%';
CREATE TABLE photo (
    owner INTEGER NOT NULL,
    at REAL NOT NULL
);
CREATE INDEX photo_owner ON photo (owner, at);
CREATE INDEX photo_at ON photo (at);
