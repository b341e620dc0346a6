-- What scripts get in by. Only the hash is here: nothing in this table opens anything.

CREATE TABLE api_token (
    seq INTEGER PRIMARY KEY,                         -- the order of making
    id TEXT NOT NULL UNIQUE,                         -- UUID; no secret
    name TEXT NOT NULL,                              -- what it is for, as its maker wrote it
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32), -- SHA-256 of the clear text
    last_four TEXT NOT NULL,                         -- what the list shows of it
    scopes TEXT NOT NULL,                            -- what it may be let do, as a JSON array of words
    role TEXT NOT NULL,                              -- the access role that it was made with
    made_by TEXT REFERENCES user (id) ON DELETE CASCADE, -- who made it, with whom it goes; null is the host's terminal
    made_by_name TEXT NOT NULL,                      -- their name, as it was then
    created_at INTEGER NOT NULL,                     -- when it was made
    expires_at INTEGER NOT NULL,                     -- when it runs out
    last_used_at INTEGER,                            -- when something last got in by it, to the minute
    revoked_at INTEGER                               -- when it was revoked
) STRICT;
CREATE INDEX api_token_by_maker ON api_token (made_by);
