-- The token by which a monitoring system on another machine reads /metrics: one at most.
CREATE TABLE metrics_token (
    only INTEGER NOT NULL PRIMARY KEY CHECK (only = 1), -- keeps it to one row
    hash BLOB NOT NULL CHECK (length(hash) = 32),       -- SHA-256 of the clear text, which is stored nowhere
    last_four TEXT NOT NULL,                            -- the clear text's last four characters
    created_at INTEGER NOT NULL                         -- milliseconds since 1970
) STRICT;
