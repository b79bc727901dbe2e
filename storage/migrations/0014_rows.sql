-- Sealed tables that came after 0006 are walked over by rowid, as all others are, and their rows can be put aside.

CREATE TABLE walked_own_visit (
    id BLOB PRIMARY KEY,
    account BLOB NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE SET NULL,
    visit BLOB,
    sealed BLOB NOT NULL,
    wished_at REAL NOT NULL,
    until REAL NOT NULL,
    is_over INTEGER NOT NULL DEFAULT 0
);
INSERT INTO walked_own_visit (id, account, card, visit, sealed, wished_at, until, is_over)
    SELECT id, account, card, visit, sealed, wished_at, until, is_over FROM own_visit;
DROP TABLE own_visit;
ALTER TABLE walked_own_visit RENAME TO own_visit;
CREATE INDEX own_visit_account ON own_visit (account, wished_at);
CREATE INDEX own_visit_card ON own_visit (card);
CREATE INDEX own_visit_until ON own_visit (until);

CREATE TRIGGER own_visit_is_mended AFTER UPDATE OF sealed ON own_visit BEGIN
    DELETE FROM damaged_row WHERE place = 'own_visit' AND row = hex(NEW.id);
END;
CREATE TRIGGER own_visit_is_gone AFTER DELETE ON own_visit BEGIN
    DELETE FROM damaged_row WHERE place = 'own_visit' AND row = hex(OLD.id);
END;
CREATE TRIGGER sent_message_is_mended AFTER UPDATE OF sealed ON sent_message BEGIN
    DELETE FROM damaged_row WHERE place = 'sent_message' AND row = hex(NEW.mark);
END;
CREATE TRIGGER sent_message_is_gone AFTER DELETE ON sent_message BEGIN
    DELETE FROM damaged_row WHERE place = 'sent_message' AND row = hex(OLD.mark);
END;
