-- Sign-ins through Gosuslugi. Tokens are kept as SHA-256 only; sealed holds the account's name, then the people.

CREATE TABLE sign_in (
    id TEXT PRIMARY KEY,
    owner INTEGER NOT NULL,
    wish TEXT NOT NULL CHECK (wish IN ('self', 'children')),
    stage TEXT NOT NULL,
    token BLOB,
    cookie BLOB,
    state BLOB,
    sealed BLOB NOT NULL,
    created_at REAL NOT NULL,
    expires_at REAL NOT NULL
);

-- Keyed marks of the persons who signed in, so that a second Telegram account of one person is noticed.
CREATE TABLE signed_in (
    mark BLOB NOT NULL,
    owner INTEGER NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (mark, owner)
) WITHOUT ROWID;

CREATE INDEX sign_in_owner ON sign_in (owner, created_at);
CREATE UNIQUE INDEX sign_in_token ON sign_in (token);
CREATE UNIQUE INDEX sign_in_cookie ON sign_in (cookie);
