-- The release before may go on over it.
-- The index keys, by which rows are found (storage/marks.py), sealed: so all replicas take up one at a time.
-- The first is the one that stood in the key ring. A key that is left only verifies what it signed.
CREATE TABLE index_key (
    id INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL,
    left_at REAL
);

-- How often they have changed: who begins a transaction reads it, and them where it is another number.
ALTER TABLE database_id ADD COLUMN index_keys INTEGER NOT NULL DEFAULT 0;

-- The newest key of the ring that a replica has; none: it is of an earlier release.
ALTER TABLE replica ADD COLUMN newest_key INTEGER;
