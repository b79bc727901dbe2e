-- Rows that cannot be read stand aside; what linked people in a stolen file is keyed or sealed. The rows of
-- tables named earlier_* are carried over by storage/migration_steps.py, which then drops those tables.

-- Sealed or not, a row that could not be read: it stays where it is, and whoever takes rows passes over it.
CREATE TABLE damaged_row (
    place TEXT NOT NULL,
    row NOT NULL,
    reason TEXT NOT NULL,
    found_at REAL NOT NULL,
    PRIMARY KEY (place, row)
) WITHOUT ROWID;

-- Whose update it was, 0 if nobody knows.
ALTER TABLE dead_update ADD COLUMN owner INTEGER NOT NULL DEFAULT 0;
CREATE INDEX dead_update_owner ON dead_update (owner);

-- id is a keyed hash of the card and the registry's number; remind_*_on is the day (UTC) on which the sealed
-- visit is looked into.
DROP INDEX visit_day;
DROP INDEX visit_hours;
ALTER TABLE visit RENAME TO earlier_visit;
CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    remind_day_on INTEGER,
    remind_hours_on INTEGER
);
CREATE INDEX visit_card ON visit (card);
CREATE INDEX visit_day ON visit (remind_day_on) WHERE remind_day_on IS NOT NULL;
CREATE INDEX visit_hours ON visit (remind_hours_on) WHERE remind_hours_on IS NOT NULL;

-- owner, guest and person are keyed hashes of Telegram ids below; the ids that are needed are sealed.
DROP INDEX consent_owner;
DROP INDEX consent_card;
ALTER TABLE consent RENAME TO earlier_consent;
CREATE TABLE consent (
    id TEXT PRIMARY KEY,
    owner BLOB NOT NULL,
    card TEXT,
    sealed BLOB NOT NULL,
    given_at REAL NOT NULL,
    withdrawn_at REAL
);
CREATE INDEX consent_owner ON consent (owner, given_at);
CREATE INDEX consent_card ON consent (card, given_at);

-- What was agreed to: each wording once, under the hash that the consents name.
CREATE TABLE consent_text (
    sha256 TEXT PRIMARY KEY,
    text TEXT NOT NULL,
    kept_at REAL NOT NULL
);

DROP INDEX share_offer_card;
DROP INDEX share_offer_guest;
ALTER TABLE share_offer RENAME TO earlier_share_offer;
CREATE TABLE share_offer (
    id TEXT PRIMARY KEY,
    token BLOB NOT NULL UNIQUE,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    guest BLOB,
    stage TEXT NOT NULL CHECK (stage IN ('made', 'opened', 'accepted')),
    sealed BLOB NOT NULL,
    expires_at REAL NOT NULL
);
CREATE INDEX share_offer_card ON share_offer (card);
CREATE INDEX share_offer_guest ON share_offer (guest);

DROP INDEX card_share_guest;
ALTER TABLE card_share RENAME TO earlier_card_share;
CREATE TABLE card_share (
    id TEXT PRIMARY KEY,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    guest BLOB NOT NULL,
    since REAL NOT NULL,
    sealed BLOB NOT NULL,
    UNIQUE (card, guest)
);
CREATE INDEX card_share_guest ON card_share (guest);

DROP INDEX card_person_person;
ALTER TABLE card_person RENAME TO earlier_card_person;
CREATE TABLE card_person (
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    person BLOB NOT NULL,
    asked_at REAL NOT NULL,
    PRIMARY KEY (card, person)
) WITHOUT ROWID;
CREATE INDEX card_person_person ON card_person (person);

ALTER TABLE signed_in RENAME TO earlier_signed_in;
CREATE TABLE signed_in (
    id INTEGER PRIMARY KEY,
    mark BLOB NOT NULL,
    owner BLOB NOT NULL,
    sealed BLOB NOT NULL,
    at REAL NOT NULL,
    UNIQUE (mark, owner)
);

-- The kind of a notice says with its time when somebody sees a doctor: it is sealed with the rest.
ALTER TABLE notice RENAME COLUMN kind TO earlier_kind;

-- The audit log's length and end, sealed: a log that was cut or written anew does not fit them.
CREATE TABLE audit_head (
    id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
);

-- A row that is sealed anew, or goes, stands aside no longer.
CREATE TRIGGER card_is_mended AFTER UPDATE OF sealed ON card BEGIN
    DELETE FROM damaged_row WHERE place = 'card' AND row = NEW.id;
END;
CREATE TRIGGER card_is_gone AFTER DELETE ON card BEGIN
    DELETE FROM damaged_row WHERE place = 'card' AND row = OLD.id;
END;
CREATE TRIGGER search_is_mended AFTER UPDATE OF sealed ON search BEGIN
    DELETE FROM damaged_row WHERE place = 'search' AND row = NEW.card;
END;
CREATE TRIGGER search_is_gone AFTER DELETE ON search BEGIN
    DELETE FROM damaged_row WHERE place = 'search' AND row = OLD.card;
END;
CREATE TRIGGER sign_in_is_mended AFTER UPDATE OF sealed ON sign_in BEGIN
    DELETE FROM damaged_row WHERE place = 'sign_in' AND row = NEW.id;
END;
CREATE TRIGGER sign_in_is_gone AFTER DELETE ON sign_in BEGIN
    DELETE FROM damaged_row WHERE place = 'sign_in' AND row = OLD.id;
END;
CREATE TRIGGER signed_in_is_mended AFTER UPDATE OF sealed ON signed_in BEGIN
    DELETE FROM damaged_row WHERE place = 'signed_in' AND row = NEW.id;
END;
CREATE TRIGGER signed_in_is_gone AFTER DELETE ON signed_in BEGIN
    DELETE FROM damaged_row WHERE place = 'signed_in' AND row = OLD.id;
END;
CREATE TRIGGER dialogue_is_mended AFTER UPDATE OF sealed ON dialogue BEGIN
    DELETE FROM damaged_row WHERE place = 'dialogue' AND row = NEW.owner;
END;
CREATE TRIGGER dialogue_is_gone AFTER DELETE ON dialogue BEGIN
    DELETE FROM damaged_row WHERE place = 'dialogue' AND row = OLD.owner;
END;
CREATE TRIGGER share_offer_is_mended AFTER UPDATE OF sealed ON share_offer BEGIN
    DELETE FROM damaged_row WHERE place = 'share_offer' AND row = NEW.id;
END;
CREATE TRIGGER share_offer_is_gone AFTER DELETE ON share_offer BEGIN
    DELETE FROM damaged_row WHERE place = 'share_offer' AND row = OLD.id;
END;
CREATE TRIGGER card_share_is_mended AFTER UPDATE OF sealed ON card_share BEGIN
    DELETE FROM damaged_row WHERE place = 'card_share' AND row = NEW.id;
END;
CREATE TRIGGER card_share_is_gone AFTER DELETE ON card_share BEGIN
    DELETE FROM damaged_row WHERE place = 'card_share' AND row = OLD.id;
END;
CREATE TRIGGER notice_is_mended AFTER UPDATE OF sealed ON notice BEGIN
    DELETE FROM damaged_row WHERE place = 'notice' AND row = NEW.id;
END;
CREATE TRIGGER notice_is_gone AFTER DELETE ON notice BEGIN
    DELETE FROM damaged_row WHERE place = 'notice' AND row = OLD.id;
END;
CREATE TRIGGER errand_is_mended AFTER UPDATE OF sealed ON errand BEGIN
    DELETE FROM damaged_row WHERE place = 'errand' AND row = NEW.id;
END;
CREATE TRIGGER errand_is_gone AFTER DELETE ON errand BEGIN
    DELETE FROM damaged_row WHERE place = 'errand' AND row = OLD.id;
END;
CREATE TRIGGER booking_is_mended AFTER UPDATE OF sealed ON booking BEGIN
    DELETE FROM damaged_row WHERE place = 'booking' AND row = NEW.id;
END;
CREATE TRIGGER booking_is_gone AFTER DELETE ON booking BEGIN
    DELETE FROM damaged_row WHERE place = 'booking' AND row = OLD.id;
END;
CREATE TRIGGER visit_is_mended AFTER UPDATE OF sealed ON visit BEGIN
    DELETE FROM damaged_row WHERE place = 'visit' AND row = NEW.id;
END;
CREATE TRIGGER visit_is_gone AFTER DELETE ON visit BEGIN
    DELETE FROM damaged_row WHERE place = 'visit' AND row = OLD.id;
END;
CREATE TRIGGER watch_is_mended AFTER UPDATE OF sealed ON watch BEGIN
    DELETE FROM damaged_row WHERE place = 'watch' AND row = NEW.id;
END;
CREATE TRIGGER watch_is_gone AFTER DELETE ON watch BEGIN
    DELETE FROM damaged_row WHERE place = 'watch' AND row = OLD.id;
END;
CREATE TRIGGER message_is_mended AFTER UPDATE OF sealed ON message BEGIN
    DELETE FROM damaged_row WHERE place = 'message' AND row = NEW.id;
END;
CREATE TRIGGER message_is_gone AFTER DELETE ON message BEGIN
    DELETE FROM damaged_row WHERE place = 'message' AND row = OLD.id;
END;
CREATE TRIGGER announcement_is_mended AFTER UPDATE OF sealed ON announcement BEGIN
    DELETE FROM damaged_row WHERE place = 'announcement' AND row = NEW.id;
END;
CREATE TRIGGER announcement_is_gone AFTER DELETE ON announcement BEGIN
    DELETE FROM damaged_row WHERE place = 'announcement' AND row = OLD.id;
END;
CREATE TRIGGER support_question_is_mended AFTER UPDATE OF sealed ON support_question BEGIN
    DELETE FROM damaged_row WHERE place = 'support_question' AND row = NEW.code;
END;
CREATE TRIGGER support_question_is_gone AFTER DELETE ON support_question BEGIN
    DELETE FROM damaged_row WHERE place = 'support_question' AND row = OLD.code;
END;
CREATE TRIGGER outbox_is_mended AFTER UPDATE OF sealed ON outbox BEGIN
    DELETE FROM damaged_row WHERE place = 'outbox' AND row = NEW.id;
END;
CREATE TRIGGER outbox_is_gone AFTER DELETE ON outbox BEGIN
    DELETE FROM damaged_row WHERE place = 'outbox' AND row = OLD.id;
END;
CREATE TRIGGER dead_update_is_mended AFTER UPDATE OF sealed ON dead_update BEGIN
    DELETE FROM damaged_row WHERE place = 'dead_update' AND row = NEW.update_id;
END;
CREATE TRIGGER dead_update_is_gone AFTER DELETE ON dead_update BEGIN
    DELETE FROM damaged_row WHERE place = 'dead_update' AND row = OLD.update_id;
END;
CREATE TRIGGER consent_is_mended AFTER UPDATE OF sealed ON consent BEGIN
    DELETE FROM damaged_row WHERE place = 'consent' AND row = NEW.id;
END;
CREATE TRIGGER consent_is_gone AFTER DELETE ON consent BEGIN
    DELETE FROM damaged_row WHERE place = 'consent' AND row = OLD.id;
END;
CREATE TRIGGER audit_head_is_mended AFTER UPDATE OF sealed ON audit_head BEGIN
    DELETE FROM damaged_row WHERE place = 'audit_head' AND row = NEW.id;
END;
CREATE TRIGGER audit_head_is_gone AFTER DELETE ON audit_head BEGIN
    DELETE FROM damaged_row WHERE place = 'audit_head' AND row = OLD.id;
END;
