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

-- The region's clinics and doctors as the registry told them last; slots are a doctor's free times (JSON).
CREATE TABLE clinic (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    district TEXT,
    folded TEXT NOT NULL,
    content TEXT NOT NULL
);

CREATE TABLE doctor (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    practitioner TEXT NOT NULL,
    clinic TEXT NOT NULL REFERENCES clinic (id) ON DELETE CASCADE,
    speciality TEXT NOT NULL,
    name TEXT NOT NULL,
    folded TEXT NOT NULL,
    slots TEXT NOT NULL DEFAULT '[]',
    asked_at REAL
);

CREATE INDEX doctor_clinic ON doctor (clinic, speciality);
CREATE INDEX doctor_practitioner ON doctor (practitioner);

-- What a job is to do at the registry because somebody tapped, or waits to see.
CREATE TABLE errand (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE CASCADE,
    sealed BLOB NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    next_at REAL NOT NULL,
    lease_holder TEXT,
    lease_until REAL
);

CREATE INDEX errand_next ON errand (next_at);
CREATE INDEX errand_card ON errand (card);

CREATE TABLE booking (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    card TEXT REFERENCES card (id) ON DELETE CASCADE,
    sealed BLOB NOT NULL,
    updated_at REAL NOT NULL
);

CREATE INDEX booking_owner ON booking (owner);
CREATE INDEX booking_card ON booking (card);

CREATE TABLE visit (
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    id TEXT NOT NULL,
    owner INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    remind_day_at REAL,
    remind_hours_at REAL,
    PRIMARY KEY (card, id)
) WITHOUT ROWID;

CREATE INDEX visit_day ON visit (remind_day_at) WHERE remind_day_at IS NOT NULL;
CREATE INDEX visit_hours ON visit (remind_hours_at) WHERE remind_hours_at IS NOT NULL;

-- When each card's visits were last asked for, and when to ask again.
CREATE TABLE visits_look (
    card TEXT PRIMARY KEY REFERENCES card (id) ON DELETE CASCADE,
    owner INTEGER NOT NULL,
    asked_at REAL,
    next_at REAL NOT NULL,
    lease_until REAL
);

CREATE INDEX visits_look_next ON visits_look (next_at);

CREATE TABLE watch (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    card TEXT NOT NULL REFERENCES card (id) ON DELETE CASCADE,
    sealed BLOB NOT NULL,
    until REAL NOT NULL
);

CREATE INDEX watch_owner ON watch (owner);
CREATE INDEX watch_card ON watch (card);
CREATE INDEX watch_until ON watch (until);
