-- Tokens by which an issuer ended somebody's sessions: each works once, also across a restart.
CREATE TABLE spent_token (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 32), -- SHA-256 of what tells it from every other
    good_until INTEGER NOT NULL                           -- from then on it is refused for its age, and forgotten here
) STRICT, WITHOUT ROWID;
CREATE INDEX spent_token_by_end ON spent_token (good_until);
