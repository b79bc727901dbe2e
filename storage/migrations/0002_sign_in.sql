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

CREATE INDEX sign_in_owner ON sign_in (owner, created_at);
CREATE UNIQUE INDEX sign_in_token ON sign_in (token);
CREATE UNIQUE INDEX sign_in_cookie ON sign_in (cookie);
