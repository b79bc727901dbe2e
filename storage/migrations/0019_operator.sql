-- The release before may go on over it.
-- What an operator is told, whichever machine he asks on: where each replica runs and of which release it is,
-- and the last backup, with the room that it left where it lies.

ALTER TABLE replica ADD COLUMN host TEXT NOT NULL DEFAULT '';
ALTER TABLE replica ADD COLUMN version TEXT NOT NULL DEFAULT '';

CREATE TABLE last_backup (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    made_at REAL NOT NULL,
    bytes INTEGER NOT NULL,
    room INTEGER NOT NULL
) STRICT;
