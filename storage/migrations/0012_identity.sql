-- What this file is, whatever its name: the key ring notes the id, so that a missing or another file is found.
CREATE TABLE database_id (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    id TEXT NOT NULL
) STRICT;
INSERT INTO database_id (only, id) VALUES (1, lower(hex(randomblob(16))));

-- By which migrations it was made: a file of an unfinished release has the same number and another schema.
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    checksum TEXT NOT NULL
) STRICT;
