-- Ways to the rows: no statement of a tick, a start or an update walks over a table that grows with the people.

-- What a start makes free.
CREATE INDEX search_leased ON search (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX errand_leased ON errand (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX visits_look_leased ON visits_look (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX visits_look_asked ON visits_look (asked_at) WHERE asked_at IS NOT NULL;

-- What waits to be sent, by chat; the pushes among it are counted.
CREATE INDEX outbox_chat ON outbox (chat);
CREATE INDEX outbox_push ON outbox (id) WHERE urgency = 'push';

-- What has outlived its term.
CREATE INDEX dead_update_received ON dead_update (received_at);
CREATE INDEX notice_at ON notice (at);
CREATE INDEX booking_updated ON booking (updated_at);
CREATE INDEX share_offer_expires ON share_offer (expires_at);
CREATE INDEX signed_in_at ON signed_in (at);
CREATE INDEX sign_in_expires ON sign_in (expires_at);
CREATE INDEX support_question_asked ON support_question (asked_at);
CREATE INDEX dialogue_draft ON dialogue (updated_at) WHERE state IS NOT NULL OR sealed IS NOT NULL;

-- What goes with a person, and what belongs to a visit or a returning browser.
CREATE INDEX card_share_owner ON card_share (owner);
CREATE INDEX share_offer_owner ON share_offer (owner);
CREATE INDEX visit_owner ON visit (owner);
CREATE INDEX visits_look_owner ON visits_look (owner);
CREATE INDEX errand_owner ON errand (owner);
CREATE INDEX signed_in_owner ON signed_in (owner);
CREATE INDEX own_visit_visit ON own_visit (visit);
CREATE INDEX sign_in_state ON sign_in (state);

-- The day (of the region, counted as Python does) on which the card is looked into: whether a child has come of
-- age. It is drawn by lot, at the latest on that very day, and for adults too, so that it tells nobody a birth
-- date. 0: at once; so it is when a card is new, changed, thawed or consented for.
ALTER TABLE card ADD COLUMN look_on INTEGER NOT NULL DEFAULT 0;
CREATE INDEX card_look ON card (look_on) WHERE frozen_at IS NULL;
CREATE TRIGGER card_is_looked_into AFTER UPDATE OF updated_at, frozen_at ON card BEGIN
    UPDATE card SET look_on = 0 WHERE id = NEW.id;
END;
CREATE TRIGGER card_is_consented_for AFTER INSERT ON consent BEGIN
    UPDATE card SET look_on = 0 WHERE id = NEW.card;
END;

-- Nothing of a frozen card is due (the year 10000) until it is thawed.
UPDATE search SET next_at = 253402300800.0
    WHERE next_at IS NOT NULL AND card IN (SELECT id FROM card WHERE frozen_at IS NOT NULL);
UPDATE visits_look SET next_at = 253402300800.0 WHERE card IN (SELECT id FROM card WHERE frozen_at IS NOT NULL);

-- A day's reminders are walked through in the order of their days and keys.
DROP INDEX visit_day;
DROP INDEX visit_hours;
CREATE INDEX visit_day ON visit (remind_day_on, id) WHERE remind_day_on IS NOT NULL;
CREATE INDEX visit_hours ON visit (remind_hours_on, id) WHERE remind_hours_on IS NOT NULL;
