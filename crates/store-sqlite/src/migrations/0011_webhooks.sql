-- Where other systems are told what happened. What is still to be told is no table: it is the record behind each place.

CREATE TABLE webhook (
    seq INTEGER PRIMARY KEY,                 -- the order of adding
    id TEXT NOT NULL UNIQUE,                 -- UUID
    url TEXT NOT NULL,                       -- where messages are posted; may hold a token of the receiver's
    types TEXT NOT NULL,                     -- what it wants to hear of, as a JSON array of words
    state TEXT NOT NULL,                     -- "active", "paused", "gone"
    created_at INTEGER NOT NULL,             -- when it was added
    secret BLOB NOT NULL,                    -- the signing secret, sealed with a key that is not in the database
    old_secret BLOB,                         -- the one before, sealed likewise, while it signs as well
    old_secret_until INTEGER,                -- when that ends
    place INTEGER NOT NULL,                  -- activity.seq up to which it has been served
    attempts INTEGER NOT NULL,               -- how often the next message was tried in vain
    next_at INTEGER,                         -- when it is tried again; null for at once
    failing_since INTEGER,                   -- since when nothing was taken; null while all is well
    last_taken_at INTEGER                    -- when a message was last taken
) STRICT;

CREATE TABLE webhook_delivery (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,   -- the order of attempts; never reused
    webhook_id TEXT NOT NULL REFERENCES webhook (id) ON DELETE CASCADE, -- whose
    message_id TEXT NOT NULL,                -- webhook-id of the message
    entry_id TEXT,                           -- activity.id behind it; null for a test
    kind TEXT NOT NULL,                      -- the event's word, or "test"
    at INTEGER NOT NULL,                     -- when
    attempt INTEGER NOT NULL,                -- from 1 on; 0 for one that a person asked for
    status INTEGER,                          -- what was answered; null for nothing
    error TEXT,                              -- what went wrong, in words
    millis INTEGER NOT NULL,                 -- how long it took
    next_at INTEGER                          -- when it is tried again by itself
) STRICT;
CREATE INDEX webhook_delivery_by_webhook ON webhook_delivery (webhook_id, seq);
